//! Workgroups and their configuration.

use std::collections::BTreeMap;

use boathouse_query::{ENGINE_VERSION, ManagedResults, Workgroup, WorkgroupSettings, WorkgroupState};
use boathouse_wire::{EpochSeconds, Reported};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::results::ResultConfiguration;
use crate::Error;

/// The engine's version as Athena names it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EngineVersion {
    selected_engine_version: String,
    effective_engine_version: &'static str,
}

impl EngineVersion {
    /// The one that is chosen by this name.
    pub(crate) fn chosen(selected: &str) -> Self {
        Self { selected_engine_version: selected.to_owned(), effective_engine_version: ENGINE_VERSION }
    }
}

/// What a request says of an engine's version; the effective one follows from the chosen one.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EngineChoice {
    pub(crate) selected_engine_version: Option<String>,
}

impl EngineChoice {
    /// The version that is chosen; the Spark engines are no choice.
    pub(crate) fn chosen(self) -> Result<Option<String>, Error> {
        match self.selected_engine_version {
            Some(name) if name.starts_with("PySpark") => Err(Error::spark(&name)),
            other => Ok(other),
        }
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ManagedQueryResultsConfiguration {
    pub(crate) enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) encryption_configuration: Option<ManagedEncryption>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ManagedEncryption {
    pub(crate) kms_key: String,
}

impl From<ManagedQueryResultsConfiguration> for ManagedResults {
    fn from(shape: ManagedQueryResultsConfiguration) -> Self {
        Self { enabled: shape.enabled, kms_key: shape.encryption_configuration.map(|encryption| encryption.kms_key) }
    }
}

impl From<ManagedResults> for ManagedQueryResultsConfiguration {
    fn from(managed: ManagedResults) -> Self {
        let encryption_configuration = managed.kms_key.map(|kms_key| ManagedEncryption { kms_key });
        Self { enabled: managed.enabled, encryption_configuration }
    }
}

/// A configuration as it is given when a workgroup is made.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct WorkGroupConfiguration {
    result_configuration: Option<ResultConfiguration>,
    managed_query_results_configuration: Option<ManagedQueryResultsConfiguration>,
    enforce_work_group_configuration: Option<bool>,
    publish_cloud_watch_metrics_enabled: Option<bool>,
    bytes_scanned_cutoff_per_query: Option<i64>,
    requester_pays_enabled: Option<bool>,
    engine_version: Option<EngineChoice>,
    enable_minimum_encryption_configuration: Option<Reported<bool>>,
    additional_configuration: Option<Reported<Value>>,
    execution_role: Option<Reported<Value>>,
    monitoring_configuration: Option<Reported<Value>>,
    engine_configuration: Option<Reported<Value>>,
    customer_content_encryption_configuration: Option<Reported<Value>>,
    identity_center_configuration: Option<Reported<Value>>,
    query_results_s3_access_grants_configuration: Option<Reported<Value>>,
}

impl WorkGroupConfiguration {
    /// The settings; what is left out is as the API has it.
    pub(crate) fn into_settings(self) -> Result<WorkgroupSettings, Error> {
        let kept = kept([
            ("AdditionalConfiguration", self.additional_configuration),
            ("CustomerContentEncryptionConfiguration", self.customer_content_encryption_configuration),
            ("EngineConfiguration", self.engine_configuration),
            ("ExecutionRole", self.execution_role),
            ("IdentityCenterConfiguration", self.identity_center_configuration),
            ("MonitoringConfiguration", self.monitoring_configuration),
            ("QueryResultsS3AccessGrantsConfiguration", self.query_results_s3_access_grants_configuration),
        ])?;
        let default = WorkgroupSettings::default();
        let chosen = self.engine_version.map(EngineChoice::chosen).transpose()?.flatten();
        Ok(WorkgroupSettings {
            results: self.result_configuration.unwrap_or_default().into(),
            managed: self.managed_query_results_configuration.map(ManagedResults::from),
            enforced: self.enforce_work_group_configuration.unwrap_or(true),
            publishes_metrics: self.publish_cloud_watch_metrics_enabled.unwrap_or(false),
            scanned_bytes_max: self.bytes_scanned_cutoff_per_query.map(i64::unsigned_abs),
            requester_pays: self.requester_pays_enabled.unwrap_or(false),
            engine_version: chosen.unwrap_or(default.engine_version),
            minimum_encryption: self.enable_minimum_encryption_configuration.is_some_and(|Reported(is_on)| is_on),
            kept,
        })
    }
}

/// Members that are kept as they were given, as JSON texts. Those that would change who may read what are refused
/// when they are switched on.
pub(crate) fn kept<const N: usize>(
    members: [(&str, Option<Reported<Value>>); N],
) -> Result<BTreeMap<String, String>, Error> {
    let mut kept = BTreeMap::new();
    for (name, value) in members {
        let Some(Reported(value)) = value else { continue };
        let is_on = |member: &str| value.get(member).and_then(Value::as_bool).unwrap_or(false);
        if is_on("EnableIdentityCenter") || is_on("EnableS3AccessGrants") {
            return Err(Error::input(format!("{name} is not supported by boathouse")));
        }
        kept.insert(name.to_owned(), value.to_string());
    }
    Ok(kept)
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct WorkGroup {
    configuration: Configuration,
    creation_time: EpochSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    name: String,
    state: WorkgroupState,
}

/// A configuration as it is shown.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes_scanned_cutoff_per_query: Option<u64>,
    enable_minimum_encryption_configuration: bool,
    enforce_work_group_configuration: bool,
    engine_version: EngineVersion,
    #[serde(skip_serializing_if = "Option::is_none")]
    managed_query_results_configuration: Option<ManagedQueryResultsConfiguration>,
    publish_cloud_watch_metrics_enabled: bool,
    requester_pays_enabled: bool,
    result_configuration: ResultConfiguration,
    #[serde(flatten)]
    kept: BTreeMap<String, Value>,
}

impl From<Workgroup> for WorkGroup {
    fn from(workgroup: Workgroup) -> Self {
        let settings = workgroup.settings;
        let kept = settings.kept.into_iter().map(|(name, text)| {
            let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
            (name, value)
        });
        Self {
            configuration: Configuration {
                bytes_scanned_cutoff_per_query: settings.scanned_bytes_max,
                enable_minimum_encryption_configuration: settings.minimum_encryption,
                enforce_work_group_configuration: settings.enforced,
                engine_version: EngineVersion::chosen(&settings.engine_version),
                managed_query_results_configuration: settings.managed.map(Into::into),
                publish_cloud_watch_metrics_enabled: settings.publishes_metrics,
                requester_pays_enabled: settings.requester_pays,
                result_configuration: settings.results.into(),
                kept: kept.collect(),
            },
            creation_time: workgroup.created_ms.into(),
            description: workgroup.description,
            name: workgroup.name,
            state: workgroup.state,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct WorkGroupSummary {
    name: String,
    state: WorkgroupState,
    description: String,
    creation_time: EpochSeconds,
    engine_version: EngineVersion,
}

impl From<Workgroup> for WorkGroupSummary {
    fn from(workgroup: Workgroup) -> Self {
        Self {
            name: workgroup.name,
            state: workgroup.state,
            description: workgroup.description.unwrap_or_default(),
            creation_time: workgroup.created_ms.into(),
            engine_version: EngineVersion::chosen(&workgroup.settings.engine_version),
        }
    }
}
