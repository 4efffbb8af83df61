//! Changes of a table's metadata, as Iceberg's catalogs make them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::create::{check_properties, trimmed};
use crate::error::invalid;
use crate::{Error, Metadata, PartitionSpec, Result, Schema, SortOrder, evolve};

const LOG_MAX: &str = "write.metadata.previous-versions-max";
const LOG_MAX_DEFAULT: usize = 100;
/// Stands for what was added last.
const LAST_ADDED: i32 = -1;

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    /// A schema more.
    AddSchema(Schema),
    /// Makes a schema the current one; -1 is the one that was added last.
    SetCurrentSchema(i32),
    /// A partition spec more.
    AddSpec(PartitionSpec),
    /// Makes a partition spec the one of new files; -1 is the one that was added last.
    SetDefaultSpec(i32),
    /// A sort order more.
    AddSortOrder(SortOrder),
    /// Makes a sort order the one of new files; -1 is the one that was added last.
    SetDefaultSortOrder(i32),
    /// Where new files go.
    SetLocation(String),
    /// Sets properties.
    SetProperties(BTreeMap<String, String>),
    /// Takes properties away.
    RemoveProperties(Vec<String>),
    /// An encryption key more, as Iceberg's JSON has it with its `key-id`.
    AddEncryptionKey(Value),
    /// Takes the encryption key of this id away.
    RemoveEncryptionKey(String),
}

/// What the changes so far have added.
#[derive(Default)]
struct Added {
    schema: Option<i32>,
    spec: Option<i32>,
    order: Option<i32>,
}

impl Metadata {
    /// The metadata after these changes. `file` is where the present metadata was read from.
    ///
    /// # Errors
    /// When a change is not allowed.
    pub fn updated(&self, updates: Vec<Update>, file: &str, now_ms: i64) -> Result<Self> {
        let mut next = self.clone();
        let mut added = Added::default();
        for update in updates {
            next.apply(update, &mut added)?;
        }
        next.check_defaults()?;
        let before = self.document.get("last-updated-ms").and_then(Value::as_i64).unwrap_or(now_ms);
        next.set("last-updated-ms", now_ms.max(before));
        next.log(file, before);
        Ok(next)
    }

    fn apply(&mut self, update: Update, added: &mut Added) -> Result<()> {
        match update {
            Update::AddSchema(schema) => added.schema = Some(self.add_schema(schema)?),
            Update::SetCurrentSchema(id) => {
                let id = chosen("schema", id, added.schema, self.schemas()?.iter().map(|s| s.id.unwrap_or_default()))?;
                self.set("current-schema-id", id);
            }
            Update::AddSpec(spec) => added.spec = Some(self.add_spec(spec)?),
            Update::SetDefaultSpec(id) => {
                let ids = self.specs()?;
                let ids = ids.iter().map(|spec| spec.id.unwrap_or_default());
                self.set("default-spec-id", chosen("partition spec", id, added.spec, ids)?);
            }
            Update::AddSortOrder(order) => added.order = Some(self.add_order(order)?),
            Update::SetDefaultSortOrder(id) => {
                let ids = self.orders()?;
                let ids = ids.iter().map(|order| order.id.unwrap_or_default());
                self.set("default-sort-order-id", chosen("sort order", id, added.order, ids)?);
            }
            Update::SetLocation(location) => self.set("location", trimmed(&location)),
            Update::SetProperties(properties) => {
                check_properties(properties.keys())?;
                let mut all = self.properties();
                all.extend(properties);
                self.set("properties", json!(all));
            }
            Update::RemoveProperties(names) => {
                check_properties(names.iter())?;
                let mut all = self.properties();
                all.retain(|name, _| !names.contains(name));
                self.set("properties", json!(all));
            }
            Update::AddEncryptionKey(key) => {
                let id = self.check_key(key.get("key-id").and_then(Value::as_str).unwrap_or_default())?;
                if self.keys().iter().any(|key| key["key-id"] == id) {
                    return Err(invalid(format!("the encryption key '{id}' is there already")));
                }
                self.push("encryption-keys", key);
            }
            Update::RemoveEncryptionKey(id) => {
                let id = self.check_key(&id)?;
                let (before, mut keys) = (self.keys().len(), self.keys().to_vec());
                keys.retain(|key| key["key-id"] != id);
                if keys.len() == before {
                    return Err(invalid(format!("there is no encryption key '{id}'")));
                }
                self.set("encryption-keys", keys);
            }
        }
        Ok(())
    }

    fn add_schema(&mut self, mut schema: Schema) -> Result<i32> {
        let earlier = self.schemas()?;
        if let Some(same) = earlier.iter().find(|other| other.is_same(&schema)) {
            return Ok(same.id.unwrap_or_default());
        }
        schema.check(self.format_version()?)?;
        evolve::check(&self.current_schema()?, &earlier, &schema)?;
        let id = free_id(schema.id, earlier.iter().map(|other| other.id.unwrap_or_default()))?;
        schema.id = Some(id);
        self.set("last-column-id", self.last_column_id()?.max(schema.highest_id()));
        self.push("schemas", schema.to_json());
        Ok(id)
    }

    fn add_spec(&mut self, mut spec: PartitionSpec) -> Result<i32> {
        let earlier = self.specs()?;
        if let Some(same) = earlier.iter().find(|other| other.is_same(&spec)) {
            return Ok(same.id.unwrap_or_default());
        }
        spec.check(&self.current_schema()?)?;
        let last = spec.assign_ids(&earlier, self.last_partition_id()?, self.format_version()?)?;
        let id = free_id(spec.id, earlier.iter().map(|other| other.id.unwrap_or_default()))?;
        spec.id = Some(id);
        self.set("last-partition-id", last);
        self.push("partition-specs", spec.to_json());
        Ok(id)
    }

    fn add_order(&mut self, mut order: SortOrder) -> Result<i32> {
        let earlier = self.orders()?;
        if let Some(same) = earlier.iter().find(|other| other.is_same(&order)) {
            return Ok(same.id.unwrap_or_default());
        }
        order.check(&self.current_schema()?)?;
        let id = match order.fields.is_empty() {
            true => 0,
            false => free_id(order.id, earlier.iter().map(|other| other.id.unwrap_or_default()))?.max(1),
        };
        order.id = Some(id);
        self.push("sort-orders", order.to_json());
        Ok(id)
    }

    /// The partitioning and the order that count must fit the schema that counts. Version 1 repeats the schema
    /// and the partitioning in members of their own.
    fn check_defaults(&mut self) -> Result<()> {
        let schema = self.current_schema()?;
        let missing = |what: &str, id: i32| Error::Unreadable(format!("there is no {what} {id}"));
        let id = self.default_spec_id()?;
        let spec = self.specs()?.into_iter().find(|spec| spec.id.unwrap_or_default() == id);
        let spec = spec.ok_or_else(|| missing("partition spec", id))?;
        spec.check(&schema)?;
        let id = self.default_order_id()?;
        let order = self.orders()?.into_iter().find(|order| order.id.unwrap_or_default() == id);
        order.ok_or_else(|| missing("sort order", id))?.check(&schema)?;
        if self.format_version()? == 1 {
            self.set("schema", schema.to_json());
            self.set("partition-spec", spec.fields_json());
        }
        Ok(())
    }

    fn keys(&self) -> &[Value] {
        self.document.get("encryption-keys").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn check_key(&self, id: &str) -> Result<String> {
        let version = self.format_version()?;
        match (version, id) {
            (..3, _) => Err(invalid(format!("encryption keys need format version 3, and the table has {version}"))),
            (_, "") => Err(invalid("an encryption key has an id")),
            _ => Ok(id.to_owned()),
        }
    }

    /// Notes the file that is replaced, and forgets the oldest ones.
    fn log(&mut self, file: &str, written_ms: i64) {
        self.push("metadata-log", json!({"timestamp-ms": written_ms, "metadata-file": file}));
        let max = self.properties().get(LOG_MAX).and_then(|text| text.parse().ok());
        let max = max.unwrap_or(LOG_MAX_DEFAULT).max(1);
        if let Some(Value::Array(log)) = self.document.get_mut("metadata-log") {
            log.drain(..log.len().saturating_sub(max));
        }
    }
}

/// The id that is asked for where it is free, else the one after the highest.
fn free_id(wanted: Option<i32>, taken: impl Iterator<Item = i32>) -> Result<i32> {
    let taken: Vec<i32> = taken.collect();
    match wanted {
        Some(id) if id >= 0 && !taken.contains(&id) => Ok(id),
        _ => taken.iter().max().map_or(Some(0), |id| id.checked_add(1)).ok_or_else(|| invalid("the ids are used up")),
    }
}

fn chosen(what: &str, id: i32, added: Option<i32>, mut ids: impl Iterator<Item = i32>) -> Result<i32> {
    match (id, added) {
        (LAST_ADDED, Some(id)) => Ok(id),
        (LAST_ADDED, None) => Err(invalid(format!("no {what} has been added"))),
        _ if ids.any(|known| known == id) => Ok(id),
        _ => Err(invalid(format!("there is no {what} {id}"))),
    }
}
