//! Partitions.

use boathouse_catalog::{self as catalog, Parameters};
use boathouse_wire::EpochSeconds;
use serde::{Deserialize, Serialize};

use super::storage::StorageDescriptor;
use crate::Error;
use crate::error::ErrorDetail;

/// `PartitionInput`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PartitionInput {
    pub values: Option<Vec<String>>,
    pub last_access_time: Option<EpochSeconds>,
    pub last_analyzed_time: Option<EpochSeconds>,
    pub storage_descriptor: Option<StorageDescriptor>,
    pub parameters: Option<Parameters>,
}

impl From<PartitionInput> for catalog::PartitionInput {
    fn from(from: PartitionInput) -> Self {
        Self {
            values: from.values.unwrap_or_default(),
            last_access_time_ms: from.last_access_time.map(Into::into),
            last_analyzed_time_ms: from.last_analyzed_time.map(Into::into),
            storage_descriptor: from.storage_descriptor.map(Into::into),
            parameters: from.parameters,
        }
    }
}

/// `Partition`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Partition {
    pub values: Vec<String>,
    pub database_name: String,
    pub table_name: String,
    pub creation_time: EpochSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_access_time: Option<EpochSeconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_analyzed_time: Option<EpochSeconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_descriptor: Option<StorageDescriptor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Parameters>,
    pub catalog_id: String,
}

/// Whose partitions are shown: the table's names as they are kept, and the account.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartitionOwner<'a> {
    pub database: &'a str,
    pub table: &'a str,
    pub catalog_id: &'a str,
}

impl Partition {
    /// A partition as the account that owns it sees it.
    pub fn new(from: catalog::Partition, owner: PartitionOwner<'_>) -> Self {
        Self {
            values: from.values,
            database_name: owner.database.to_lowercase(),
            table_name: owner.table.to_lowercase(),
            creation_time: EpochSeconds(from.creation_time_ms),
            last_access_time: from.last_access_time_ms.map(Into::into),
            last_analyzed_time: from.last_analyzed_time_ms.map(Into::into),
            storage_descriptor: from.storage_descriptor.map(Into::into),
            parameters: from.parameters,
            catalog_id: owner.catalog_id.to_owned(),
        }
    }
}

/// `PartitionValueList`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PartitionValueList {
    pub values: Vec<String>,
}

/// `PartitionError`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PartitionError {
    pub partition_values: Vec<String>,
    pub error_detail: ErrorDetail,
}

impl From<catalog::PartitionFailure> for PartitionError {
    fn from(from: catalog::PartitionFailure) -> Self {
        Self { partition_values: from.values, error_detail: Error::from(from.error).into() }
    }
}
