//! Which schema may follow another.

use std::collections::BTreeMap;

use crate::error::invalid;
use crate::{Field, Result, Schema, Type};

/// Checks that files written under the earlier schemas can be read under the next one.
pub(crate) fn check(current: &Schema, earlier: &[Schema], next: &Schema) -> Result<()> {
    for schema in earlier {
        let before = types(schema);
        for (id, (path, data_type)) in types(next) {
            if let Some((_, was)) = before.get(&id)
                && !can_become(was, data_type)
            {
                return Err(invalid(format!(
                    "Cannot change column type: {path}: {} -> {}",
                    name(was),
                    name(data_type)
                )));
            }
        }
    }
    let before = current.reachable();
    for (id, (path, field)) in next.reachable() {
        match before.get(&id) {
            Some((_, was)) if field.required && !was.required => {
                return Err(invalid(format!("Cannot change column nullability: {path}: optional -> required")));
            }
            None if field.required && !has_default(field) => {
                return Err(invalid(format!("Incompatible change: cannot add required column: {path}")));
            }
            _ => {}
        }
    }
    Ok(())
}

fn has_default(field: &Field) -> bool {
    field.rest.get("initial-default").is_some_and(|value| !value.is_null())
}

/// Every type of a schema by the id of what has it.
fn types(schema: &Schema) -> BTreeMap<i32, (String, &Type)> {
    let mut found = BTreeMap::new();
    let mut open: Vec<(i32, String, &Type)> =
        schema.fields.iter().map(|field| (field.id, field.name.clone(), &field.data_type)).collect();
    while let Some((id, path, data_type)) = open.pop() {
        match data_type {
            Type::Primitive(_) => {}
            Type::Struct(fields) => {
                open.extend(fields.iter().map(|inner| (inner.id, format!("{path}.{}", inner.name), &inner.data_type)));
            }
            Type::List { id, element, .. } => open.push((*id, format!("{path}.element"), element)),
            Type::Map { key_id, key, value_id, value, .. } => {
                open.push((*key_id, format!("{path}.key"), key));
                open.push((*value_id, format!("{path}.value"), value));
            }
        }
        found.insert(id, (path, data_type));
    }
    found
}

/// Whether values of one type can be read as another; what is inside is compared by its own ids. A narrower
/// type in the next schema is one of an earlier schema that had been widened since, which `earlier` shows, too.
fn can_become(was: &Type, is: &Type) -> bool {
    match (was, is) {
        (Type::Primitive(from), Type::Primitive(to)) => {
            let wider = matches!((from.as_str(), to.as_str()), ("int", "long") | ("float", "double"));
            let decimals = was.decimal().zip(is.decimal());
            from == to || wider || decimals.is_some_and(|(from, to)| from.1 == to.1 && from.0 <= to.0)
        }
        (Type::List { id: from, .. }, Type::List { id: to, .. }) => from == to,
        (Type::Map { key_id: from, value_id: from_value, .. }, Type::Map { key_id: to, value_id: to_value, .. }) => {
            (from, from_value) == (to, to_value)
        }
        (Type::Struct(_), Type::Struct(_)) => true,
        _ => false,
    }
}

fn name(data_type: &Type) -> &str {
    match data_type {
        Type::Primitive(name) => name,
        Type::Struct(_) => "struct",
        Type::List { .. } => "list",
        Type::Map { .. } => "map",
    }
}
