//! Partition indexes.

use serde::{Deserialize, Serialize};

use super::storage::Column;

/// An index to make: its name and the partition keys it sorts by, in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionIndexInput {
    /// Name, unique among the table's indexes.
    pub name: String,
    /// Names of partition keys.
    pub keys: Vec<String>,
}

/// An index as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartitionIndex {
    /// Name.
    pub name: String,
    /// Its keys with their types.
    pub keys: Vec<Column>,
    /// Whether it can be used.
    pub status: PartitionIndexStatus,
    /// Why it failed.
    pub errors: Vec<BackfillError>,
}

/// Where an index is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartitionIndexStatus {
    /// The partitions that were there are being put in.
    Creating,
    /// It is complete and used.
    Active,
    /// It is being taken apart.
    Deleting,
    /// There are partitions that cannot be in it.
    Failed,
}

impl PartitionIndexStatus {
    /// Its name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Deleting => "DELETING",
            Self::Failed => "FAILED",
        }
    }

    pub(crate) fn of_name(name: &str) -> Self {
        match name {
            "CREATING" => Self::Creating,
            "ACTIVE" => Self::Active,
            "DELETING" => Self::Deleting,
            _ => Self::Failed,
        }
    }
}

/// Why partitions could not be put in an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackfillError {
    /// What is wrong.
    pub code: BackfillErrorCode,
    /// The values of the first of these partitions.
    pub partitions: Vec<Vec<String>>,
}

/// What is wrong with a partition that cannot be in an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BackfillErrorCode {
    /// A value that the key's type does not read.
    InvalidPartitionTypeData,
    /// Fewer values than the table has keys.
    MissingPartitionValue,
    /// A value with one of the characters U+0000 to U+0002.
    UnsupportedPartitionCharacter,
    /// The state failed.
    Internal,
}

impl BackfillErrorCode {
    /// Its name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidPartitionTypeData => "INVALID_PARTITION_TYPE_DATA_ERROR",
            Self::MissingPartitionValue => "MISSING_PARTITION_VALUE_ERROR",
            Self::UnsupportedPartitionCharacter => "UNSUPPORTED_PARTITION_CHARACTER_ERROR",
            Self::Internal => "INTERNAL_ERROR",
        }
    }
}
