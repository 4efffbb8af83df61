//! Where and how rows are stored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::is_default;

/// Free properties of a database, table, column, SerDe or partition.
pub type Parameters = BTreeMap<String, String>;

/// A column or a partition key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Column {
    /// Name, case kept.
    pub name: String,
    /// Type as opaque text; only readers need it to make sense.
    #[serde(skip_serializing_if = "is_default")]
    pub data_type: Option<String>,
    /// Free text.
    #[serde(skip_serializing_if = "is_default")]
    pub comment: Option<String>,
    /// Properties.
    #[serde(skip_serializing_if = "is_default")]
    pub parameters: Parameters,
}

impl Column {
    /// A column of this name and type.
    pub fn new(name: impl Into<String>, data_type: impl Into<String>) -> Self {
        Self { name: name.into(), data_type: Some(data_type.into()), ..Self::default() }
    }
}

/// The (de)serialiser of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SerDeInfo {
    /// A name nobody reads.
    #[serde(skip_serializing_if = "is_default")]
    pub name: Option<String>,
    /// Class name.
    #[serde(skip_serializing_if = "is_default")]
    pub serialization_library: Option<String>,
    /// Properties.
    #[serde(skip_serializing_if = "is_default")]
    pub parameters: Option<Parameters>,
}

/// One column of a sort order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Column name.
    pub column: String,
    /// 1 ascending, 0 descending.
    pub sort_order: i32,
}

/// Values that come so often that they have files of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkewedInfo {
    /// Columns with such values.
    #[serde(skip_serializing_if = "is_default")]
    pub skewed_column_names: Option<Vec<String>>,
    /// The values.
    #[serde(skip_serializing_if = "is_default")]
    pub skewed_column_values: Option<Vec<String>>,
    /// Where the rows of each value are.
    #[serde(skip_serializing_if = "is_default")]
    pub skewed_column_value_location_maps: Option<BTreeMap<String, String>>,
}

/// A schema kept in a schema registry instead of in the table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SchemaReference {
    /// ARN of the schema.
    #[serde(skip_serializing_if = "is_default")]
    pub schema_arn: Option<String>,
    /// Name of the schema.
    #[serde(skip_serializing_if = "is_default")]
    pub schema_name: Option<String>,
    /// Name of the registry.
    #[serde(skip_serializing_if = "is_default")]
    pub registry_name: Option<String>,
    /// Id of the version.
    #[serde(skip_serializing_if = "is_default")]
    pub schema_version_id: Option<String>,
    /// Number of the version.
    #[serde(skip_serializing_if = "is_default")]
    pub schema_version_number: Option<i64>,
}

/// Columns, place and format of a table's or a partition's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StorageDescriptor {
    /// Columns, without partition keys.
    #[serde(skip_serializing_if = "is_default")]
    pub columns: Vec<Column>,
    /// Folder, usually `s3://bucket/prefix/`.
    #[serde(skip_serializing_if = "is_default")]
    pub location: Option<String>,
    /// Further folders.
    #[serde(skip_serializing_if = "is_default")]
    pub additional_locations: Option<Vec<String>>,
    /// Hadoop input format class.
    #[serde(skip_serializing_if = "is_default")]
    pub input_format: Option<String>,
    /// Hadoop output format class.
    #[serde(skip_serializing_if = "is_default")]
    pub output_format: Option<String>,
    /// Whether the files are compressed as a whole.
    #[serde(skip_serializing_if = "is_default")]
    pub compressed: bool,
    /// Buckets of a bucketed table; crawlers write -1.
    #[serde(skip_serializing_if = "is_default")]
    pub number_of_buckets: Option<i32>,
    /// The (de)serialiser.
    #[serde(skip_serializing_if = "is_default")]
    pub serde_info: Option<SerDeInfo>,
    /// Columns whose hash makes the buckets.
    #[serde(skip_serializing_if = "is_default")]
    pub bucket_columns: Option<Vec<String>>,
    /// Order of the rows inside a bucket.
    #[serde(skip_serializing_if = "is_default")]
    pub sort_columns: Option<Vec<Order>>,
    /// Properties.
    #[serde(skip_serializing_if = "is_default")]
    pub parameters: Option<Parameters>,
    /// Skewed values.
    #[serde(skip_serializing_if = "is_default")]
    pub skewed_info: Option<SkewedInfo>,
    /// Whether skewed values have sub-folders.
    #[serde(skip_serializing_if = "is_default")]
    pub stored_as_sub_directories: bool,
    /// A schema in a registry that takes the place of `columns`.
    #[serde(skip_serializing_if = "is_default")]
    pub schema_reference: Option<SchemaReference>,
}
