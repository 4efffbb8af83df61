//! Partition specs.

use serde_json::{Value, json};

use crate::error::invalid;
use crate::json::{self, Object};
use crate::{Result, Schema, transform};

/// The id before the first of partition fields.
pub(crate) const PARTITION_IDS_START: i32 = 999;

/// How rows are spread over partitions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PartitionSpec {
    /// Its id, when it has one.
    pub id: Option<i32>,
    /// Fields, in order.
    pub fields: Vec<PartitionField>,
    /// Members beside these, as they came.
    pub rest: Object,
}

/// One field of a partition spec.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionField {
    /// The column it is made from.
    pub source_id: i32,
    /// Its own id, when it has one.
    pub id: Option<i32>,
    /// Name.
    pub name: String,
    /// How it is made.
    pub transform: String,
    /// Members beside these, as they came.
    pub rest: Object,
}

impl PartitionField {
    fn from_json(value: &Value) -> Result<Self> {
        let object = json::object("the partition field", value)?;
        Ok(Self {
            source_id: json::int(object, "source-id")?,
            id: json::as_int(object.get("field-id")),
            name: json::text(object, "name")?,
            transform: json::text(object, "transform")?,
            rest: json::others(object, &["source-id", "field-id", "name", "transform"]),
        })
    }

    fn to_json(&self) -> Value {
        let mut object = self.rest.clone();
        object.insert("source-id".to_owned(), self.source_id.into());
        object.insert("field-id".to_owned(), self.id.into());
        object.insert("name".to_owned(), self.name.clone().into());
        object.insert("transform".to_owned(), self.transform.clone().into());
        object.into()
    }

    fn is_like(&self, other: &Self) -> bool {
        self.source_id == other.source_id && self.transform == other.transform
    }
}

impl PartitionSpec {
    /// Reads a partition spec as Iceberg's JSON has it.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_json(value: &Value) -> Result<Self> {
        let object = json::object("the partition spec", value)?;
        let fields = json::list(object, "fields")?.iter().map(PartitionField::from_json);
        Ok(Self {
            id: json::as_int(object.get("spec-id")),
            fields: fields.collect::<Result<_>>()?,
            rest: json::others(object, &["spec-id", "fields"]),
        })
    }

    /// The partition spec as Iceberg's JSON has it.
    pub fn to_json(&self) -> Value {
        let mut object = self.rest.clone();
        object.insert("spec-id".to_owned(), self.id.unwrap_or_default().into());
        object.insert("fields".to_owned(), self.fields_json());
        object.into()
    }

    pub(crate) fn fields_json(&self) -> Value {
        json!(self.fields.iter().map(PartitionField::to_json).collect::<Vec<_>>())
    }

    /// Whether it says the same as another, whatever the ids.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let same = |(a, b): (&PartitionField, &PartitionField)| a.is_like(b) && a.name == b.name;
        self.fields.len() == other.fields.len() && self.fields.iter().zip(&other.fields).all(same)
    }

    /// Gives ids to the fields that have none: that of the same field of an earlier spec, or a new one.
    /// Returns the highest id that has been used.
    pub(crate) fn assign_ids(&mut self, earlier: &[Self], last: i32, version: i32) -> Result<i32> {
        let mut highest = last;
        let known = |field: &PartitionField| {
            earlier.iter().flat_map(|spec| &spec.fields).find(|other| other.is_like(field)).and_then(|other| other.id)
        };
        for field in &mut self.fields {
            let id = match (field.id, known(field)) {
                (None, Some(id)) => id,
                (None, None) => highest.checked_add(1).ok_or_else(|| invalid("the partition field ids are used up"))?,
                (Some(id), known) if known == Some(id) || id > last => id,
                (Some(id), _) => {
                    return Err(invalid(format!("partition field id {id} of '{}' is another field's", field.name)));
                }
            };
            highest = highest.max(id);
            field.id = Some(id);
        }
        let ids: Vec<i32> = self.fields.iter().filter_map(|field| field.id).collect();
        if ids.iter().enumerate().any(|(at, id)| ids[..at].contains(id)) {
            return Err(invalid("a partition field id is given twice"));
        }
        let in_order = (PARTITION_IDS_START + 1..).zip(&ids).all(|(expected, id)| expected == *id);
        if version == 1 && !in_order {
            return Err(invalid("the partition field ids of format version 1 count up from 1000"));
        }
        Ok(highest)
    }

    /// Checks that a schema has what the fields are made from.
    pub(crate) fn check(&self, schema: &Schema) -> Result<()> {
        let reachable = schema.reachable();
        for (at, field) in self.fields.iter().enumerate() {
            let PartitionField { name, source_id, transform, .. } = field;
            if name.is_empty() || self.fields[..at].iter().any(|other| other.name == *name) {
                return Err(invalid(format!("the partition field name '{name}' is empty or given twice")));
            }
            if self.fields[..at].iter().any(|other| other.is_like(field)) {
                return Err(invalid(format!("the partition field '{name}' is there under another name")));
            }
            match reachable.get(source_id) {
                Some((_, source)) => transform::check(transform, source)?,
                None if transform == "void" => {}
                None => return Err(invalid(format!("source id {source_id} of partition field '{name}' is no field"))),
            }
            let taken = schema.fields.iter().find(|column| column.name == *name);
            if taken.is_some_and(|column| column.id != *source_id || !matches!(&**transform, "identity" | "void")) {
                return Err(invalid(format!("the partition field name '{name}' is that of another column")));
            }
        }
        Ok(())
    }
}
