//! Databases and tables as the metadata operations show them.

use std::collections::BTreeMap;

use boathouse_wire::EpochSeconds;
use serde::Serialize;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Database {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<BTreeMap<String, String>>,
}

impl From<boathouse_catalog::Database> for Database {
    fn from(database: boathouse_catalog::Database) -> Self {
        Self { name: database.name, description: database.description, parameters: database.parameters }
    }
}

impl Database {
    /// The name and nothing else.
    pub(crate) fn name_only(self) -> Self {
        Self { name: self.name, description: None, parameters: None }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Column {
    name: String,
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none")]
    data_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

impl From<boathouse_catalog::Column> for Column {
    fn from(column: boathouse_catalog::Column) -> Self {
        Self { name: column.name, data_type: column.data_type, comment: column.comment }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TableMetadata {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_time: Option<EpochSeconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_access_time: Option<EpochSeconds>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<Column>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partition_keys: Option<Vec<Column>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<BTreeMap<String, String>>,
}

impl TableMetadata {
    /// The name, and the type where it is wanted, and nothing else.
    pub(crate) fn name_only(self, with_type: bool) -> Self {
        Self {
            name: self.name,
            table_type: self.table_type.filter(|_| with_type),
            create_time: None,
            last_access_time: None,
            columns: None,
            partition_keys: None,
            parameters: None,
        }
    }
}

impl From<boathouse_catalog::Table> for TableMetadata {
    fn from(table: boathouse_catalog::Table) -> Self {
        let columns = table.columns().iter().cloned().map(Column::from).collect();
        Self {
            parameters: Some(flat_parameters(&table)),
            name: table.name,
            create_time: Some(table.create_time_ms.into()),
            last_access_time: table.last_access_time_ms.map(EpochSeconds),
            table_type: table.table_type,
            columns: Some(columns),
            partition_keys: Some(table.partition_keys.into_iter().map(Column::from).collect()),
        }
    }
}

/// The table's parameters and, under names of their own, what its storage descriptor says.
fn flat_parameters(table: &boathouse_catalog::Table) -> BTreeMap<String, String> {
    let mut flat = table.parameters.clone();
    let Some(descriptor) = &table.storage_descriptor else { return flat };
    let serde = descriptor.serde_info.as_ref();
    for (key, value) in [
        ("location", &descriptor.location),
        ("inputformat", &descriptor.input_format),
        ("outputformat", &descriptor.output_format),
        ("serde.serialization.lib", &serde.and_then(|info| info.serialization_library.clone())),
    ] {
        if let Some(value) = value {
            flat.insert(key.to_owned(), value.clone());
        }
    }
    for (key, value) in serde.and_then(|info| info.parameters.as_ref()).into_iter().flatten() {
        flat.insert(format!("serde.param.{key}"), value.clone());
    }
    flat
}
