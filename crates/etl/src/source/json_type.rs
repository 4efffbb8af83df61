//! The type of JSON values, widened over all of them.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Fields};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// More distinct fields than this in one object are data, not a schema.
const FIELDS_MAX: usize = 10_000;

/// What the values of a field have been so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum JsonType {
    /// Nothing but null.
    #[default]
    Null,
    Bool,
    Int,
    Double,
    Text,
    /// Scalars of several kinds, kept as their text.
    Mixed,
    Array(Box<JsonType>),
    Object(ObjectType),
}

/// Fields in the order they were first met.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct ObjectType {
    pub fields: Vec<(String, JsonType)>,
    places: HashMap<String, usize>,
}

impl ObjectType {
    fn field(&mut self, name: &str) -> Option<&mut JsonType> {
        let place = match self.places.get(name) {
            Some(place) => *place,
            None if self.fields.len() >= FIELDS_MAX => return None,
            None => {
                self.places.insert(name.to_owned(), self.fields.len());
                self.fields.push((name.to_owned(), JsonType::Null));
                self.fields.len() - 1
            }
        };
        self.fields.get_mut(place).map(|(_, field)| field)
    }
}

impl JsonType {
    /// Widens to hold values of `other` too.
    ///
    /// # Errors
    /// The kinds that no common type holds.
    pub fn join(&mut self, other: Self) -> Result<(), String> {
        let mine = std::mem::take(self);
        *self = match (mine, other) {
            (Self::Null, any) | (any, Self::Null) => any,
            (Self::Int, Self::Double) | (Self::Double, Self::Int) => Self::Double,
            (Self::Array(mut mine), Self::Array(other)) => {
                mine.join(*other)?;
                Self::Array(mine)
            }
            (Self::Object(mut mine), Self::Object(other)) => {
                for (name, data_type) in other.fields {
                    let Some(field) = mine.field(&name) else { return Err(too_many_fields()) };
                    field.join(data_type).map_err(|text| within(&name, &text))?;
                }
                Self::Object(mine)
            }
            (mine, other) if mine == other => mine,
            (mine, other) if mine.is_nested() || other.is_nested() => {
                return Err(format!(
                    " holds {} and {}: columns of several types (choice) are not supported yet",
                    mine.kind(),
                    other.kind()
                ));
            }
            _ => Self::Mixed,
        };
        Ok(())
    }

    fn is_nested(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Object(_))
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Array(_) => "arrays",
            Self::Object(_) => "objects",
            _ => "plain values",
        }
    }

    /// Paths of fields that hold scalars of several kinds.
    pub fn mixed_paths(&self, path: &str, found: &mut Vec<String>) {
        match self {
            Self::Mixed => found.push(path.to_owned()),
            Self::Array(item) => item.mixed_paths(&format!("{path}[]"), found),
            Self::Object(object) => {
                for (name, field) in &object.fields {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    field.mixed_paths(&path, found);
                }
            }
            _ => {}
        }
    }

    pub fn to_arrow(&self) -> DataType {
        match self {
            Self::Bool => DataType::Boolean,
            Self::Int => DataType::Int64,
            Self::Double => DataType::Float64,
            Self::Null | Self::Text | Self::Mixed => DataType::Utf8View,
            Self::Array(item) => DataType::List(Arc::new(Field::new("element", item.to_arrow(), true))),
            Self::Object(object) => DataType::Struct(object.to_arrow()),
        }
    }
}

impl ObjectType {
    pub fn to_arrow(&self) -> Fields {
        self.fields.iter().map(|(name, field)| Field::new(name, field.to_arrow(), true)).collect()
    }
}

fn within(name: &str, text: &str) -> String {
    if text.starts_with(' ') { format!("{name}{text}") } else { format!("{name}.{text}") }
}

fn too_many_fields() -> String {
    format!(" has more than {FIELDS_MAX} distinct fields: is it a map keyed by data?")
}

/// Reads one value and widens the type by it, without keeping the value.
pub(super) struct Widen<'a>(pub &'a mut JsonType);

impl<'de> DeserializeSeed<'de> for Widen<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Widen<'_> {
    fn by<E: serde::de::Error>(self, other: JsonType) -> Result<(), E> {
        self.0.join(other).map_err(E::custom)
    }
}

impl<'de> Visitor<'de> for Widen<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        self.by(JsonType::Bool)
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<(), E> {
        self.by(JsonType::Int)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.by(if i64::try_from(value).is_ok() { JsonType::Int } else { JsonType::Double })
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<(), E> {
        self.by(JsonType::Double)
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<(), E> {
        self.by(JsonType::Text)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.join(JsonType::Array(Box::default())).map_err(A::Error::custom)?;
        let JsonType::Array(item) = self.0 else { return Ok(()) };
        while items.next_element_seed(Widen(item))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.0.join(JsonType::Object(ObjectType::default())).map_err(A::Error::custom)?;
        let JsonType::Object(object) = self.0 else { return Ok(()) };
        while let Some(name) = entries.next_key::<std::borrow::Cow<'de, str>>()? {
            let Some(field) = object.field(&name) else { return Err(A::Error::custom(too_many_fields())) };
            entries
                .next_value_seed(Widen(field))
                .map_err(|error| A::Error::custom(within(&name, &error.to_string())))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widened(records: &[&str]) -> Result<JsonType, String> {
        let mut all = JsonType::Null;
        for record in records {
            let mut deserializer = serde_json::Deserializer::from_str(record);
            Widen(&mut all).deserialize(&mut deserializer).map_err(|error| error.to_string())?;
        }
        Ok(all)
    }

    #[test]
    fn types_widen() {
        for (records, expected) in [
            (vec![r#"{"a":1}"#, r#"{"a":2.5}"#], "Struct(\"a\": Float64)"),
            (vec![r#"{"a":1}"#, r#"{"a":"x"}"#], "Struct(\"a\": Utf8View)"),
            (vec![r#"{"a":null}"#, r#"{"b":true,"a":1}"#], "Struct(\"a\": Int64, \"b\": Boolean)"),
            (vec![r#"{"a":[]}"#, r#"{"a":[1]}"#], "Struct(\"a\": List(Int64, field: 'element'))"),
            (vec![r#"{"a":{"x":1}}"#, r#"{"a":{"y":"z"}}"#], "Struct(\"a\": Struct(\"x\": Int64, \"y\": Utf8View))"),
        ] {
            assert_eq!(widened(&records).unwrap().to_arrow().to_string(), expected, "{records:?}");
        }
    }

    #[test]
    fn nested_and_plain_values_do_not_mix() {
        let error = widened(&[r#"{"a":{"b":1}}"#, r#"{"a":{"b":[1]}}"#]).unwrap_err();
        assert!(error.contains("b holds plain values and arrays"), "{error}");
    }
}
