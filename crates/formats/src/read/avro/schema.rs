//! Avro schemas as the decoder is to see them.

use serde_json::{Map, Value};

use crate::infer::AVRO_MAGIC;
use crate::infer::avro::check_schema;

/// Meanings of types that no column of a table has: what they mean is read as what it is stored in.
const MEANINGLESS: [&str; 4] = ["uuid", "time-millis", "time-micros", "duration"];
/// Keywords whose values are types.
const NAMED: [&str; 4] = ["record", "error", "enum", "fixed"];

/// A record at the root of a schema.
#[derive(Debug, Clone)]
pub(super) struct RecordSchema {
    object: Map<String, Value>,
    /// Names of the fields.
    pub(super) fields: Vec<String>,
    /// Named types inside may be referred to from other fields, so fields cannot be left out.
    pub(super) has_named_types: bool,
}

impl RecordSchema {
    /// Reads and checks a schema.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        check_schema(text)?;
        let mut value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        simplify(&mut value)?;
        let Value::Object(object) = value else { return Err("its schema is no record".to_owned()) };
        let fields = object.get("fields").and_then(Value::as_array).ok_or("a record has no fields")?;
        let name = |field: &Value| field.get("name").and_then(Value::as_str).map(str::to_owned);
        let has_named_types = fields.iter().any(|field| field.get("type").is_some_and(holds_named));
        let fields = fields.iter().map(|field| name(field).ok_or("a field has no name")).collect::<Result<_, _>>()?;
        Ok(Self { object, fields, has_named_types })
    }

    /// The schema under the name of another, which is how the two are known to be of one record.
    pub(super) fn named_as(mut self, other: &Self) -> Self {
        for key in ["name", "namespace"] {
            match other.object.get(key) {
                Some(value) => self.object.insert(key.to_owned(), value.clone()),
                None => self.object.remove(key),
            };
        }
        self
    }

    /// The index of a field, by name without regard to case.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let exact = self.fields.iter().position(|field| field == name);
        exact.or_else(|| self.fields.iter().position(|field| field.eq_ignore_ascii_case(name)))
    }

    pub(super) fn to_json(&self) -> String {
        Value::Object(self.object.clone()).to_string()
    }
}

/// A header of this schema for blocks that are compressed with `codec`.
pub(super) fn header(schema: &RecordSchema, codec: &str, sync: &[u8]) -> Vec<u8> {
    let mut header = AVRO_MAGIC.to_vec();
    put_long(&mut header, 2);
    for (key, value) in [("avro.schema", schema.to_json().as_str()), ("avro.codec", codec)] {
        for text in [key, value] {
            put_long(&mut header, text.len() as u64);
            header.extend_from_slice(text.as_bytes());
        }
    }
    put_long(&mut header, 0);
    header.extend_from_slice(sync);
    header
}

/// A number that is not negative, zigzag, seven bits a byte.
pub(super) fn put_long(into: &mut Vec<u8>, value: u64) {
    let mut value = value << 1;
    while value > 127 {
        into.push((value & 127) as u8 | 128);
        value >>= 7;
    }
    into.push(value as u8);
}

/// Takes away what a table's column cannot show, and refuses what could be repeated without end.
fn simplify(value: &mut Value) -> Result<(), String> {
    match value {
        Value::Array(branches) => branches.iter_mut().try_for_each(simplify),
        Value::Object(object) => {
            if object.get("logicalType").and_then(Value::as_str).is_some_and(|name| MEANINGLESS.contains(&name)) {
                object.remove("logicalType");
            }
            if object.get("items").is_some_and(takes_no_bytes) {
                return Err("it has arrays of items that take no bytes".to_owned());
            }
            for key in ["type", "items", "values"] {
                object.get_mut(key).map_or(Ok(()), simplify)?;
            }
            let fields = object.get_mut("fields").and_then(Value::as_array_mut);
            fields.into_iter().flatten().try_for_each(simplify)
        }
        _ => Ok(()),
    }
}

fn takes_no_bytes(value: &Value) -> bool {
    match value {
        Value::String(name) => name == "null",
        Value::Object(object) => match object.get("type") {
            Some(Value::String(name)) if name == "fixed" => object.get("size").and_then(Value::as_u64) == Some(0),
            Some(Value::String(name)) if NAMED.contains(&name.as_str()) => {
                let fields = object.get("fields").and_then(Value::as_array);
                fields.is_some_and(|fields| fields.iter().all(|field| field.get("type").is_some_and(takes_no_bytes)))
            }
            Some(inner) => takes_no_bytes(inner),
            None => false,
        },
        _ => false,
    }
}

fn holds_named(value: &Value) -> bool {
    match value {
        Value::Array(branches) => branches.iter().any(holds_named),
        Value::Object(object) => {
            let kind = object.get("type");
            kind.and_then(Value::as_str).is_some_and(|name| NAMED.contains(&name))
                || ["type", "items", "values"].into_iter().filter_map(|key| object.get(key)).any(holds_named)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_are_simplified_or_refused() {
        let record = |kind: &str| format!(r#"{{"type":"record","name":"r","fields":[{{"name":"A","type":{kind}}}]}}"#);
        for (kind, expected) in [
            (r#""int""#, Ok(false)),
            (r#"{"type":"string","logicalType":"uuid"}"#, Ok(false)),
            (r#"["null",{"type":"enum","name":"e","symbols":["x"]}]"#, Ok(true)),
            (r#"{"type":"array","items":{"type":"fixed","name":"f","size":2}}"#, Ok(true)),
            (r#"{"type":"array","items":"null"}"#, Err("take no bytes")),
            (r#"{"type":"array","items":{"type":"record","name":"e","fields":[]}}"#, Err("take no bytes")),
            (r#"["null","r"]"#, Err("holds itself")),
            (r#""nothing""#, Err("not defined")),
        ] {
            match (RecordSchema::parse(&record(kind)), expected) {
                (Ok(schema), Ok(named)) => {
                    assert_eq!(schema.has_named_types, named, "{kind}");
                    assert_eq!((schema.find("a"), schema.find("b")), (Some(0), None));
                    assert!(!schema.to_json().contains("uuid"));
                }
                (Err(error), Err(part)) => assert!(error.contains(part), "{error}"),
                (found, _) => panic!("{kind}: {found:?}"),
            }
        }
    }
}
