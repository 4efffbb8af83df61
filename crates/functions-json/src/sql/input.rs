//! SQL values as JSON: documents, and items of paths.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryViewArray, BooleanArray, PrimitiveArray, StringViewArray};
use arrow::datatypes::{Decimal128Type, Float64Type, Int64Type};
use arrow_schema::DataType;
use boathouse_functions::Session;
use boathouse_functions_cast::{Caster, java_real};
use boathouse_types::{Result, TrinoError, Type};

use super::Encoding;
use crate::document::{Json, parse};
use crate::path::{Item, Number};

/// How the values of a column are read.
pub(super) struct Reader {
    data_type: Type,
    format: Option<Encoding>,
    caster: Option<Caster>,
}

/// A column that is read.
pub(super) struct Column<'r> {
    reader: &'r Reader,
    held: Held,
    repeated: bool,
}

enum Held {
    Nothing,
    Bool(BooleanArray),
    Whole(PrimitiveArray<Int64Type>),
    Double(PrimitiveArray<Float64Type>),
    Real(arrow::array::Float32Array),
    Decimal(PrimitiveArray<Decimal128Type>, u8),
    Text(StringViewArray),
    Bytes(BinaryViewArray),
    Typed(&'static str, StringViewArray),
}

/// A value.
pub(super) enum Given<'a> {
    Null,
    /// JSON text that is none.
    Wrong,
    Item(Item<'a>),
}

/// The name of a type that paths know and JSON does not.
fn typed_name(data_type: &Type) -> Option<&'static str> {
    match data_type {
        Type::Date => Some("date"),
        Type::Time(_) => Some("time without time zone"),
        Type::TimeTz(_) => Some("time with time zone"),
        Type::Timestamp(_) => Some("timestamp without time zone"),
        Type::TimestampTz(_) => Some("timestamp with time zone"),
        _ => None,
    }
}

impl Reader {
    pub(super) fn new(data_type: &Type, format: Option<Encoding>, session: &Arc<Session>) -> Result<Self> {
        let direct = matches!(data_type, Type::Unknown | Type::Boolean | Type::Varchar(_) | Type::Varbinary)
            || data_type.is_numeric();
        let caster = if direct {
            None
        } else {
            let none = || TrinoError::not_supported(format!("a value of type {data_type} as JSON"));
            Some(Caster::new(data_type, &Type::VARCHAR, session).ok_or_else(none)?)
        };
        Ok(Self { data_type: data_type.clone(), format, caster })
    }

    pub(super) fn column(&self, array: &ArrayRef) -> Result<Column<'_>> {
        let array = match &self.caster {
            Some(caster) => caster.cast(array)?,
            None => Arc::clone(array),
        };
        let wrong = || TrinoError::internal(format!("a value of {} is held as {}", self.data_type, array.data_type()));
        let texts = || array.as_string_view_opt().cloned().ok_or_else(wrong);
        let held = match &self.data_type {
            Type::Unknown => Held::Nothing,
            Type::Boolean => Held::Bool(array.as_boolean_opt().cloned().ok_or_else(wrong)?),
            Type::Double => Held::Double(array.as_primitive_opt().cloned().ok_or_else(wrong)?),
            Type::Real => Held::Real(array.as_primitive_opt().cloned().ok_or_else(wrong)?),
            Type::Decimal { scale, .. } => {
                let wide = arrow::compute::cast(&array, &DataType::Decimal128(38, *scale as i8))?;
                Held::Decimal(wide.as_primitive_opt().cloned().ok_or_else(wrong)?, *scale)
            }
            other if other.is_integer() => {
                let wide = arrow::compute::cast(&array, &DataType::Int64)?;
                Held::Whole(wide.as_primitive_opt().cloned().ok_or_else(wrong)?)
            }
            Type::Varbinary => Held::Bytes(array.as_binary_view_opt().cloned().ok_or_else(wrong)?),
            other => match typed_name(other) {
                Some(name) => Held::Typed(name, texts()?),
                None => Held::Text(texts()?),
            },
        };
        Ok(Column { reader: self, repeated: array.len() == 1, held })
    }
}

impl Column<'_> {
    /// The value of a row.
    pub(super) fn get(&self, row: usize) -> Given<'_> {
        let row = if self.repeated { 0 } else { row };
        match self.read(row) {
            None => Given::Null,
            Some(None) => Given::Wrong,
            Some(Some(item)) => Given::Item(item),
        }
    }

    /// The value of a row as JSON: none for NULL, and none within for what JSON has no value for.
    pub(super) fn document(&self, row: usize) -> Option<Option<Json<'_>>> {
        match self.get(row) {
            Given::Null => None,
            Given::Wrong => Some(None),
            // Dates and times are texts where there is no path to tell them apart.
            Given::Item(Item::Typed(_, text)) => Some(Some(Json::Text(text))),
            Given::Item(item) => Some(item.to_json()),
        }
    }

    fn read(&self, row: usize) -> Option<Option<Item<'_>>> {
        let made = |json: Json<'_>| Item::Made(json.deduplicated().into_owned());
        Some(match &self.held {
            Held::Nothing => return None,
            Held::Bool(a) => Some(Item::Made(Json::Bool(valid(a, row)?.value(row)))),
            Held::Whole(a) => {
                let value = valid(a, row)?.value(row);
                Some(Item::Number(if self.reader.data_type == Type::BigInt {
                    Number::BigInt(value)
                } else {
                    Number::of_i64(value)
                }))
            }
            Held::Double(a) => Some(Item::Number(Number::Double(valid(a, row)?.value(row)))),
            // Its own few digits, not those of the double next to it.
            Held::Real(a) => {
                let value = valid(a, row)?.value(row);
                Some(Item::Number(Number::Double(java_real(value).parse().unwrap_or(f64::from(value)))))
            }
            Held::Decimal(a, scale) => Some(Item::Number(Number::Decimal(valid(a, row)?.value(row), *scale))),
            Held::Typed(name, a) => Some(Item::Typed(name, Cow::Borrowed(valid(a, row)?.value(row)))),
            Held::Text(a) => {
                let text = valid(a, row)?.value(row);
                match self.reader.format {
                    None => Some(Item::Made(Json::Text(Cow::Owned(text.to_owned())))),
                    Some(_) => parse(text).ok().map(made),
                }
            }
            Held::Bytes(a) => {
                let bytes = valid(a, row)?.value(row);
                let text = decoded(bytes, self.reader.format.unwrap_or_default());
                text.and_then(|text| parse(&text).ok().map(made))
            }
        })
    }
}

fn valid<A: Array>(array: &A, row: usize) -> Option<&A> {
    array.is_valid(row).then_some(array)
}

fn decoded(bytes: &[u8], encoding: Encoding) -> Option<String> {
    match encoding {
        Encoding::Json | Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
        Encoding::Utf16 => {
            let units = bytes.chunks_exact(2);
            let whole = units.remainder().is_empty();
            let units: Vec<u16> = units.map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
            String::from_utf16(&units).ok().filter(|_| whole)
        }
        Encoding::Utf32 => {
            let units = bytes.chunks_exact(4);
            let whole = units.remainder().is_empty();
            let characters = units.map(|unit| char::from_u32(u32::from_le_bytes([unit[0], unit[1], unit[2], unit[3]])));
            characters.collect::<Option<String>>().filter(|_| whole)
        }
    }
}
