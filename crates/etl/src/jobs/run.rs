//! What a run is.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::run::RunReport;

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RunState {
    /// Accepted.
    Starting,
    /// Going on.
    Running,
    /// Asked to stop.
    Stopping,
    /// Stopped.
    Stopped,
    /// Ended well.
    Succeeded,
    /// Ended badly.
    Failed,
    /// Ended because it took too long.
    Timeout,
}

impl RunState {
    /// True when nothing follows.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Stopped | Self::Succeeded | Self::Failed | Self::Timeout)
    }

    /// The word services show.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "STARTING",
            Self::Running => "RUNNING",
            Self::Stopping => "STOPPING",
            Self::Stopped => "STOPPED",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Timeout => "TIMEOUT",
        }
    }
}

impl fmt::Display for RunState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a caller may say about one run; the job's own settings hold for the rest.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StartRun {
    /// Arguments over the job's defaults.
    pub arguments: BTreeMap<String, String>,
    /// A run that is tried again.
    pub previous_run_id: Option<String>,
    /// Minutes.
    pub timeout_minutes: Option<i32>,
    /// The old form of `max_capacity`.
    pub allocated_capacity: Option<i32>,
    /// Data processing units.
    pub max_capacity: Option<f64>,
    /// Number of workers.
    pub number_of_workers: Option<i32>,
    /// Kind of workers.
    pub worker_type: Option<String>,
    /// Security configuration.
    pub security_configuration: Option<String>,
    /// Minutes after which a run's owner is told.
    pub notify_delay_after_minutes: Option<i32>,
    /// `STANDARD` or `FLEX`.
    pub execution_class: Option<String>,
    /// Wait instead of being refused.
    pub job_run_queuing_enabled: Option<bool>,
}

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobRun {
    /// `jr_` and 64 hexadecimal digits; retries add `_attempt_1`, ….
    pub id: String,
    /// Job name.
    pub job_name: String,
    /// Retries before this one.
    pub attempt: i32,
    /// The run this one repeats.
    pub previous_run_id: Option<String>,
    /// Where it is.
    pub state: RunState,
    /// What the caller said, with the job's settings where nothing was said.
    pub settings: StartRun,
    /// All arguments: defaults, the caller's, and those nobody can change.
    pub arguments: BTreeMap<String, String>,
    /// `SCRIPT`, `VISUAL` or `NOTEBOOK`.
    pub job_mode: Option<String>,
    /// Glue's version.
    pub glue_version: Option<String>,
    /// Milliseconds since the epoch.
    pub started_ms: i64,
    /// Milliseconds since the epoch.
    pub modified_ms: i64,
    /// Milliseconds since the epoch.
    pub completed_ms: Option<i64>,
    /// Seconds of work.
    pub execution_seconds: i32,
    /// Data processing units × seconds.
    pub dpu_seconds: Option<f64>,
    /// Why it ended badly.
    pub error_message: Option<String>,
    /// What it did.
    pub report: Option<RunReport>,
}
