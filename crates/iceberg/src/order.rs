//! Sort orders.

use serde_json::Value;

use crate::error::invalid;
use crate::json::{self, Object};
use crate::{Result, Schema, transform};

/// How writers sort rows. The fields stay as they came; `source-id`, `transform`, `direction` and
/// `null-order` are checked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SortOrder {
    /// Its id, when it has one; 0 is that of the order without fields.
    pub id: Option<i32>,
    /// Fields, in order.
    pub fields: Vec<Value>,
    /// Members beside these, as they came.
    pub rest: Object,
}

impl SortOrder {
    /// Reads a sort order as Iceberg's JSON has it.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_json(value: &Value) -> Result<Self> {
        let object = json::object("the sort order", value)?;
        Ok(Self {
            id: json::as_int(object.get("order-id")),
            fields: json::list(object, "fields")?.to_vec(),
            rest: json::others(object, &["order-id", "fields"]),
        })
    }

    /// The sort order as Iceberg's JSON has it.
    pub fn to_json(&self) -> Value {
        let mut object = self.rest.clone();
        object.insert("order-id".to_owned(), self.id.unwrap_or_default().into());
        object.insert("fields".to_owned(), self.fields.clone().into());
        object.into()
    }

    /// Whether it says the same as another, whatever its id.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.fields == other.fields && self.rest == other.rest
    }

    /// Checks that a schema has what the fields are made from.
    pub(crate) fn check(&self, schema: &Schema) -> Result<()> {
        let reachable = schema.reachable();
        for field in &self.fields {
            let object = json::object("the sort field", field)?;
            let source_id = json::int(object, "source-id")?;
            let Some((_, source)) = reachable.get(&source_id) else {
                return Err(invalid(format!("source id {source_id} of a sort field is no field")));
            };
            transform::check(&json::text(object, "transform")?, source)?;
            for (name, allowed) in [("direction", ["asc", "desc"]), ("null-order", ["nulls-first", "nulls-last"])] {
                if !allowed.contains(&json::text(object, name)?.as_str()) {
                    return Err(invalid(format!("the {name} of a sort field is one of {}", allowed.join(", "))));
                }
            }
        }
        match (self.id, self.fields.is_empty()) {
            (Some(0), false) => Err(invalid("sort order id 0 is that of the order without fields")),
            (Some(1..), true) => Err(invalid("the sort order without fields has the id 0")),
            _ => Ok(()),
        }
    }
}
