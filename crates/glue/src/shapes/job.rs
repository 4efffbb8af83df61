//! Jobs and runs on the wire.

use std::collections::BTreeMap;

use boathouse_etl::{self as etl, Graph, JobSpec};
use boathouse_wire::{Constraints, EpochSeconds};
use serde::{Deserialize, Serialize};

use crate::checks;

const NAME_CHARS_MAX: usize = 255;
const DESCRIPTION_CHARS_MAX: usize = 2_048;
const SOURCE_CHARS_MAX: usize = 512;
const JOB_MODES: &[&str] = &["SCRIPT", "VISUAL", "NOTEBOOK"];
const EXECUTION_CLASSES: &[&str] = &["FLEX", "STANDARD"];
const PROVIDERS: &[&str] = &["GITHUB", "GITLAB", "BITBUCKET", "AWS_CODE_COMMIT"];
const AUTH_STRATEGIES: &[&str] = &["PERSONAL_ACCESS_TOKEN", "AWS_SECRETS_MANAGER"];

/// `JobCommand`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct JobCommand {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script_location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub python_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
}

/// `ExecutionProperty`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ExecutionProperty {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_concurrent_runs: Option<i32>,
}

/// `NotificationProperty`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct NotificationProperty {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notify_delay_after: Option<i32>,
}

/// `ConnectionsList`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ConnectionsList {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connections: Option<Vec<String>>,
}

/// `SourceControlDetails`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SourceControlDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_commit_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_strategy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_token: Option<String>,
}

/// `JobUpdate`, which is also what `CreateJob` takes besides name and tags.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct JobUpdate {
    pub job_mode: Option<String>,
    pub job_run_queuing_enabled: Option<bool>,
    pub description: Option<String>,
    pub log_uri: Option<String>,
    pub role: Option<String>,
    pub execution_property: Option<ExecutionProperty>,
    pub command: Option<JobCommand>,
    pub default_arguments: Option<BTreeMap<String, String>>,
    pub non_overridable_arguments: Option<BTreeMap<String, String>>,
    pub connections: Option<ConnectionsList>,
    pub max_retries: Option<i32>,
    pub allocated_capacity: Option<i32>,
    pub timeout: Option<i32>,
    pub max_capacity: Option<f64>,
    pub worker_type: Option<String>,
    pub number_of_workers: Option<i32>,
    pub security_configuration: Option<String>,
    pub notification_property: Option<NotificationProperty>,
    pub glue_version: Option<String>,
    pub code_gen_configuration_nodes: Option<Graph>,
    pub execution_class: Option<String>,
    pub source_control_details: Option<SourceControlDetails>,
    pub maintenance_window: Option<String>,
}

impl JobUpdate {
    /// The model's constraints; `at` is the member they came in, with its full stop.
    pub fn check(&self, all: &mut Constraints, at: &str) {
        checks::choice(all, &format!("{at}jobMode"), self.job_mode.as_deref(), JOB_MODES);
        checks::optional(all, &format!("{at}description"), self.description.as_deref(), 0, DESCRIPTION_CHARS_MAX);
        let run = RunSettings {
            timeout: self.timeout,
            security_configuration: self.security_configuration.as_deref(),
            notification: self.notification_property.as_ref(),
            execution_class: self.execution_class.as_deref(),
        };
        run.check(all, at);
        checks::optional(all, &format!("{at}glueVersion"), self.glue_version.as_deref(), 1, NAME_CHARS_MAX);
        if let Some(source) = &self.source_control_details {
            source.check(all, &format!("{at}sourceControlDetails"));
        }
    }
}

/// What jobs and their runs have in common.
pub(crate) struct RunSettings<'a> {
    pub timeout: Option<i32>,
    pub security_configuration: Option<&'a str>,
    pub notification: Option<&'a NotificationProperty>,
    pub execution_class: Option<&'a str>,
}

impl RunSettings<'_> {
    /// The model's constraints; `at` is the member they came in, with its full stop.
    pub fn check(&self, all: &mut Constraints, at: &str) {
        let delay = self.notification.and_then(|notification| notification.notify_delay_after);
        for (member, minutes) in [("timeout", self.timeout), ("notificationProperty.notifyDelayAfter", delay)] {
            if let Some(minutes) = minutes {
                all.range(&format!("{at}{member}"), i64::from(minutes), 1, i64::from(i32::MAX));
            }
        }
        let configuration = self.security_configuration;
        checks::optional(all, &format!("{at}securityConfiguration"), configuration, 1, NAME_CHARS_MAX);
        checks::choice(all, &format!("{at}executionClass"), self.execution_class, EXECUTION_CLASSES);
    }
}

impl SourceControlDetails {
    fn check(&self, all: &mut Constraints, at: &str) {
        checks::choice(all, &format!("{at}.provider"), self.provider.as_deref(), PROVIDERS);
        for (member, text) in [
            ("repository", &self.repository),
            ("owner", &self.owner),
            ("branch", &self.branch),
            ("folder", &self.folder),
            ("lastCommitId", &self.last_commit_id),
            ("authToken", &self.auth_token),
        ] {
            checks::optional(all, &format!("{at}.{member}"), text.as_deref(), 1, SOURCE_CHARS_MAX);
        }
        checks::choice(all, &format!("{at}.authStrategy"), self.auth_strategy.as_deref(), AUTH_STRATEGIES);
    }
}

impl From<JobUpdate> for JobSpec {
    fn from(update: JobUpdate) -> Self {
        Self {
            job_mode: update.job_mode,
            job_run_queuing_enabled: update.job_run_queuing_enabled,
            description: update.description,
            log_uri: update.log_uri,
            role: update.role,
            max_concurrent_runs: update.execution_property.and_then(|property| property.max_concurrent_runs),
            command: update.command.map(Into::into),
            default_arguments: update.default_arguments,
            non_overridable_arguments: update.non_overridable_arguments,
            connections: update.connections.and_then(|list| list.connections),
            max_retries: update.max_retries,
            allocated_capacity: update.allocated_capacity,
            timeout_minutes: update.timeout,
            max_capacity: update.max_capacity,
            security_configuration: update.security_configuration,
            notify_delay_after_minutes: update.notification_property.and_then(|property| property.notify_delay_after),
            glue_version: update.glue_version,
            number_of_workers: update.number_of_workers,
            worker_type: update.worker_type,
            graph: update.code_gen_configuration_nodes,
            execution_class: update.execution_class,
            source_control: update.source_control_details.map(Into::into),
            maintenance_window: update.maintenance_window,
        }
    }
}

/// `Job`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Job {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_mode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_run_queuing_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    created_on: EpochSeconds,
    last_modified_on: EpochSeconds,
    execution_property: ExecutionProperty,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<JobCommand>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_arguments: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    non_overridable_arguments: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connections: Option<ConnectionsList>,
    max_retries: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    allocated_capacity: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeout: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_capacity: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    worker_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_of_workers: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    security_configuration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notification_property: Option<NotificationProperty>,
    #[serde(skip_serializing_if = "Option::is_none")]
    glue_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_gen_configuration_nodes: Option<Graph>,
    #[serde(skip_serializing_if = "Option::is_none")]
    execution_class: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_control_details: Option<SourceControlDetails>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maintenance_window: Option<String>,
}

impl From<etl::Job> for Job {
    fn from(job: etl::Job) -> Self {
        let spec = job.spec;
        Self {
            name: job.name,
            job_mode: spec.job_mode,
            job_run_queuing_enabled: spec.job_run_queuing_enabled,
            description: spec.description,
            log_uri: spec.log_uri,
            role: spec.role,
            created_on: job.created_ms.into(),
            last_modified_on: job.modified_ms.into(),
            execution_property: ExecutionProperty { max_concurrent_runs: Some(spec.max_concurrent_runs.unwrap_or(1)) },
            command: spec.command.map(Into::into),
            default_arguments: spec.default_arguments,
            non_overridable_arguments: spec.non_overridable_arguments,
            connections: spec.connections.map(|connections| ConnectionsList { connections: Some(connections) }),
            max_retries: spec.max_retries.unwrap_or(0),
            allocated_capacity: spec.allocated_capacity,
            timeout: spec.timeout_minutes,
            max_capacity: spec.max_capacity,
            worker_type: spec.worker_type,
            number_of_workers: spec.number_of_workers,
            security_configuration: spec.security_configuration,
            notification_property: spec
                .notify_delay_after_minutes
                .map(|minutes| NotificationProperty { notify_delay_after: Some(minutes) }),
            glue_version: spec.glue_version,
            code_gen_configuration_nodes: spec.graph,
            execution_class: spec.execution_class,
            source_control_details: spec.source_control.map(Into::into),
            maintenance_window: spec.maintenance_window,
        }
    }
}

impl From<JobCommand> for etl::JobCommand {
    fn from(command: JobCommand) -> Self {
        let JobCommand { name, script_location, python_version, runtime } = command;
        Self { name, script_location, python_version, runtime }
    }
}

impl From<etl::JobCommand> for JobCommand {
    fn from(command: etl::JobCommand) -> Self {
        let etl::JobCommand { name, script_location, python_version, runtime } = command;
        Self { name, script_location, python_version, runtime }
    }
}

impl From<SourceControlDetails> for etl::SourceControl {
    fn from(details: SourceControlDetails) -> Self {
        let SourceControlDetails {
            provider,
            repository,
            owner,
            branch,
            folder,
            last_commit_id,
            auth_strategy,
            auth_token,
        } = details;
        Self { provider, repository, owner, branch, folder, last_commit_id, auth_strategy, auth_token }
    }
}

impl From<etl::SourceControl> for SourceControlDetails {
    fn from(details: etl::SourceControl) -> Self {
        let etl::SourceControl {
            provider,
            repository,
            owner,
            branch,
            folder,
            last_commit_id,
            auth_strategy,
            auth_token,
        } = details;
        Self { provider, repository, owner, branch, folder, last_commit_id, auth_strategy, auth_token }
    }
}
