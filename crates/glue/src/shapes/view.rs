//! Views in several dialects.

use std::collections::BTreeMap;

use boathouse_catalog as catalog;
use serde::{Deserialize, Serialize};

/// `ViewRepresentation` and, without `IsStale`, `ViewRepresentationInput`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ViewRepresentation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view_original_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view_expanded_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation_connection: Option<String>,
    /// Only the catalog says it.
    #[serde(skip_serializing_if = "Option::is_none", skip_deserializing)]
    pub is_stale: Option<bool>,
}

impl From<catalog::ViewRepresentation> for ViewRepresentation {
    fn from(from: catalog::ViewRepresentation) -> Self {
        Self {
            dialect: from.dialect,
            dialect_version: from.dialect_version,
            view_original_text: from.view_original_text,
            view_expanded_text: from.view_expanded_text,
            validation_connection: from.validation_connection,
            is_stale: from.is_stale,
        }
    }
}

impl From<ViewRepresentation> for catalog::ViewRepresentation {
    fn from(from: ViewRepresentation) -> Self {
        Self {
            dialect: from.dialect,
            dialect_version: from.dialect_version,
            view_original_text: from.view_original_text,
            view_expanded_text: from.view_expanded_text,
            validation_connection: from.validation_connection,
            is_stale: from.is_stale,
        }
    }
}

/// `SubObjectStatistics`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SubObjectStatistics {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub glue_version_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_file_bytes: Option<i64>,
}

impl From<catalog::SubObjectStatistics> for SubObjectStatistics {
    fn from(from: catalog::SubObjectStatistics) -> Self {
        Self {
            source_type: from.source_type,
            glue_version_id: from.glue_version_id,
            partition_count: from.partition_count,
            file_count: from.file_count,
            total_file_bytes: from.total_file_bytes,
        }
    }
}

impl From<SubObjectStatistics> for catalog::SubObjectStatistics {
    fn from(from: SubObjectStatistics) -> Self {
        Self {
            source_type: from.source_type,
            glue_version_id: from.glue_version_id,
            partition_count: from.partition_count,
            file_count: from.file_count,
            total_file_bytes: from.total_file_bytes,
        }
    }
}

/// `ViewDefinition` and `ViewDefinitionInput`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ViewDefinition {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_protected: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_managed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view_version_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view_version_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_seconds: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_refresh_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_objects: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_object_version_ids: Option<Vec<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_objects_statistics: Option<Vec<SubObjectStatistics>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub representations: Option<Vec<ViewRepresentation>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spark_pipeline_info: Option<BTreeMap<String, String>>,
}

impl From<catalog::ViewDefinition> for ViewDefinition {
    fn from(from: catalog::ViewDefinition) -> Self {
        Self {
            is_protected: from.is_protected,
            is_managed: from.is_managed,
            definer: from.definer,
            view_version_id: from.view_version_id,
            view_version_token: from.view_version_token,
            refresh_seconds: from.refresh_seconds,
            last_refresh_type: from.last_refresh_type,
            sub_objects: from.sub_objects,
            sub_object_version_ids: from.sub_object_version_ids,
            sub_objects_statistics: from
                .sub_objects_statistics
                .map(|items| items.into_iter().map(Into::into).collect()),
            representations: from.representations.map(|items| items.into_iter().map(Into::into).collect()),
            spark_pipeline_info: from.spark_pipeline_info,
        }
    }
}

impl From<ViewDefinition> for catalog::ViewDefinition {
    fn from(from: ViewDefinition) -> Self {
        Self {
            is_protected: from.is_protected,
            is_managed: from.is_managed,
            definer: from.definer,
            view_version_id: from.view_version_id,
            view_version_token: from.view_version_token,
            refresh_seconds: from.refresh_seconds,
            last_refresh_type: from.last_refresh_type,
            sub_objects: from.sub_objects,
            sub_object_version_ids: from.sub_object_version_ids,
            sub_objects_statistics: from
                .sub_objects_statistics
                .map(|items| items.into_iter().map(Into::into).collect()),
            representations: from.representations.map(|items| items.into_iter().map(Into::into).collect()),
            spark_pipeline_info: from.spark_pipeline_info,
        }
    }
}
