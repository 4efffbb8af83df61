//! Partition indexes.

use boathouse_catalog as catalog;
use serde::{Deserialize, Serialize};

use super::PartitionValueList;

/// `PartitionIndex`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PartitionIndex {
    pub keys: Vec<String>,
    pub index_name: String,
}

impl From<PartitionIndex> for catalog::PartitionIndexInput {
    fn from(from: PartitionIndex) -> Self {
        Self { name: from.index_name, keys: from.keys }
    }
}

/// `PartitionIndexDescriptor`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PartitionIndexDescriptor {
    index_name: String,
    keys: Vec<KeySchemaElement>,
    index_status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    backfill_errors: Vec<BackfillError>,
}

impl From<catalog::PartitionIndex> for PartitionIndexDescriptor {
    fn from(from: catalog::PartitionIndex) -> Self {
        Self {
            index_name: from.name,
            keys: from.keys.into_iter().map(Into::into).collect(),
            index_status: from.status.name(),
            backfill_errors: from.errors.into_iter().map(Into::into).collect(),
        }
    }
}

/// `KeySchemaElement`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct KeySchemaElement {
    name: String,
    #[serde(rename = "Type")]
    data_type: String,
}

impl From<catalog::Column> for KeySchemaElement {
    fn from(from: catalog::Column) -> Self {
        Self { name: from.name, data_type: from.data_type.unwrap_or_default() }
    }
}

/// `BackfillError`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct BackfillError {
    code: &'static str,
    partitions: Vec<PartitionValueList>,
}

impl From<catalog::BackfillError> for BackfillError {
    fn from(from: catalog::BackfillError) -> Self {
        let partitions = from.partitions.into_iter().map(|values| PartitionValueList { values }).collect();
        Self { code: from.code.name(), partitions }
    }
}
