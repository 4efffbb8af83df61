//! Changes of a workgroup's configuration.

use boathouse_query::{Change, WorkgroupChange};
use boathouse_wire::Reported;
use serde::Deserialize;
use serde_json::Value;

use super::results::{AclConfiguration, EncryptionConfiguration};
use super::workgroup::{EngineChoice, ManagedEncryption, kept};
use crate::Error;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct WorkGroupUpdates {
    enforce_work_group_configuration: Option<bool>,
    result_configuration_updates: Option<ResultUpdates>,
    managed_query_results_configuration_updates: Option<ManagedUpdates>,
    publish_cloud_watch_metrics_enabled: Option<bool>,
    bytes_scanned_cutoff_per_query: Option<i64>,
    remove_bytes_scanned_cutoff_per_query: Option<bool>,
    requester_pays_enabled: Option<bool>,
    engine_version: Option<EngineChoice>,
    remove_customer_content_encryption_configuration: Option<bool>,
    additional_configuration: Option<Reported<Value>>,
    execution_role: Option<Reported<Value>>,
    customer_content_encryption_configuration: Option<Reported<Value>>,
    enable_minimum_encryption_configuration: Option<Reported<bool>>,
    query_results_s3_access_grants_configuration: Option<Reported<Value>>,
    monitoring_configuration: Option<Reported<Value>>,
    engine_configuration: Option<Reported<Value>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResultUpdates {
    output_location: Option<String>,
    remove_output_location: Option<bool>,
    encryption_configuration: Option<Reported<EncryptionConfiguration>>,
    remove_encryption_configuration: Option<bool>,
    expected_bucket_owner: Option<String>,
    remove_expected_bucket_owner: Option<bool>,
    acl_configuration: Option<AclConfiguration>,
    remove_acl_configuration: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ManagedUpdates {
    enabled: Option<bool>,
    encryption_configuration: Option<ManagedEncryption>,
    remove_encryption_configuration: Option<bool>,
}

/// What is set and what is removed; both at once is refused.
fn change<T>(name: &str, set: Option<T>, remove: Option<bool>) -> Result<Change<T>, Error> {
    match (set, remove.unwrap_or(false)) {
        (Some(_), true) => Err(Error::input(format!("{name} cannot be set and removed in the same request."))),
        (Some(value), false) => Ok(Change::Set(value)),
        (None, true) => Ok(Change::Remove),
        (None, false) => Ok(Change::Keep),
    }
}

impl WorkGroupUpdates {
    /// The change that is asked for.
    pub(crate) fn into_change(self) -> Result<WorkgroupChange, Error> {
        let results = self.result_configuration_updates.unwrap_or_default();
        let managed = self.managed_query_results_configuration_updates.unwrap_or_default();
        let content_key = "CustomerContentEncryptionConfiguration";
        let kept = kept([
            ("AdditionalConfiguration", self.additional_configuration),
            (content_key, self.customer_content_encryption_configuration),
            ("EngineConfiguration", self.engine_configuration),
            ("ExecutionRole", self.execution_role),
            ("MonitoringConfiguration", self.monitoring_configuration),
            ("QueryResultsS3AccessGrantsConfiguration", self.query_results_s3_access_grants_configuration),
        ])?;
        let is_content_key_gone = self.remove_customer_content_encryption_configuration.unwrap_or(false);
        let gone = is_content_key_gone.then(|| (content_key.to_owned(), Change::Remove));
        let acl = change("AclConfiguration", results.acl_configuration, results.remove_acl_configuration)?;
        let cutoff = self.bytes_scanned_cutoff_per_query.map(i64::unsigned_abs);
        let (encryption, managed_key) = (
            results.encryption_configuration.map(|Reported(encryption)| encryption.into()),
            managed.encryption_configuration.map(|encryption| encryption.kms_key),
        );
        Ok(WorkgroupChange {
            state: None,
            description: None,
            output_location: change("OutputLocation", results.output_location, results.remove_output_location)?,
            encryption: change("EncryptionConfiguration", encryption, results.remove_encryption_configuration)?,
            expected_bucket_owner: change(
                "ExpectedBucketOwner",
                results.expected_bucket_owner,
                results.remove_expected_bucket_owner,
            )?,
            owner_has_full_control: match acl {
                Change::Keep => None,
                Change::Remove => Some(false),
                Change::Set(_) => Some(true),
            },
            managed: managed.enabled,
            managed_key: change("EncryptionConfiguration", managed_key, managed.remove_encryption_configuration)?,
            enforced: self.enforce_work_group_configuration,
            publishes_metrics: self.publish_cloud_watch_metrics_enabled,
            scanned_bytes_max: change(
                "BytesScannedCutoffPerQuery",
                cutoff,
                self.remove_bytes_scanned_cutoff_per_query,
            )?,
            requester_pays: self.requester_pays_enabled,
            engine_version: self.engine_version.map(EngineChoice::chosen).transpose()?.flatten(),
            minimum_encryption: self.enable_minimum_encryption_configuration.map(|Reported(is_on)| is_on),
            kept: kept.into_iter().map(|(name, text)| (name, Change::Set(text))).chain(gone).collect(),
        })
    }
}
