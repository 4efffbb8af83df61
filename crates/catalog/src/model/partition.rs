//! Partitions.

use serde::{Deserialize, Serialize};

use super::is_default;
use super::storage::{Parameters, StorageDescriptor};

/// What a caller says about a partition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PartitionInput {
    /// One value for each partition key; together they are the partition's identity.
    #[serde(skip_serializing_if = "is_default")]
    pub values: Vec<String>,
    /// Milliseconds since the epoch.
    #[serde(skip_serializing_if = "is_default")]
    pub last_access_time_ms: Option<i64>,
    /// Milliseconds since the epoch.
    #[serde(skip_serializing_if = "is_default")]
    pub last_analyzed_time_ms: Option<i64>,
    /// Columns, place and format.
    #[serde(skip_serializing_if = "is_default")]
    pub storage_descriptor: Option<StorageDescriptor>,
    /// Properties.
    #[serde(skip_serializing_if = "is_default")]
    pub parameters: Option<Parameters>,
}

/// A partition as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Partition {
    /// One value for each partition key.
    pub values: Vec<String>,
    /// Milliseconds since the epoch.
    pub creation_time_ms: i64,
    /// Milliseconds since the epoch.
    pub last_access_time_ms: Option<i64>,
    /// Milliseconds since the epoch.
    pub last_analyzed_time_ms: Option<i64>,
    /// Columns, place and format.
    pub storage_descriptor: Option<StorageDescriptor>,
    /// Properties.
    pub parameters: Option<Parameters>,
}

impl Partition {
    /// The storage descriptor's location.
    pub fn location(&self) -> Option<&str> {
        self.storage_descriptor.as_ref()?.location.as_deref()
    }
}

impl From<Partition> for PartitionInput {
    /// What would have to be sent to make this partition again.
    fn from(partition: Partition) -> Self {
        Self {
            values: partition.values,
            last_access_time_ms: partition.last_access_time_ms,
            last_analyzed_time_ms: partition.last_analyzed_time_ms,
            storage_descriptor: partition.storage_descriptor,
            parameters: partition.parameters,
        }
    }
}

/// A partition to replace, by its present values; other values in `input` move it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PartitionUpdate {
    /// The values it has now.
    pub values: Vec<String>,
    /// What it shall be.
    pub input: PartitionInput,
}
