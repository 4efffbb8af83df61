//! Values in the words of Java, as Trino's errors name them.

use std::fmt::Write as _;
use std::net::Ipv6Addr;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    Date32Type, Decimal64Type, Decimal128Type, DurationMillisecondType, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, IntervalYearMonthType,
};
use boathouse_types::datetime::{
    print_date, print_time, print_timestamp, print_timetz, print_zoned, time_picos, timestamp_picos, timetz_picos,
    zoned_picos,
};
use boathouse_types::interval::{print_day_time, print_year_month};
use boathouse_types::{Result, TrinoError, Type};

/// The text of a value.
pub(crate) fn text_of(data_type: &Type, column: &ArrayRef, row: usize) -> Result<String> {
    if data_type == &Type::Unknown || column.is_null(row) {
        return Ok("null".to_owned());
    }
    let held = || TrinoError::internal(format!("{data_type} is held as {}", column.data_type()));
    macro_rules! primitive {
        ($arrow:ty) => {
            column.as_primitive_opt::<$arrow>().ok_or_else(held)?.value(row)
        };
    }
    Ok(match data_type {
        Type::Boolean => column.as_boolean_opt().ok_or_else(held)?.value(row).to_string(),
        Type::TinyInt => primitive!(Int8Type).to_string(),
        Type::SmallInt => primitive!(Int16Type).to_string(),
        Type::Integer => primitive!(Int32Type).to_string(),
        Type::BigInt => primitive!(Int64Type).to_string(),
        Type::Real => java_number(primitive!(Float32Type), f64::from(primitive!(Float32Type))),
        Type::Double => java_number(primitive!(Float64Type), primitive!(Float64Type)),
        Type::Decimal { scale, .. } if data_type.is_short_decimal() => {
            decimal(i128::from(primitive!(Decimal64Type)), *scale)
        }
        Type::Decimal { scale, .. } => decimal(primitive!(Decimal128Type), *scale),
        Type::Varchar(_) | Type::Json | Type::JsonPath => {
            column.as_string_view_opt().ok_or_else(held)?.value(row).to_owned()
        }
        Type::Char(length) => {
            let text = column.as_string_view_opt().ok_or_else(held)?.value(row);
            format!("{text:width$}", width = *length as usize)
        }
        Type::Date => print_date(primitive!(Date32Type)),
        Type::Time(p) => time_picos(column)?.get(row).map(|t| print_time(t, *p)).unwrap_or_default(),
        Type::TimeTz(p) => timetz_picos(column)?.get(row).map(|(t, o)| print_timetz(t, o, *p)).unwrap_or_default(),
        Type::Timestamp(p) => timestamp_picos(column)?.get(row).map(|t| print_timestamp(t, *p)).unwrap_or_default(),
        Type::TimestampTz(p) => zoned_picos(column)?.get(row).map(|(t, z)| print_zoned(t, z, *p)).unwrap_or_default(),
        Type::IntervalDayToSecond => print_day_time(primitive!(DurationMillisecondType)),
        Type::IntervalYearToMonth => print_year_month(primitive!(IntervalYearMonthType)),
        Type::Uuid => uuid(column.as_fixed_size_binary_opt().ok_or_else(held)?.value(row)),
        Type::IpAddress => address(column.as_fixed_size_binary_opt().ok_or_else(held)?.value(row)),
        Type::Array(element) => {
            let list = column.as_list_opt::<i32>().ok_or_else(held)?;
            let places = list.value_offsets()[row] as usize..list.value_offsets()[row + 1] as usize;
            let texts = places.map(|place| text_of(element, list.values(), place));
            format!("[{}]", texts.collect::<Result<Vec<_>>>()?.join(", "))
        }
        Type::Row(fields) => {
            let structure = column.as_struct_opt().ok_or_else(held)?;
            let texts = fields.iter().zip(structure.columns()).map(|(f, child)| text_of(&f.data_type, child, row));
            format!("[{}]", texts.collect::<Result<Vec<_>>>()?.join(", "))
        }
        Type::Map(key, value) => {
            let map = column.as_map_opt().ok_or_else(held)?;
            let places = map.value_offsets()[row] as usize..map.value_offsets()[row + 1] as usize;
            let texts = places.map(|place| {
                Ok(format!("{}={}", text_of(key, map.keys(), place)?, text_of(value, map.values(), place)?))
            });
            format!("{{{}}}", texts.collect::<Result<Vec<_>>>()?.join(", "))
        }
        _ => hexadecimal(column.as_binary_view_opt().ok_or_else(held)?.value(row)),
    })
}

/// `Double.toString`: with an exponent below a thousandth and from ten million on.
fn java_number(number: impl std::fmt::Debug + std::fmt::LowerExp, magnitude: f64) -> String {
    if magnitude.is_nan() {
        return "NaN".to_owned();
    }
    if magnitude.is_infinite() {
        return if magnitude > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if magnitude == 0.0 || (1e-3..1e7).contains(&magnitude.abs()) {
        return format!("{number:?}");
    }
    let text = format!("{number:e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) if mantissa.contains('.') => format!("{mantissa}E{exponent}"),
        Some((mantissa, exponent)) => format!("{mantissa}.0E{exponent}"),
        None => text,
    }
}

fn decimal(unscaled: i128, scale: u8) -> String {
    let scale = usize::from(scale);
    if scale == 0 {
        return unscaled.to_string();
    }
    let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    format!("{}{whole}.{fraction}", if unscaled < 0 { "-" } else { "" })
}

fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (i, byte) in bytes.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn address(bytes: &[u8]) -> String {
    let Ok(bytes) = <[u8; 16]>::try_from(bytes) else { return String::new() };
    let address = Ipv6Addr::from(bytes);
    address.to_ipv4_mapped().map_or_else(|| address.to_string(), |v4| v4.to_string())
}

fn hexadecimal(bytes: &[u8]) -> String {
    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    bytes.join(" ")
}
