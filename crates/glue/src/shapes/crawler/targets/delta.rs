//! `DeltaTarget`.

use boathouse_crawler as crawler;
use serde::{Deserialize, Serialize};

/// `DeltaTarget`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DeltaTarget {
    delta_tables: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    write_manifest: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_native_delta_table: Option<bool>,
}

impl From<DeltaTarget> for crawler::DeltaTargetDefinition {
    fn from(from: DeltaTarget) -> Self {
        Self {
            delta_tables: from.delta_tables.unwrap_or_default(),
            connection_name: from.connection_name,
            write_manifest: from.write_manifest,
            create_native_delta_table: from.create_native_delta_table,
        }
    }
}

impl From<crawler::DeltaTargetDefinition> for DeltaTarget {
    fn from(from: crawler::DeltaTargetDefinition) -> Self {
        Self {
            delta_tables: Some(from.delta_tables),
            connection_name: from.connection_name,
            write_manifest: from.write_manifest,
            create_native_delta_table: from.create_native_delta_table,
        }
    }
}
