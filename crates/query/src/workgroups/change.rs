//! Changes of a workgroup's settings: what is not mentioned stays.

use std::collections::BTreeMap;

use super::definition::{Encryption, ManagedResults, Workgroup, WorkgroupSettings, WorkgroupState};

/// What becomes of one setting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// It stays.
    #[default]
    Keep,
    /// It is taken away.
    Remove,
    /// It becomes this.
    Set(T),
}

impl<T> Change<T> {
    fn apply(self, to: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Remove => *to = None,
            Self::Set(value) => *to = Some(value),
        }
    }
}

/// What is to become of a workgroup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkgroupChange {
    /// Whether it takes queries.
    pub state: Option<WorkgroupState>,
    /// What it is for; empty takes the text away.
    pub description: Option<String>,
    /// Where results go.
    pub output_location: Change<String>,
    /// How results are to be encrypted.
    pub encryption: Change<Encryption>,
    /// Whose bucket results go to.
    pub expected_bucket_owner: Change<String>,
    /// Whether the bucket's owner is to have all rights on results.
    pub owner_has_full_control: Option<bool>,
    /// Whether results are managed.
    pub managed: Option<bool>,
    /// The key of managed results.
    pub managed_key: Change<String>,
    /// Whether what callers say about results is passed over.
    pub enforced: Option<bool>,
    /// Whether figures are to be published.
    pub publishes_metrics: Option<bool>,
    /// Bytes a query may read before it is stopped.
    pub scanned_bytes_max: Change<u64>,
    /// Whether buckets may be read whose readers pay.
    pub requester_pays: Option<bool>,
    /// The engine's version.
    pub engine_version: Option<String>,
    /// Whether a minimum of encryption is asked for.
    pub minimum_encryption: Option<bool>,
    /// Settings of what is not here, by name.
    pub kept: BTreeMap<String, Change<String>>,
}

impl WorkgroupChange {
    /// Makes the change.
    pub(super) fn apply(self, workgroup: &mut Workgroup) {
        workgroup.state = self.state.unwrap_or(workgroup.state);
        if let Some(description) = self.description {
            workgroup.description = Some(description).filter(|text| !text.is_empty());
        }
        let WorkgroupSettings {
            results,
            managed,
            enforced,
            publishes_metrics,
            scanned_bytes_max,
            requester_pays,
            engine_version,
            minimum_encryption,
            kept,
        } = &mut workgroup.settings;
        self.output_location.apply(&mut results.output_location);
        self.encryption.apply(&mut results.encryption);
        self.expected_bucket_owner.apply(&mut results.expected_bucket_owner);
        self.scanned_bytes_max.apply(scanned_bytes_max);
        for (flag, change) in [
            (&mut results.owner_has_full_control, self.owner_has_full_control),
            (enforced, self.enforced),
            (publishes_metrics, self.publishes_metrics),
            (requester_pays, self.requester_pays),
            (minimum_encryption, self.minimum_encryption),
        ] {
            *flag = change.unwrap_or(*flag);
        }
        if let Some(chosen) = self.engine_version {
            *engine_version = chosen;
        }
        if self.managed.is_some() || self.managed_key != Change::Keep {
            let managed = managed.get_or_insert_with(ManagedResults::default);
            managed.enabled = self.managed.unwrap_or(managed.enabled);
            self.managed_key.apply(&mut managed.kms_key);
        }
        for (name, change) in self.kept {
            let mut value = kept.remove(&name);
            change.apply(&mut value);
            kept.extend(value.map(|value| (name, value)));
        }
    }
}
