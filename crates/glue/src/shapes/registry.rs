//! Registries, schemas and their versions.

use boathouse_registry::{self as registry, SchemaVersion, VersionKey};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::shapes::SchemaId;
use crate::{Error, Glue};

/// What registries and schemas are: deleted ones are gone at once.
pub(crate) const AVAILABLE: &str = "AVAILABLE";
/// What deleted ones are called in the answer.
pub(crate) const DELETING: &str = "DELETING";

/// `RegistryId`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RegistryId {
    pub registry_name: Option<String>,
    pub registry_arn: Option<String>,
}

/// `SchemaVersionNumber`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SchemaVersionNumber {
    pub latest_version: Option<bool>,
    pub version_number: Option<i64>,
}

/// `MetadataKeyValuePair`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct MetadataKeyValuePair {
    pub metadata_key: Option<String>,
    pub metadata_value: Option<String>,
}

/// `RegistryListItem`, which is also the answer of `GetRegistry`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Registry {
    pub registry_name: String,
    pub registry_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub status: &'static str,
    pub created_time: String,
    pub updated_time: String,
}

impl Registry {
    pub fn new(from: registry::Registry, arn: String) -> Self {
        Self {
            registry_name: from.name,
            registry_arn: arn,
            description: from.description,
            status: AVAILABLE,
            created_time: time(from.created_ms),
            updated_time: time(from.updated_ms),
        }
    }
}

/// `SchemaListItem`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SchemaListItem {
    pub registry_name: String,
    pub schema_name: String,
    pub schema_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub schema_status: &'static str,
    pub created_time: String,
    pub updated_time: String,
}

impl SchemaListItem {
    pub fn new(from: registry::Schema, arn: String) -> Self {
        Self {
            registry_name: from.key.registry,
            schema_name: from.key.name,
            schema_arn: arn,
            description: from.description,
            schema_status: AVAILABLE,
            created_time: time(from.created_ms),
            updated_time: time(from.updated_ms),
        }
    }
}

/// What `CreateSchema` and `GetSchema` say of a schema.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Schema {
    pub registry_name: String,
    pub registry_arn: String,
    pub schema_name: String,
    pub schema_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub data_format: &'static str,
    pub compatibility: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_checkpoint: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_schema_version: Option<u64>,
    pub next_schema_version: u64,
    pub schema_status: &'static str,
}

impl Schema {
    pub fn new(from: registry::Schema, registry_arn: String, schema_arn: String) -> Self {
        Self {
            registry_name: from.key.registry,
            registry_arn,
            schema_name: from.key.name,
            schema_arn,
            description: from.description,
            data_format: from.format.name(),
            compatibility: from.compatibility.name(),
            schema_checkpoint: from.checkpoint,
            latest_schema_version: from.latest,
            next_schema_version: from.next,
            schema_status: AVAILABLE,
        }
    }
}

/// What operations on the metadata of a version answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct VersionMetadata {
    pub schema_arn: String,
    pub schema_name: String,
    pub registry_name: String,
    pub latest_version: bool,
    pub version_number: u64,
    pub schema_version_id: String,
    pub metadata_key: String,
    pub metadata_value: String,
}

impl VersionMetadata {
    pub fn new(
        glue: &Glue,
        version: SchemaVersion,
        asked: Option<SchemaVersionNumber>,
        (metadata_key, metadata_value): (String, String),
    ) -> Self {
        Self {
            schema_arn: glue.schema_arn(&version.key),
            schema_name: version.key.name,
            registry_name: version.key.registry,
            latest_version: asked.and_then(|number| number.latest_version).unwrap_or_default(),
            version_number: version.number,
            schema_version_id: version.id,
            metadata_key,
            metadata_value,
        }
    }
}

/// What operations that change the metadata of a version take.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct VersionMetadataInput {
    schema_id: Option<SchemaId>,
    schema_version_id: Option<String>,
    pub schema_version_number: Option<SchemaVersionNumber>,
    pub metadata_key_value: MetadataKeyValuePair,
}

impl VersionMetadataInput {
    /// The version that is meant.
    pub fn version_key(&self, glue: &Glue) -> Result<VersionKey, Error> {
        let id = self.schema_version_id.as_deref();
        glue.version_key(self.schema_id.as_ref(), id, self.schema_version_number.as_ref())
    }
}

/// A time as the registry's operations write it: ISO 8601 with milliseconds, in UTC.
pub(crate) fn time(epoch_ms: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(epoch_ms).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
}
