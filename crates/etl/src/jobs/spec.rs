//! What a job is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::graph::Graph;
use crate::{Error, Result};

/// Longest name of a job, in characters.
const NAME_CHARS_MAX: usize = 255;

/// What is run when there is no graph.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobCommand {
    /// `glueetl`, `gluestreaming`, `pythonshell` or `glueray`.
    pub name: Option<String>,
    /// Where the script is.
    pub script_location: Option<String>,
    /// Python's version.
    pub python_version: Option<String>,
    /// Ray's runtime.
    pub runtime: Option<String>,
}

/// Where a job's script is kept under version control.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceControl {
    /// `GITHUB`, `GITLAB`, `BITBUCKET` or `AWS_CODE_COMMIT`.
    pub provider: Option<String>,
    /// Repository.
    pub repository: Option<String>,
    /// Its owner.
    pub owner: Option<String>,
    /// Branch.
    pub branch: Option<String>,
    /// Folder.
    pub folder: Option<String>,
    /// Last commit.
    pub last_commit_id: Option<String>,
    /// How the token is kept.
    pub auth_strategy: Option<String>,
    /// The token.
    pub auth_token: Option<String>,
}

/// Everything a caller says about a job but its name. A member that was not given stays absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobSpec {
    /// `SCRIPT`, `VISUAL` or `NOTEBOOK`.
    pub job_mode: Option<String>,
    /// Runs beyond the limit wait instead of being refused.
    pub job_run_queuing_enabled: Option<bool>,
    /// Free text.
    pub description: Option<String>,
    /// Unused by Glue.
    pub log_uri: Option<String>,
    /// Role the job takes; kept, and of no effect here.
    pub role: Option<String>,
    /// Runs at one time.
    pub max_concurrent_runs: Option<i32>,
    /// The script.
    pub command: Option<JobCommand>,
    /// Arguments unless a run gives others.
    pub default_arguments: Option<BTreeMap<String, String>>,
    /// Arguments no run can change.
    pub non_overridable_arguments: Option<BTreeMap<String, String>>,
    /// Connections.
    pub connections: Option<Vec<String>>,
    /// Times a failed run is tried again.
    pub max_retries: Option<i32>,
    /// The old form of `max_capacity`.
    pub allocated_capacity: Option<i32>,
    /// Minutes after which a run is ended.
    pub timeout_minutes: Option<i32>,
    /// Data processing units.
    pub max_capacity: Option<f64>,
    /// Security configuration.
    pub security_configuration: Option<String>,
    /// Minutes after which a run's owner is told.
    pub notify_delay_after_minutes: Option<i32>,
    /// Glue's version.
    pub glue_version: Option<String>,
    /// Number of workers.
    pub number_of_workers: Option<i32>,
    /// Kind of workers.
    pub worker_type: Option<String>,
    /// The graph of a visual job.
    pub graph: Option<Graph>,
    /// `STANDARD` or `FLEX`.
    pub execution_class: Option<String>,
    /// Version control.
    pub source_control: Option<SourceControl>,
    /// When streaming jobs may be restarted.
    pub maintenance_window: Option<String>,
}

/// A job as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Name, unique.
    pub name: String,
    /// What the caller said.
    pub spec: JobSpec,
    /// When it was made, milliseconds since the epoch.
    pub created_ms: i64,
    /// When it was last changed.
    pub modified_ms: i64,
}

impl JobSpec {
    /// Refuses contradictions and graphs that cannot run.
    pub(super) fn check(&self, name: &str) -> Result<()> {
        let refuse = |message: &str| Err(Error::InvalidInput(message.to_owned()));
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
            return refuse("a job's name has 1 to 255 characters");
        }
        check_capacity(self.max_capacity, self.worker_type.as_deref(), self.number_of_workers)?;
        if let Some(command) = self.command.as_ref().and_then(|command| command.name.as_deref())
            && !matches!(command, "glueetl" | "gluestreaming" | "pythonshell" | "glueray")
        {
            return refuse(&format!(
                "the command '{command}' is none of glueetl, gluestreaming, pythonshell and glueray"
            ));
        }
        for (what, value, least) in [
            ("MaxRetries", self.max_retries, 0),
            ("Timeout", self.timeout_minutes, 1),
            ("MaxConcurrentRuns", self.max_concurrent_runs, 1),
            ("NumberOfWorkers", self.number_of_workers, 1),
        ] {
            if value.is_some_and(|value| value < least) {
                return refuse(&format!("{what} must be {least} or more"));
            }
        }
        dpus_per_worker(self.worker_type.as_deref())?;
        self.graph.as_ref().filter(|graph| !graph.nodes.is_empty()).map_or(Ok(()), Graph::check)
    }

    /// Runs at one time: 1 unless said.
    pub(super) fn concurrent_runs_max(&self) -> u32 {
        self.max_concurrent_runs.and_then(|max| u32::try_from(max).ok()).unwrap_or(1)
    }

    /// Minutes a run may take: Glue's defaults, 480 from version 5 on and 2,880 before.
    pub(super) fn timeout_minutes_or_default(&self) -> i32 {
        let version: f64 = self.glue_version.as_deref().and_then(|text| text.parse().ok()).unwrap_or(0.0);
        self.timeout_minutes.unwrap_or(if version >= 5.0 { 480 } else { 2880 })
    }
}

/// Data processing units of a worker.
pub(super) fn dpus_per_worker(worker_type: Option<&str>) -> Result<f64> {
    Ok(match worker_type {
        None | Some("Standard" | "G.1X" | "R.1X") => 1.0,
        Some("G.025X") => 0.25,
        Some("G.2X" | "Z.2X" | "R.2X") => 2.0,
        Some("G.4X" | "R.4X") => 4.0,
        Some("G.8X" | "R.8X") => 8.0,
        Some("G.12X") => 12.0,
        Some("G.16X") => 16.0,
        Some(other) => return Err(Error::InvalidInput(format!("the worker type '{other}' is not known"))),
    })
}

/// Capacity is said in one of two ways.
pub(super) fn check_capacity(capacity: Option<f64>, kind: Option<&str>, workers: Option<i32>) -> Result<()> {
    if capacity.is_some() && (kind.is_some() || workers.is_some()) {
        let message = "Please do not set Max Capacity if using Worker Type and Number of Workers.";
        return Err(Error::InvalidInput(message.to_owned()));
    }
    Ok(())
}
