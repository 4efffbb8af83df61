//! Actions of a transaction log, as far as they say what the table is.
//! <https://github.com/delta-io/delta/blob/master/PROTOCOL.md#actions>

use std::collections::BTreeMap;

use serde::Deserialize;

/// One line of a commit, or one row of a checkpoint. Kinds that say nothing of the table's shape are left out.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Action {
    pub protocol: Option<Protocol>,
    pub meta_data: Option<TableMetadata>,
    pub add: Option<Add>,
    pub remove: Option<Remove>,
    pub commit_info: Option<CommitInfo>,
    pub sidecar: Option<Sidecar>,
}

/// What a reader must know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Protocol {
    pub min_reader_version: i32,
    #[serde(default)]
    pub reader_features: Option<Vec<String>>,
}

/// What the table is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TableMetadata {
    #[serde(default)]
    pub format: FileFormat,
    pub schema_string: String,
    #[serde(default)]
    pub partition_columns: Vec<String>,
    #[serde(default)]
    pub configuration: BTreeMap<String, Option<String>>,
}

impl TableMetadata {
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.configuration.get(name)?.as_deref()
    }
}

/// What the data files are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct FileFormat {
    #[serde(default)]
    pub provider: Option<String>,
}

/// A data file that counts from here on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Add {
    /// Relative to the table and escaped as in a URL, or a whole URL.
    pub path: String,
    #[serde(default)]
    pub partition_values: BTreeMap<String, Option<String>>,
    #[serde(default)]
    pub deletion_vector: Option<DeletionVector>,
}

/// A data file that counts no longer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Remove {
    pub path: String,
    #[serde(default)]
    pub deletion_vector: Option<DeletionVector>,
}

/// Where it is written which rows of a file do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct DeletionVector {
    pub storage_type: String,
    pub path_or_inline_dv: String,
    pub offset: Option<i64>,
}

impl DeletionVector {
    /// The same file with another vector is another file to the log.
    pub fn id(&self) -> String {
        let offset = self.offset.map(|offset| format!("@{offset}")).unwrap_or_default();
        format!("{}{}{offset}", self.storage_type, self.path_or_inline_dv)
    }
}

/// Who committed when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CommitInfo {
    pub timestamp: Option<i64>,
    pub in_commit_timestamp: Option<i64>,
}

/// A file of a V2 checkpoint that has the data files' actions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Sidecar {
    /// Its name in the folder of sidecars, escaped as in a URL; or its whole path.
    pub path: String,
}
