//! The metadata of a table that has just been made.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::error::invalid;
use crate::json::Object;
use crate::spec::PARTITION_IDS_START;
use crate::{Metadata, PartitionSpec, Result, Schema, SortOrder};

/// What a new table is made of.
#[derive(Debug, Clone)]
pub struct NewTable {
    /// The table's id.
    pub uuid: String,
    /// Where it lies.
    pub location: String,
    /// 1 or 2.
    pub format_version: i32,
    /// Its columns.
    pub schema: Schema,
    /// Its partitioning.
    pub spec: PartitionSpec,
    /// Its order.
    pub order: SortOrder,
    /// Its properties.
    pub properties: BTreeMap<String, String>,
}

impl NewTable {
    /// The metadata of the table.
    ///
    /// # Errors
    /// When the parts do not fit one another.
    pub fn metadata(self, now_ms: i64) -> Result<Metadata> {
        let Self { uuid, location, format_version, mut schema, mut spec, mut order, properties } = self;
        if !(1..=2).contains(&format_version) {
            return Err(invalid(format!("tables of format version {format_version} are not made: give 1 or 2")));
        }
        if schema.fields.is_empty() {
            return Err(invalid("a table has at least one column"));
        }
        check_properties(properties.keys())?;
        schema.check(format_version)?;
        spec.check(&schema)?;
        order.check(&schema)?;
        let last_partition_id = spec.assign_ids(&[], PARTITION_IDS_START, format_version)?;
        let schema_id = *schema.id.get_or_insert(0);
        let spec_id = *spec.id.get_or_insert(0);
        let order_id = *order.id.get_or_insert(i32::from(!order.fields.is_empty()));
        if [schema_id, spec_id, order_id].iter().any(|id| *id < 0) {
            return Err(invalid("the ids of schemas, partition specs and sort orders are not negative"));
        }
        let mut document = Object::new();
        let mut set = |name: &str, value: Value| drop(document.insert(name.to_owned(), value));
        set("format-version", format_version.into());
        set("table-uuid", uuid.into());
        set("location", trimmed(&location).into());
        set("last-updated-ms", now_ms.into());
        set("last-column-id", schema.highest_id().into());
        set("schemas", json!([schema.to_json()]));
        set("current-schema-id", schema_id.into());
        set("partition-specs", json!([spec.to_json()]));
        set("default-spec-id", spec_id.into());
        set("last-partition-id", last_partition_id.into());
        set("sort-orders", json!([order.to_json()]));
        set("default-sort-order-id", order_id.into());
        set("properties", json!(properties));
        set("current-snapshot-id", (-1).into());
        set("snapshots", json!([]));
        set("snapshot-log", json!([]));
        set("metadata-log", json!([]));
        if format_version == 1 {
            set("schema", schema.to_json());
            set("partition-spec", spec.fields_json());
        } else {
            set("last-sequence-number", 0.into());
            set("refs", json!({}));
        }
        Ok(Metadata { document })
    }
}

/// A location without the slash at its end.
pub(crate) fn trimmed(location: &str) -> String {
    location.trim_end_matches('/').to_owned()
}

/// Refuses what is no property: the format version is a member of the metadata itself.
pub(crate) fn check_properties<'a>(names: impl Iterator<Item = &'a String>) -> Result<()> {
    const RESERVED: &[&str] = &[
        "format-version",
        "uuid",
        "snapshot-count",
        "current-snapshot-id",
        "current-schema",
        "default-partition-spec",
        "default-sort-order",
        "current-snapshot-summary",
        "current-snapshot-timestamp-ms",
    ];
    match names.into_iter().find(|name| RESERVED.contains(&name.as_str())) {
        Some(name) => Err(invalid(format!("'{name}' cannot be set as a property"))),
        None => Ok(()),
    }
}
