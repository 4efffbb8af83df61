//! Columns written as text.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal64Array, DurationMillisecondArray, Float32Array, Float64Array,
    Int32Array, Int64Array, IntervalYearMonthArray, StringViewArray, StructArray, new_null_array,
};
use arrow_schema::DataType;
use boathouse_types::Type;
use boathouse_types::datetime::{TimestampBuilder, parse_date, parse_timestamp};

use crate::build::Shape;

/// `array(integer): [1, null]; null`
pub(super) fn parse(text: &str) -> (Type, ArrayRef) {
    let (data_type, values) = text.split_once(':').unwrap();
    let data_type: Type = data_type.parse().unwrap();
    let column = column(&data_type, &split(values, ';'));
    (data_type, column)
}

/// Splits at the separators outside brackets.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (i, c) in text.char_indices() {
        match c {
            '[' | '{' | '(' => depth += 1,
            ']' | '}' | ')' => depth -= 1,
            _ if c == separator && depth == 0 => {
                parts.push(text[start..i].trim());
                start = i + 1;
            }
            _ => {}
        }
    }
    if !text[start..].trim().is_empty() || !parts.is_empty() {
        parts.push(text[start..].trim());
    }
    parts
}

fn inner(text: &str) -> &str {
    &text[1..text.len() - 1]
}

fn column(data_type: &Type, texts: &[&str]) -> ArrayRef {
    let present = || texts.iter().map(|text| (*text != "null").then_some(*text));
    macro_rules! parsed {
        ($array:ty) => {
            Arc::new(present().map(|t| t.map(|t| t.parse().unwrap())).collect::<$array>())
        };
    }
    match data_type {
        Type::Unknown => new_null_array(&DataType::Null, texts.len()),
        Type::Boolean => parsed!(BooleanArray),
        Type::Integer => parsed!(Int32Array),
        Type::BigInt => parsed!(Int64Array),
        Type::Real => parsed!(Float32Array),
        Type::Double => parsed!(Float64Array),
        Type::IntervalDayToSecond => parsed!(DurationMillisecondArray),
        Type::IntervalYearToMonth => parsed!(IntervalYearMonthArray),
        Type::Decimal { .. } => {
            let unscaled = present().map(|t| t.map(|t| t.replace('.', "").parse().unwrap()));
            Arc::new(unscaled.collect::<Decimal64Array>().with_data_type(data_type.to_arrow()))
        }
        Type::Date => Arc::new(present().map(|t| t.map(|t| parse_date(t).unwrap())).collect::<Date32Array>()),
        Type::Timestamp(precision) => {
            let mut builder = TimestampBuilder::new(*precision, texts.len());
            present().for_each(|t| builder.push(t.map(|t| parse_timestamp(t).unwrap().local)).unwrap());
            builder.finish()
        }
        Type::Varchar(_) => Arc::new(present().collect::<StringViewArray>()),
        Type::Array(element) => nested(present(), ',').finish(|shape, parts| {
            let elements = column(element, parts);
            shape.list(element, elements).unwrap()
        }),
        Type::Map(key, value) => nested(present(), ',').finish(|shape, parts| {
            let (keys, values): (Vec<&str>, Vec<&str>) = parts
                .iter()
                .map(|entry| {
                    let parts = split(entry, '=');
                    (parts[0], parts[1])
                })
                .unzip();
            shape.map(key, value, column(key, &keys), column(value, &values)).unwrap()
        }),
        Type::Row(fields) => {
            let rows: Vec<Option<Vec<&str>>> = present().map(|t| t.map(|t| split(inner(t), ','))).collect();
            let columns = fields.iter().enumerate().map(|(i, field)| {
                let texts: Vec<&str> = rows.iter().map(|row| row.as_ref().map_or("null", |row| row[i])).collect();
                column(&field.data_type, &texts)
            });
            let DataType::Struct(held) = data_type.to_arrow() else { unreachable!() };
            let nulls = rows.iter().map(Option::is_some).collect::<Vec<_>>().into();
            Arc::new(StructArray::try_new(held, columns.collect(), Some(nulls)).unwrap())
        }
        other => panic!("no column of {other}"),
    }
}

struct Parts<'a> {
    shape: Shape,
    parts: Vec<&'a str>,
}

impl Parts<'_> {
    fn finish(self, make: impl Fn(Shape, &[&str]) -> ArrayRef) -> ArrayRef {
        make(self.shape, &self.parts)
    }
}

fn nested<'a>(texts: impl Iterator<Item = Option<&'a str>>, separator: char) -> Parts<'a> {
    let (mut shape, mut parts) = (Shape::with_capacity(1), Vec::new());
    for text in texts {
        match text {
            Some(text) => {
                parts.extend(split(inner(text), separator));
                shape.end(parts.len()).unwrap();
            }
            None => shape.null(),
        }
    }
    Parts { shape, parts }
}
