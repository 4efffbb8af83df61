//! One Ion value to a column.

use super::super::IonStep;
use super::super::columns::Column;
use crate::ion::{IonValue, decimal_text};

/// How values become those of columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    pub(super) case_sensitive: bool,
    pub(super) fail_on_overflow: bool,
}

impl Rules {
    /// The value at the end of a path.
    pub(super) fn follow<'a>(self, value: &'a IonValue, path: &[IonStep]) -> Option<&'a IonValue> {
        path.iter().try_fold(value, |value, step| match (step, value) {
            (IonStep::Field(name), IonValue::Struct(fields)) => self.field(fields, name),
            (IonStep::Item(index), IonValue::List(items)) => items.get(*index),
            (IonStep::Item(index), IonValue::Struct(fields)) => fields.get(*index).map(|(_, value)| value),
            _ => None,
        })
    }

    fn field<'a>(self, fields: &'a [(String, IonValue)], name: &str) -> Option<&'a IonValue> {
        let same = |other: &str| other == name || (!self.case_sensitive && other.to_lowercase() == name.to_lowercase());
        fields.iter().find(|(other, _)| same(other)).map(|(_, value)| value)
    }

    /// A number of a type of 64 bits or fewer; without failing, its low bits.
    fn narrow<T: TryFrom<i128>>(self, value: Option<i128>, cut: impl Fn(i128) -> T) -> Result<T, String> {
        let shown = value.map_or_else(|| "an integer of more than 127 bits".to_owned(), |value| value.to_string());
        let overflow = || format!("Ion value {shown} does not fit its column");
        let value = value.ok_or_else(overflow)?;
        match T::try_from(value) {
            Ok(fits) => Ok(fits),
            Err(_) if self.fail_on_overflow => Err(overflow()),
            Err(_) => Ok(cut(value)),
        }
    }
}

/// Appends exactly one value, or fails.
pub(super) fn append(column: &mut Column, value: &IonValue, rules: Rules) -> Result<(), String> {
    if *value == IonValue::Null {
        column.append_null();
        return Ok(());
    }
    let wrong = |column: &str| format!("Ion value of type {} cannot be read as {column}", kind(value));
    match column {
        Column::Text(builder) => builder.append(&text(value).ok_or_else(|| wrong("string"))?),
        Column::Boolean(builder) => match value {
            IonValue::Boolean(value) => builder.append_value(*value),
            _ => return Err(wrong("boolean")),
        },
        Column::TinyInt(builder) => {
            builder.append_value(rules.narrow(integer(value).ok_or_else(|| wrong("tinyint"))?, |value| value as i8)?);
        }
        Column::SmallInt(builder) => {
            builder.append_value(rules.narrow(integer(value).ok_or_else(|| wrong("smallint"))?, |value| value as i16)?);
        }
        Column::Int(builder) => {
            builder.append_value(rules.narrow(integer(value).ok_or_else(|| wrong("int"))?, |value| value as i32)?);
        }
        Column::BigInt(builder) => {
            builder.append_value(rules.narrow(integer(value).ok_or_else(|| wrong("bigint"))?, |value| value as i64)?);
        }
        Column::Float(builder) => builder.append_value(float(value).ok_or_else(|| wrong("float"))? as f32),
        Column::Double(builder) => builder.append_value(float(value).ok_or_else(|| wrong("double"))?),
        Column::Decimal(builder) => {
            let parts = match value {
                IonValue::Decimal(parts) => *parts,
                IonValue::Integer(value) => value.map(|value| (value, 0)),
                _ => return Err(wrong("decimal")),
            };
            let done = parts.and_then(|(coefficient, exponent)| builder.append_scaled(coefficient, exponent));
            done.ok_or_else(|| "Ion value does not fit its decimal column".to_owned())?;
        }
        Column::Binary(builder) => match value {
            IonValue::Bytes(bytes) => builder.append_value(bytes),
            _ => return Err(wrong("binary")),
        },
        Column::Date(builder) => match value {
            IonValue::Timestamp(millis) => {
                let days = millis.map(|millis| millis.div_euclid(86_400_000)).and_then(|days| i32::try_from(days).ok());
                builder.append_option(days);
            }
            _ => return Err(wrong("date")),
        },
        Column::Timestamp(builder) => match value {
            IonValue::Timestamp(millis) => builder.append_option(*millis),
            _ => return Err(wrong("timestamp")),
        },
        Column::List(_) | Column::Map(_) | Column::Struct(_) => return append_nested(column, value, rules),
    }
    Ok(())
}

fn append_nested(column: &mut Column, value: &IonValue, rules: Rules) -> Result<(), String> {
    let wrong = |column: &str| format!("Ion value of type {} cannot be read as {column}", kind(value));
    match column {
        Column::List(list) => {
            let IonValue::List(items) = value else { return Err(wrong("array")) };
            for item in items {
                append(&mut list.items, item, rules)?;
            }
            list.close(true);
        }
        Column::Map(map) => {
            let IonValue::Struct(fields) = value else { return Err(wrong("map")) };
            for (name, value) in fields {
                append(&mut map.keys, &IonValue::Text(name.clone()), rules)?;
                append(&mut map.values, value, rules)?;
            }
            map.close(true);
        }
        Column::Struct(members) => {
            let IonValue::Struct(fields) = value else { return Err(wrong("struct")) };
            let names: Vec<String> = members.names().map(str::to_owned).collect();
            for (member, name) in members.columns.iter_mut().zip(names) {
                append(member, rules.field(fields, &name).unwrap_or(&IonValue::Null), rules)?;
            }
            members.close(true);
        }
        _ => return Err(wrong("a value of its column")),
    }
    Ok(())
}

fn integer(value: &IonValue) -> Option<Option<i128>> {
    match value {
        IonValue::Integer(value) => Some(*value),
        _ => None,
    }
}

fn float(value: &IonValue) -> Option<f64> {
    match value {
        IonValue::Float(value) => Some(*value),
        IonValue::Integer(value) => value.map(|value| value as f64),
        IonValue::Decimal(parts) => {
            parts.and_then(|(coefficient, exponent)| format!("{coefficient}e{exponent}").parse().ok())
        }
        _ => None,
    }
}

/// A text, or a scalar as Ion writes it.
fn text(value: &IonValue) -> Option<String> {
    Some(match value {
        IonValue::Text(text) => text.clone(),
        IonValue::Boolean(value) => value.to_string(),
        IonValue::Integer(value) => (*value)?.to_string(),
        IonValue::Float(value) => format!("{value:e}"),
        IonValue::Decimal(parts) => {
            let (coefficient, exponent) = (*parts)?;
            decimal_text(coefficient, exponent)
        }
        IonValue::Timestamp(millis) => {
            let moment = chrono::DateTime::from_timestamp_millis((*millis)?)?;
            moment.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
        }
        _ => return None,
    })
}

fn kind(value: &IonValue) -> &'static str {
    match value {
        IonValue::Null => "null",
        IonValue::Boolean(_) => "bool",
        IonValue::Integer(_) => "int",
        IonValue::Float(_) => "float",
        IonValue::Decimal(_) => "decimal",
        IonValue::Timestamp(_) => "timestamp",
        IonValue::Text(_) => "string",
        IonValue::Bytes(_) => "blob",
        IonValue::List(_) => "list",
        IonValue::Struct(_) => "struct",
    }
}
