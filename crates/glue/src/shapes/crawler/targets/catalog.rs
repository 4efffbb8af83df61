//! `CatalogTarget`.

use boathouse_crawler as crawler;
use serde::{Deserialize, Serialize};

/// `CatalogTarget`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CatalogTarget {
    database_name: String,
    tables: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_queue_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dlq_event_queue_arn: Option<String>,
}

impl From<CatalogTarget> for crawler::CatalogTargetDefinition {
    fn from(from: CatalogTarget) -> Self {
        Self {
            database_name: from.database_name,
            tables: from.tables,
            connection_name: from.connection_name,
            event_queue_arn: from.event_queue_arn,
            dlq_event_queue_arn: from.dlq_event_queue_arn,
        }
    }
}

impl From<crawler::CatalogTargetDefinition> for CatalogTarget {
    fn from(from: crawler::CatalogTargetDefinition) -> Self {
        Self {
            database_name: from.database_name,
            tables: from.tables,
            connection_name: from.connection_name,
            event_queue_arn: from.event_queue_arn,
            dlq_event_queue_arn: from.dlq_event_queue_arn,
        }
    }
}
