//! Iceberg's schemas, partition specs and sort orders as Glue's shapes.

use std::collections::BTreeMap;

use boathouse_iceberg as iceberg;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{Error, checks};

const COLUMN_NAME_CHARS_MAX: usize = 1_024;
const COMMENT_CHARS_MAX: usize = 255;

/// `StringToStringMap`.
pub(crate) type Properties = BTreeMap<String, Option<String>>;

/// The properties that have a value.
pub(crate) fn with_values(properties: Option<Properties>) -> BTreeMap<String, String> {
    properties.unwrap_or_default().into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// `IcebergSchema`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct IcebergSchema {
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_id: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier_field_ids: Option<Vec<i32>>,
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    fields: Vec<IcebergStructField>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Struct,
}

/// `IcebergStructField`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IcebergStructField {
    id: i32,
    name: String,
    #[serde(rename = "Type")]
    data_type: Value,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    doc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    initial_default: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    write_default: Option<Value>,
}

impl IcebergSchema {
    /// The id that is given.
    pub fn id(&self) -> Option<i32> {
        self.schema_id
    }
}

impl TryFrom<IcebergSchema> for iceberg::Schema {
    type Error = Error;

    fn try_from(from: IcebergSchema) -> Result<Self, Error> {
        let mut fields = Vec::with_capacity(from.fields.len());
        for field in from.fields {
            checks::length("schema.fields.name", &field.name, 1, COLUMN_NAME_CHARS_MAX)?;
            if let Some(doc) = &field.doc {
                checks::length("schema.fields.doc", doc, 0, COMMENT_CHARS_MAX)?;
            }
            let defaults = [("initial-default", field.initial_default), ("write-default", field.write_default)];
            let rest = defaults.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
            fields.push(iceberg::Field {
                id: field.id,
                name: field.name,
                required: field.required,
                data_type: iceberg::Type::from_json(&field.data_type)?,
                doc: field.doc,
                rest: rest.collect(),
            });
        }
        let identifier_ids = from.identifier_field_ids.unwrap_or_default();
        Ok(Self { id: from.schema_id, fields, identifier_ids, rest: Map::new() })
    }
}

impl From<iceberg::Schema> for IcebergSchema {
    fn from(from: iceberg::Schema) -> Self {
        let fields = from.fields.into_iter().map(|mut field| IcebergStructField {
            id: field.id,
            data_type: field.data_type.to_json(),
            name: field.name,
            required: field.required,
            doc: field.doc,
            initial_default: field.rest.remove("initial-default"),
            write_default: field.rest.remove("write-default"),
        });
        Self {
            schema_id: from.id,
            identifier_field_ids: Some(from.identifier_ids).filter(|ids| !ids.is_empty()),
            kind: Some(Kind::Struct),
            fields: fields.collect(),
        }
    }
}

/// `IcebergPartitionSpec`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct IcebergPartitionSpec {
    fields: Vec<IcebergPartitionField>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec_id: Option<i32>,
}

/// `IcebergPartitionField`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IcebergPartitionField {
    source_id: i32,
    transform: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field_id: Option<i32>,
}

impl From<IcebergPartitionSpec> for iceberg::PartitionSpec {
    fn from(from: IcebergPartitionSpec) -> Self {
        let fields = from.fields.into_iter().map(|field| iceberg::PartitionField {
            source_id: field.source_id,
            id: field.field_id,
            name: field.name,
            transform: field.transform,
            rest: Map::new(),
        });
        Self { id: from.spec_id, fields: fields.collect(), rest: Map::new() }
    }
}

impl From<iceberg::PartitionSpec> for IcebergPartitionSpec {
    fn from(from: iceberg::PartitionSpec) -> Self {
        let fields = from.fields.into_iter().map(|field| IcebergPartitionField {
            source_id: field.source_id,
            transform: field.transform,
            name: field.name,
            field_id: field.id,
        });
        Self { fields: fields.collect(), spec_id: from.id }
    }
}

/// `IcebergSortOrder`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct IcebergSortOrder {
    pub order_id: i32,
    fields: Vec<IcebergSortField>,
}

/// `IcebergSortField`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all(serialize = "PascalCase", deserialize = "PascalCase"))]
struct IcebergSortField {
    source_id: i32,
    transform: String,
    direction: String,
    null_order: String,
}

impl From<IcebergSortOrder> for iceberg::SortOrder {
    fn from(from: IcebergSortOrder) -> Self {
        let fields = from.fields.into_iter().map(|field| {
            json!({
                "source-id": field.source_id, "transform": field.transform,
                "direction": field.direction, "null-order": field.null_order,
            })
        });
        Self { id: Some(from.order_id), fields: fields.collect(), rest: Map::new() }
    }
}

impl IcebergSortOrder {
    /// Fields of more than one source, which Glue's shape cannot say, are left out.
    fn shown(from: iceberg::SortOrder) -> Self {
        let text = |field: &Value, name: &str| field.get(name).and_then(Value::as_str).map(str::to_owned);
        let fields = from.fields.iter().filter_map(|field| {
            Some(IcebergSortField {
                source_id: i32::try_from(field.get("source-id")?.as_i64()?).ok()?,
                transform: text(field, "transform")?,
                direction: text(field, "direction")?,
                null_order: text(field, "null-order")?,
            })
        });
        Self { order_id: from.id.unwrap_or_default(), fields: fields.collect() }
    }
}

/// `IcebergTableMetadata`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct IcebergTableMetadata {
    format_version: String,
    table_uuid: String,
    location: String,
    properties: BTreeMap<String, String>,
    schemas: Vec<IcebergSchema>,
    current_schema_id: i32,
    last_column_id: i32,
    partition_specs: Vec<IcebergPartitionSpec>,
    default_spec_id: i32,
    last_partition_id: i32,
    sort_orders: Vec<IcebergSortOrder>,
    default_sort_order_id: i32,
}

impl IcebergTableMetadata {
    /// What Glue shows of a metadata file.
    pub fn shown(metadata: &iceberg::Metadata) -> Result<Self, Error> {
        Ok(Self {
            format_version: metadata.format_version()?.to_string(),
            table_uuid: metadata.uuid()?,
            location: metadata.location()?,
            properties: metadata.properties(),
            schemas: metadata.schemas()?.into_iter().map(Into::into).collect(),
            current_schema_id: metadata.current_schema_id()?,
            last_column_id: metadata.last_column_id()?,
            partition_specs: metadata.specs()?.into_iter().map(Into::into).collect(),
            default_spec_id: metadata.default_spec_id()?,
            last_partition_id: metadata.last_partition_id()?,
            sort_orders: metadata.orders()?.into_iter().map(IcebergSortOrder::shown).collect(),
            default_sort_order_id: metadata.default_order_id()?,
        })
    }
}
