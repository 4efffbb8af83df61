//! Default values of fields must be values of their fields' types.

use serde_json::Value;

use super::{Avro, NamedKind, Primitive, Schema};

/// Checks every default of a definition.
pub(super) fn check(avro: &Avro) -> Result<(), String> {
    for (name, named) in &avro.named {
        let NamedKind::Record(fields) = &named.kind else { continue };
        for field in fields {
            if let Some(default) = field.default.as_ref().filter(|default| !fits(avro, &field.schema, default)) {
                return Err(format!("field {name}.{}: the default {default} is not of the field's type", field.name));
            }
        }
    }
    Ok(())
}

/// Whether a JSON value stands for a value of the type. It goes down with the value, which has an end.
fn fits(avro: &Avro, schema: &Schema, value: &Value) -> bool {
    match schema {
        Schema::Primitive(primitive, _) => primitive_fits(*primitive, value),
        Schema::Array(items) => value.as_array().is_some_and(|list| list.iter().all(|item| fits(avro, items, item))),
        Schema::Map(values) => value.as_object().is_some_and(|map| map.values().all(|value| fits(avro, values, value))),
        Schema::Union(branches) => branches.iter().any(|branch| fits(avro, branch, value)),
        Schema::Named(name) => avro.named.get(name).is_some_and(|named| match &named.kind {
            NamedKind::Enum { symbols, .. } => {
                value.as_str().is_some_and(|text| symbols.iter().any(|symbol| symbol == text))
            }
            NamedKind::Fixed { size, .. } => {
                bytes(value) && value.as_str().is_some_and(|text| text.chars().count() as u64 == *size)
            }
            NamedKind::Record(fields) => value.as_object().is_some_and(|object| {
                fields.iter().all(|field| match object.get(&field.name) {
                    Some(value) => fits(avro, &field.schema, value),
                    None => field.default.is_some(),
                })
            }),
        }),
    }
}

fn primitive_fits(primitive: Primitive, value: &Value) -> bool {
    match primitive {
        Primitive::Null => value.is_null(),
        Primitive::Boolean => value.is_boolean(),
        Primitive::Int => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        Primitive::Long => value.as_i64().is_some(),
        Primitive::Float | Primitive::Double => value.is_number(),
        Primitive::Bytes => bytes(value),
        Primitive::String => value.is_string(),
    }
}

/// Bytes are written as the characters U+0000 to U+00FF.
fn bytes(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.chars().all(|c| u32::from(c) <= 0xFF))
}
