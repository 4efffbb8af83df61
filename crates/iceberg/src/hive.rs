//! Iceberg's types and those of the Hive world.

use boathouse_schema::HiveType;

use crate::error::invalid;
use crate::json::Object;
use crate::{Field, Result, Schema, Type};

/// How a type is written in the catalog's columns, as Iceberg's clients write it there.
pub fn to_hive(data_type: &Type) -> String {
    match data_type {
        Type::Primitive(name) => match name.as_str() {
            "long" => "bigint".to_owned(),
            "time" | "uuid" => "string".to_owned(),
            "timestamptz" => "timestamp".to_owned(),
            name if name.starts_with("fixed") => "binary".to_owned(),
            name => name.replace(' ', ""),
        },
        Type::Struct(fields) => {
            let fields: Vec<_> =
                fields.iter().map(|field| format!("{}:{}", field.name, to_hive(&field.data_type))).collect();
            format!("struct<{}>", fields.join(","))
        }
        Type::List { element, .. } => format!("array<{}>", to_hive(element)),
        Type::Map { key, value, .. } => format!("map<{},{}>", to_hive(key), to_hive(value)),
    }
}

/// The schema of columns of name, Hive type and comment. Columns get the ids from 1 on, what is inside them the
/// ids behind those.
///
/// # Errors
/// When Iceberg has no type for a column's.
pub fn schema_from_columns(columns: &[(&str, &str, Option<&str>)]) -> Result<Schema> {
    let mut last = i32::try_from(columns.len()).map_err(|_| invalid("there are too many columns"))?;
    let mut fields = Vec::with_capacity(columns.len());
    for (id, (name, data_type, doc)) in (1..).zip(columns) {
        let hive: HiveType =
            data_type.parse().map_err(|error| invalid(format!("the type of column '{name}': {error}")))?;
        let data_type = from_hive(&hive, &mut last)
            .ok_or_else(|| invalid(format!("Iceberg has no type for '{data_type}' of column '{name}'")))?;
        let doc = doc.filter(|doc| !doc.is_empty()).map(str::to_owned);
        fields.push(Field { id, name: (*name).to_owned(), required: false, data_type, doc, rest: Object::new() });
    }
    Ok(Schema { id: None, fields, identifier_ids: Vec::new(), rest: Object::new() })
}

fn from_hive(hive: &HiveType, last: &mut i32) -> Option<Type> {
    let mut next = || {
        *last += 1;
        *last
    };
    let name = match hive {
        HiveType::Boolean => "boolean",
        HiveType::TinyInt | HiveType::SmallInt | HiveType::Int => "int",
        HiveType::BigInt => "long",
        HiveType::Float => "float",
        HiveType::Double => "double",
        HiveType::Decimal { precision, scale } => {
            return Some(Type::Primitive(format!("decimal({precision}, {scale})")));
        }
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => "string",
        HiveType::Binary => "binary",
        HiveType::Date => "date",
        HiveType::Timestamp => "timestamp",
        HiveType::Array(element) => {
            let id = next();
            return Some(Type::List { id, required: false, element: Box::new(from_hive(element, last)?) });
        }
        HiveType::Map(key, value) => {
            let (key_id, value_id) = (next(), next());
            let (key, value) = (Box::new(from_hive(key, last)?), Box::new(from_hive(value, last)?));
            return Some(Type::Map { key_id, key, value_id, required: false, value });
        }
        HiveType::Struct(fields) => {
            let ids: Vec<i32> = fields.iter().map(|_| next()).collect();
            let fields = ids.into_iter().zip(fields).map(|(id, field)| {
                let data_type = from_hive(&field.data_type, last)?;
                Some(Field { id, name: field.name.clone(), required: false, data_type, doc: None, rest: Object::new() })
            });
            return fields.collect::<Option<_>>().map(Type::Struct);
        }
        HiveType::Union(_) => return None,
    };
    Some(Type::Primitive(name.to_owned()))
}
