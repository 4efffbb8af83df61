//! One execution of a statement, from its start to its end.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Echo, Failure, ManagedResults, ResultSettings, StatementKind};

/// Where an execution stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ExecutionState {
    /// Waits for its turn.
    Queued,
    /// Runs.
    Running,
    /// Ended well; the result is there.
    Succeeded,
    /// Ended with an error.
    Failed,
    /// Was stopped.
    Cancelled,
}

impl ExecutionState {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// Whether nothing follows.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

impl std::fmt::Display for ExecutionState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether an earlier result would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultReuse {
    /// As asked for.
    pub enabled: bool,
    /// As asked for.
    pub age_minutes_max: Option<i32>,
}

/// What an execution took.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// Waiting for its turn.
    pub queue_ms: u64,
    /// Looking tables up and planning, part of `engine_ms`; absent for what needs no planning.
    pub planning_ms: Option<u64>,
    /// Planning and running, the rows' writing included.
    pub engine_ms: u64,
    /// Publishing the result.
    pub service_ms: u64,
    /// From start to end.
    pub total_ms: u64,
    /// Bytes read from tables' objects.
    pub scanned_bytes: u64,
    /// The same by `database.table`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scanned_by_table: BTreeMap<String, u64>,
    /// Rows that came out of tables' objects.
    pub input_rows: u64,
    /// Rows of the result.
    pub output_rows: u64,
    /// Bytes of the result object.
    pub output_bytes: u64,
    /// The object that names what was written.
    #[serde(default)]
    pub manifest_location: Option<String>,
    /// Whether the result is an earlier one's.
    #[serde(default)]
    pub reused: bool,
    /// Units of reserved capacity that it ran on.
    #[serde(default)]
    pub dpus: Option<u32>,
}

/// One execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    /// UUID.
    pub id: String,
    /// The text as it was sent.
    pub sql: String,
    /// How text and database are shown, where that is not as they were sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echo: Option<Echo>,
    /// What kind of statement it is.
    pub kind: StatementKind,
    /// Workgroup it ran in.
    pub workgroup: String,
    /// Default database, when one was given.
    pub database: Option<String>,
    /// Default catalog, when one was given.
    pub catalog: Option<String>,
    /// The result object: `s3://bucket/prefix/<id>.csv`. One in our own place is for nobody to see.
    pub output_location: String,
    /// How the result is written, as the workgroup and the caller have it.
    #[serde(default)]
    pub settings: ResultSettings,
    /// Set for a result in our own place.
    #[serde(default)]
    pub managed: Option<ManagedResults>,
    /// Whether the workgroup decides where results go, whatever callers say.
    #[serde(default)]
    pub enforced: bool,
    /// The version of the engine that the workgroup has chosen.
    #[serde(default = "engine_auto")]
    pub engine_version: String,
    /// Values for `?`.
    pub parameters: Vec<String>,
    /// What was said about reusing results.
    pub result_reuse: Option<ResultReuse>,
    /// Where it stands.
    pub state: ExecutionState,
    /// When it was started.
    pub submitted_ms: i64,
    /// When it ended.
    pub completed_ms: Option<i64>,
    /// Why it failed or was cancelled.
    pub failure: Option<Failure>,
    /// What it took.
    pub statistics: Statistics,
}

impl Execution {
    /// Whether the result lies in our own place.
    pub fn is_managed(&self) -> bool {
        self.managed.is_some()
    }
}

fn engine_auto() -> String {
    crate::ENGINE_AUTO.to_owned()
}
