//! Schemas.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::error::invalid;
use crate::json::{self, Object};
use crate::{Field, Result, Type};

/// The columns of a table at some time.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// Its id, when it has one.
    pub id: Option<i32>,
    /// Columns, in order.
    pub fields: Vec<Field>,
    /// Ids of the columns that identify a row.
    pub identifier_ids: Vec<i32>,
    /// Members beside these, as they came.
    pub rest: Object,
}

impl Schema {
    /// Reads a schema as Iceberg's JSON has it.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_json(value: &Value) -> Result<Self> {
        let object = json::object("the schema", value)?;
        let fields = json::list(object, "fields")?.iter().map(Field::from_json);
        let identifiers = object.get("identifier-field-ids").and_then(Value::as_array).map(Vec::as_slice);
        let identifiers = identifiers.unwrap_or_default().iter().map(|id| json::required("id", json::as_int(Some(id))));
        Ok(Self {
            id: json::as_int(object.get("schema-id")),
            fields: fields.collect::<Result<_>>()?,
            identifier_ids: identifiers.collect::<Result<_>>()?,
            rest: json::others(object, &["type", "schema-id", "fields", "identifier-field-ids"]),
        })
    }

    /// The schema as Iceberg's JSON has it.
    pub fn to_json(&self) -> Value {
        let mut object = self.rest.clone();
        object.insert("type".to_owned(), "struct".into());
        object.insert("schema-id".to_owned(), self.id.unwrap_or_default().into());
        object.insert("fields".to_owned(), self.fields.iter().map(Field::to_json).collect());
        if !self.identifier_ids.is_empty() {
            object.insert("identifier-field-ids".to_owned(), json!(self.identifier_ids));
        }
        object.into()
    }

    /// Whether it says the same as another, whatever its id.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.fields == other.fields && self.identifier_ids == other.identifier_ids && self.rest == other.rest
    }

    pub(crate) fn highest_id(&self) -> i32 {
        let mut highest = 0;
        self.visit_ids(&mut |id| highest = highest.max(id));
        highest
    }

    fn visit_ids(&self, visit: &mut impl FnMut(i32)) {
        for field in &self.fields {
            visit(field.id);
            field.data_type.visit_ids(visit);
        }
    }

    /// The fields that partitioning, order and identity can name: all but those in lists and maps.
    pub(crate) fn reachable(&self) -> BTreeMap<i32, (String, &Field)> {
        let mut found = BTreeMap::new();
        let mut open: Vec<(String, &Field)> = self.fields.iter().map(|field| (field.name.clone(), field)).collect();
        while let Some((path, field)) = open.pop() {
            if let Type::Struct(fields) = &field.data_type {
                open.extend(fields.iter().map(|inner| (format!("{path}.{}", inner.name), inner)));
            }
            found.insert(field.id, (path, field));
        }
        found
    }

    /// Checks what a schema of a table of this version must keep to.
    pub(crate) fn check(&self, version: i32) -> Result<()> {
        let (mut ids, mut bad) = (BTreeSet::new(), None);
        self.visit_ids(&mut |id| {
            if id < 1 || !ids.insert(id) {
                bad.get_or_insert(id);
            }
        });
        if let Some(id) = bad {
            return Err(invalid(format!("field id {id} is not positive or given twice")));
        }
        check_names(&self.fields)?;
        for field in &self.fields {
            check_version(field, version)?;
        }
        let reachable = self.reachable();
        for id in &self.identifier_ids {
            match reachable.get(id) {
                Some((_, field)) if field.required && matches!(field.data_type, Type::Primitive(_)) => {}
                Some((path, _)) => {
                    return Err(invalid(format!("'{path}' cannot identify rows: it is not required or not primitive")));
                }
                None => return Err(invalid(format!("identifier field id {id} is no field of the schema"))),
            }
        }
        Ok(())
    }
}

fn check_names(fields: &[Field]) -> Result<()> {
    let mut names = BTreeSet::new();
    for field in fields {
        if field.name.is_empty() || !names.insert(&field.name) {
            return Err(invalid(format!("the field name '{}' is empty or given twice", field.name)));
        }
        check_inner(&field.data_type)?;
    }
    Ok(())
}

fn check_inner(data_type: &Type) -> Result<()> {
    match data_type {
        Type::Primitive(_) => Ok(()),
        Type::Struct(fields) => check_names(fields),
        Type::List { element, .. } => check_inner(element),
        Type::Map { key, value, .. } => check_inner(key).and_then(|()| check_inner(value)),
    }
}

fn check_version(field: &Field, version: i32) -> Result<()> {
    if version >= 3 {
        return Ok(());
    }
    if field.data_type.needs_version_3() {
        return Err(invalid(format!("the type of '{}' needs format version 3", field.name)));
    }
    let is_default = |name: &&str| field.rest.get(*name).is_some_and(|value| !value.is_null());
    match ["initial-default", "write-default"].iter().find(|name| is_default(name)) {
        Some(name) => Err(invalid(format!("{name} of '{}' needs format version 3", field.name))),
        None => Ok(()),
    }
}
