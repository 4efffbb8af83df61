//! What a workgroup is made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Whether a workgroup takes queries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WorkgroupState {
    /// It does.
    #[default]
    Enabled,
    /// It does not.
    Disabled,
}

/// How results are to be encrypted. Nothing is encrypted at rest here: it is kept and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encryption {
    /// The manner.
    pub option: EncryptionOption,
    /// The key, where the manner needs one.
    pub kms_key: Option<String>,
}

/// The manners of encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EncryptionOption {
    /// With keys of the store's.
    SseS3,
    /// By the store, with a key of the key service's.
    SseKms,
    /// Before the store has it.
    CseKms,
}

/// Where results go and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResultSettings {
    /// `s3://bucket/prefix`.
    pub output_location: Option<String>,
    /// How they are to be encrypted.
    pub encryption: Option<Encryption>,
    /// The account that the bucket must belong to.
    pub expected_bucket_owner: Option<String>,
    /// Whether the bucket's owner is to have all rights on them.
    pub owner_has_full_control: bool,
}

impl ResultSettings {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Results that lie in a place of our own, for a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedResults {
    /// Whether they do.
    pub enabled: bool,
    /// The key they are to be encrypted with.
    pub kms_key: Option<String>,
}

/// A workgroup's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkgroupSettings {
    /// Where results go.
    pub results: ResultSettings,
    /// Whether results are managed.
    pub managed: Option<ManagedResults>,
    /// Whether what callers say about results is passed over.
    pub enforced: bool,
    /// Whether figures are to be published.
    pub publishes_metrics: bool,
    /// Bytes a query may read before it is stopped.
    pub scanned_bytes_max: Option<u64>,
    /// Whether buckets may be read whose readers pay.
    pub requester_pays: bool,
    /// The engine's version that was chosen.
    pub engine_version: String,
    /// Whether a minimum of encryption is asked for.
    pub minimum_encryption: bool,
    /// Settings of what is not here, as they were given, by name.
    pub kept: BTreeMap<String, String>,
}

/// The choice that leaves the engine's version to the service.
pub const ENGINE_AUTO: &str = "AUTO";
/// The one version of the engine there is.
pub const ENGINE_VERSION: &str = "Athena engine version 3";

impl Default for WorkgroupSettings {
    fn default() -> Self {
        Self {
            results: ResultSettings::default(),
            managed: None,
            enforced: false,
            publishes_metrics: false,
            scanned_bytes_max: None,
            requester_pays: false,
            engine_version: ENGINE_AUTO.to_owned(),
            minimum_encryption: false,
            kept: BTreeMap::new(),
        }
    }
}

impl WorkgroupSettings {
    /// Whether results lie in a place of our own.
    pub fn is_managed(&self) -> bool {
        self.managed.as_ref().is_some_and(|managed| managed.enabled)
    }
}

/// A workgroup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workgroup {
    /// Name.
    pub name: String,
    /// Whether it takes queries.
    pub state: WorkgroupState,
    /// What it is for.
    pub description: Option<String>,
    /// When it was made.
    pub created_ms: i64,
    /// Its settings.
    pub settings: WorkgroupSettings,
}
