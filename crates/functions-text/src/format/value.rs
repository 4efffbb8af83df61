//! Values as Java would hold them for its `Formatter`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{Date32Type, Decimal64Type, Decimal128Type, Float32Type, Float64Type};
use boathouse_functions::Session;
use boathouse_functions_cast::{Caster, java_double, java_real};
use boathouse_types::datetime::{
    PICOS_PER_SECOND, TimeReader, TimestampReader, ZonedReader, local_of_instant, round_picos, round_time, time_picos,
    timestamp_picos, write_date, zoned_picos,
};
use boathouse_types::{Result, TrinoError, Type, Zone};

use super::{Formatted, Illegal};
use crate::support::padded;

/// Picoseconds of a nanosecond: finer than that Java does not tell times.
const PICOS_PER_NANO: i64 = 1_000;
/// Fraction digits of nanoseconds, to which finer times are rounded.
const NANO_DIGITS: u8 = 9;
const PICOS_PER_DAY: i128 = 86_400 * PICOS_PER_SECOND as i128;

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Null,
    Boolean(bool),
    Long(i64),
    Float(f32),
    Double(f64),
    /// Unscaled, and the scale.
    Decimal(i128, u8),
    Text(String),
    Time(Moment),
}

/// A date, a time of day, or both, perhaps with a zone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// Days since the epoch.
    pub(super) days: Option<i64>,
    /// Of the day.
    pub(super) nanos: Option<i64>,
    /// With the seconds it is east of UTC.
    pub(super) zone: Option<(Zone, i32)>,
}

/// Makes readers of the columns of one argument.
pub(super) struct Reader {
    data_type: Type,
    caster: Option<Caster>,
}

/// A column that is read.
pub(super) struct Column<'a> {
    reader: &'a Reader,
    array: ArrayRef,
    repeated: bool,
    times: Times,
}

enum Times {
    None,
    Time(TimeReader),
    Timestamp(TimestampReader),
    Zoned(ZonedReader),
}

impl Reader {
    pub(super) fn new(data_type: &Type, session: &Arc<Session>) -> Result<Self> {
        let direct =
            matches!(
                data_type,
                Type::Unknown | Type::Boolean | Type::Real | Type::Double | Type::Date | Type::Time(_) | Type::Json
            ) || matches!(data_type, Type::Varchar(_) | Type::Char(_) | Type::Timestamp(_) | Type::TimestampTz(_))
                || data_type.is_numeric();
        if direct {
            return Ok(Self { data_type: data_type.clone(), caster: None });
        }
        let none = || TrinoError::not_supported(format!("format() of a value of type {data_type}"));
        let caster = Caster::new(data_type, &Type::VARCHAR, session).ok_or_else(none)?;
        Ok(Self { data_type: Type::VARCHAR, caster: Some(caster) })
    }

    pub(super) fn column(&self, array: &ArrayRef) -> Result<Column<'_>> {
        let array = match &self.caster {
            Some(caster) => caster.cast(array)?,
            None => Arc::clone(array),
        };
        let array = match self.data_type {
            Type::TinyInt | Type::SmallInt | Type::Integer => {
                arrow::compute::cast(&array, &arrow_schema::DataType::Int64)?
            }
            _ => array,
        };
        let times = match self.data_type {
            Type::Time(_) => Times::Time(time_picos(&array)?),
            Type::Timestamp(_) => Times::Timestamp(timestamp_picos(&array)?),
            Type::TimestampTz(_) => Times::Zoned(zoned_picos(&array)?),
            _ => Times::None,
        };
        Ok(Column { reader: self, repeated: array.len() == 1, array, times })
    }
}

impl Column<'_> {
    pub(super) fn get(&self, row: usize) -> Result<Value> {
        let row = if self.repeated { 0 } else { row };
        if self.array.is_null(row) || self.reader.data_type == Type::Unknown {
            return Ok(Value::Null);
        }
        Ok(self.read(row).unwrap_or(Value::Null))
    }

    fn read(&self, row: usize) -> Option<Value> {
        let array = &self.array;
        Some(match &self.reader.data_type {
            Type::Boolean => Value::Boolean(array.as_boolean_opt()?.value(row)),
            Type::Real => Value::Float(array.as_primitive_opt::<Float32Type>()?.value(row)),
            Type::Double => Value::Double(array.as_primitive_opt::<Float64Type>()?.value(row)),
            Type::Decimal { scale, .. } => match array.as_primitive_opt::<Decimal64Type>() {
                Some(short) => Value::Decimal(i128::from(short.value(row)), *scale),
                None => Value::Decimal(array.as_primitive_opt::<Decimal128Type>()?.value(row), *scale),
            },
            Type::Char(length) => {
                Value::Text(padded(array.as_string_view_opt()?.value(row), *length as usize).into_owned())
            }
            Type::Varchar(_) | Type::Json => Value::Text(array.as_string_view_opt()?.value(row).to_owned()),
            Type::Date => {
                let days = i64::from(array.as_primitive_opt::<Date32Type>()?.value(row));
                Value::Time(Moment { days: Some(days), nanos: None, zone: None })
            }
            _ => return self.time(row),
        })
    }

    fn time(&self, row: usize) -> Option<Value> {
        let moment = match &self.times {
            Times::None => {
                return Some(Value::Long(self.array.as_primitive_opt::<arrow::datatypes::Int64Type>()?.value(row)));
            }
            Times::Time(times) => Moment {
                days: None,
                nanos: Some(round_time(times.get(row)?, NANO_DIGITS) / PICOS_PER_NANO),
                zone: None,
            },
            Times::Timestamp(times) => local(round_picos(times.get(row)?, NANO_DIGITS), None),
            Times::Zoned(times) => {
                let (instant, key) = times.get(row)?;
                let (instant, zone) = (round_picos(instant, NANO_DIGITS), Zone::of_key(key));
                let wall = local_of_instant(instant, zone);
                local(wall, Some((zone, ((wall - instant) / i128::from(PICOS_PER_SECOND)) as i32)))
            }
        };
        Some(Value::Time(moment))
    }
}

fn local(picos: i128, zone: Option<(Zone, i32)>) -> Moment {
    let nanos = picos.rem_euclid(PICOS_PER_DAY) as i64 / PICOS_PER_NANO;
    Moment { days: Some(picos.div_euclid(PICOS_PER_DAY) as i64), nanos: Some(nanos), zone }
}

impl Value {
    /// The class Java's errors name.
    pub(super) fn class(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "java.lang.Boolean",
            Self::Long(_) => "java.lang.Long",
            Self::Float(_) => "java.lang.Float",
            Self::Double(_) => "java.lang.Double",
            Self::Decimal(..) => "java.math.BigDecimal",
            Self::Text(_) => "java.lang.String",
            Self::Time(Moment { zone: Some(_), .. }) => "java.time.ZonedDateTime",
            Self::Time(Moment { days: None, .. }) => "java.time.LocalTime",
            Self::Time(Moment { nanos: None, .. }) => "java.time.LocalDate",
            Self::Time(_) => "java.time.LocalDateTime",
        }
    }

    /// `toString()`
    pub(super) fn to_java_text(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Boolean(value) => value.to_string(),
            Self::Long(value) => value.to_string(),
            Self::Float(value) => java_real(*value),
            Self::Double(value) => java_double(*value),
            Self::Decimal(value, scale) => decimal_text(*value, *scale),
            Self::Text(value) => value.clone(),
            Self::Time(moment) => moment.to_java_text(),
        }
    }

    /// `hashCode()`, as far as it is the same in every Java.
    pub(super) fn hash(&self) -> Formatted<Option<u32>> {
        let of_bits = |bits: u64| (bits ^ (bits >> 32)) as u32;
        Ok(Some(match self {
            Self::Null => return Ok(None),
            Self::Boolean(value) => {
                if *value {
                    1231
                } else {
                    1237
                }
            }
            Self::Long(value) => of_bits(*value as u64),
            Self::Float(value) => value.to_bits(),
            Self::Double(value) => of_bits(value.to_bits()),
            Self::Text(value) => {
                value.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)))
            }
            Self::Decimal(..) | Self::Time(_) => return Err(Illegal::conversion('h', self.class())),
        }))
    }
}

/// `BigDecimal.toString()`: with an exponent for numbers of many zeros behind the point.
fn decimal_text(value: i128, scale: u8) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let digits = value.unsigned_abs().to_string();
    let scale = usize::from(scale);
    let adjusted = digits.len() as i64 - 1 - scale as i64;
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    if adjusted < -6 {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{sign}{first}{point}{rest}E{adjusted}");
    }
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = padded.split_at(padded.len() - scale);
    format!("{sign}{whole}.{fraction}")
}

impl Moment {
    fn to_java_text(self) -> String {
        let mut text = String::new();
        if let Some(days) = self.days {
            write_date(&mut text, days, true);
        }
        if let Some(nanos) = self.nanos {
            if self.days.is_some() {
                text.push('T');
            }
            let seconds = nanos / 1_000_000_000;
            text.push_str(&format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60));
            let (second, nano) = (seconds % 60, nanos % 1_000_000_000);
            if second != 0 || nano != 0 {
                text.push_str(&format!(":{second:02}"));
            }
            if nano != 0 {
                let (digits, width) = match nano {
                    n if n % 1_000_000 == 0 => (n / 1_000_000, 3),
                    n if n % 1_000 == 0 => (n / 1_000, 6),
                    n => (n, 9),
                };
                text.push_str(&format!(".{digits:0width$}"));
            }
        }
        if let Some((zone, offset)) = self.zone {
            text.push_str(&offset_text(offset));
            if matches!(zone, Zone::Named(_)) || zone == Zone::UTC {
                text.push_str(&format!("[{zone}]"));
            }
        }
        text
    }
}

/// `ZoneOffset.toString()`
fn offset_text(seconds: i32) -> String {
    if seconds == 0 {
        return "Z".to_owned();
    }
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let rest = if seconds.is_multiple_of(60) { String::new() } else { format!(":{:02}", seconds % 60) };
    format!("{sign}{:02}:{:02}{rest}", seconds / 3600, seconds / 60 % 60)
}
