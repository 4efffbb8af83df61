//! Columns, storage descriptors and what hangs on them.

use std::collections::BTreeMap;

use boathouse_catalog::{self as catalog, Parameters};
use serde::{Deserialize, Serialize};

/// A column or partition key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Column {
    pub name: String,
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    pub data_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Parameters>,
}

impl From<catalog::Column> for Column {
    fn from(from: catalog::Column) -> Self {
        Self {
            name: from.name,
            data_type: from.data_type,
            comment: from.comment,
            parameters: Some(from.parameters).filter(|map| !map.is_empty()),
        }
    }
}

impl From<Column> for catalog::Column {
    fn from(from: Column) -> Self {
        Self {
            name: from.name,
            data_type: from.data_type,
            comment: from.comment,
            parameters: from.parameters.unwrap_or_default(),
        }
    }
}

/// `SerDeInfo`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SerDeInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serialization_library: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Parameters>,
}

impl From<catalog::SerDeInfo> for SerDeInfo {
    fn from(from: catalog::SerDeInfo) -> Self {
        Self { name: from.name, serialization_library: from.serialization_library, parameters: from.parameters }
    }
}

impl From<SerDeInfo> for catalog::SerDeInfo {
    fn from(from: SerDeInfo) -> Self {
        Self { name: from.name, serialization_library: from.serialization_library, parameters: from.parameters }
    }
}

/// `Order`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Order {
    pub column: String,
    pub sort_order: i32,
}

impl From<catalog::Order> for Order {
    fn from(from: catalog::Order) -> Self {
        Self { column: from.column, sort_order: from.sort_order }
    }
}

impl From<Order> for catalog::Order {
    fn from(from: Order) -> Self {
        Self { column: from.column, sort_order: from.sort_order }
    }
}

/// `SkewedInfo`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SkewedInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skewed_column_names: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skewed_column_values: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skewed_column_value_location_maps: Option<BTreeMap<String, String>>,
}

impl From<catalog::SkewedInfo> for SkewedInfo {
    fn from(from: catalog::SkewedInfo) -> Self {
        Self {
            skewed_column_names: from.skewed_column_names,
            skewed_column_values: from.skewed_column_values,
            skewed_column_value_location_maps: from.skewed_column_value_location_maps,
        }
    }
}

impl From<SkewedInfo> for catalog::SkewedInfo {
    fn from(from: SkewedInfo) -> Self {
        Self {
            skewed_column_names: from.skewed_column_names,
            skewed_column_values: from.skewed_column_values,
            skewed_column_value_location_maps: from.skewed_column_value_location_maps,
        }
    }
}

/// `SchemaId`, nested in [`SchemaReference`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SchemaId {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry_name: Option<String>,
}

/// `SchemaReference`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SchemaReference {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_id: Option<SchemaId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_version_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_version_number: Option<i64>,
}

impl From<catalog::SchemaReference> for SchemaReference {
    fn from(from: catalog::SchemaReference) -> Self {
        let id =
            SchemaId { schema_arn: from.schema_arn, schema_name: from.schema_name, registry_name: from.registry_name };
        Self {
            schema_id: Some(id).filter(|id| *id != SchemaId::default()),
            schema_version_id: from.schema_version_id,
            schema_version_number: from.schema_version_number,
        }
    }
}

impl From<SchemaReference> for catalog::SchemaReference {
    fn from(from: SchemaReference) -> Self {
        let id = from.schema_id.unwrap_or_default();
        Self {
            schema_arn: id.schema_arn,
            schema_name: id.schema_name,
            registry_name: id.registry_name,
            schema_version_id: from.schema_version_id,
            schema_version_number: from.schema_version_number,
        }
    }
}

/// `StorageDescriptor`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct StorageDescriptor {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<Column>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_locations: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compressed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_of_buckets: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serde_info: Option<SerDeInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket_columns: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_columns: Option<Vec<Order>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Parameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skewed_info: Option<SkewedInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored_as_sub_directories: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_reference: Option<SchemaReference>,
}

impl From<catalog::StorageDescriptor> for StorageDescriptor {
    fn from(from: catalog::StorageDescriptor) -> Self {
        Self {
            columns: Some(from.columns.into_iter().map(Into::into).collect()),
            location: from.location,
            additional_locations: from.additional_locations,
            input_format: from.input_format,
            output_format: from.output_format,
            compressed: Some(from.compressed),
            number_of_buckets: from.number_of_buckets,
            serde_info: from.serde_info.map(Into::into),
            bucket_columns: from.bucket_columns,
            sort_columns: from.sort_columns.map(|items| items.into_iter().map(Into::into).collect()),
            parameters: from.parameters,
            skewed_info: from.skewed_info.map(Into::into),
            stored_as_sub_directories: Some(from.stored_as_sub_directories),
            schema_reference: from.schema_reference.map(Into::into),
        }
    }
}

impl From<StorageDescriptor> for catalog::StorageDescriptor {
    fn from(from: StorageDescriptor) -> Self {
        Self {
            columns: from.columns.unwrap_or_default().into_iter().map(Into::into).collect(),
            location: from.location,
            additional_locations: from.additional_locations,
            input_format: from.input_format,
            output_format: from.output_format,
            compressed: from.compressed.unwrap_or_default(),
            number_of_buckets: from.number_of_buckets,
            serde_info: from.serde_info.map(Into::into),
            bucket_columns: from.bucket_columns,
            sort_columns: from.sort_columns.map(|items| items.into_iter().map(Into::into).collect()),
            parameters: from.parameters,
            skewed_info: from.skewed_info.map(Into::into),
            stored_as_sub_directories: from.stored_as_sub_directories.unwrap_or_default(),
            schema_reference: from.schema_reference.map(Into::into),
        }
    }
}
