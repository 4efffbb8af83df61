//! Runs on the wire.

use std::collections::BTreeMap;

use boathouse_etl as etl;
use boathouse_wire::EpochSeconds;
use serde::Serialize;

use super::job::NotificationProperty;

/// `JobRun`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct JobRun {
    id: String,
    attempt: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_run_id: Option<String>,
    job_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_mode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_run_queuing_enabled: Option<bool>,
    started_on: EpochSeconds,
    last_modified_on: EpochSeconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    completed_on: Option<EpochSeconds>,
    job_run_state: &'static str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    arguments: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
    predecessor_runs: [(); 0],
    #[serde(skip_serializing_if = "Option::is_none")]
    allocated_capacity: Option<i32>,
    execution_time: i32,
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
    log_group_name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    notification_property: Option<NotificationProperty>,
    #[serde(skip_serializing_if = "Option::is_none")]
    glue_version: Option<String>,
    #[serde(rename = "DPUSeconds", skip_serializing_if = "Option::is_none")]
    dpu_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    execution_class: Option<String>,
}

impl From<etl::JobRun> for JobRun {
    fn from(run: etl::JobRun) -> Self {
        let settings = run.settings;
        Self {
            id: run.id,
            attempt: run.attempt,
            previous_run_id: run.previous_run_id,
            job_name: run.job_name,
            job_mode: run.job_mode,
            job_run_queuing_enabled: settings.job_run_queuing_enabled,
            started_on: run.started_ms.into(),
            last_modified_on: run.modified_ms.into(),
            completed_on: run.completed_ms.map(Into::into),
            job_run_state: run.state.as_str(),
            arguments: run.arguments,
            error_message: run.error_message,
            predecessor_runs: [],
            allocated_capacity: settings.allocated_capacity,
            execution_time: run.execution_seconds,
            timeout: settings.timeout_minutes,
            max_capacity: settings.max_capacity,
            worker_type: settings.worker_type,
            number_of_workers: settings.number_of_workers,
            security_configuration: settings.security_configuration,
            log_group_name: "/aws-glue/jobs",
            notification_property: settings
                .notify_delay_after_minutes
                .map(|minutes| NotificationProperty { notify_delay_after: Some(minutes) }),
            glue_version: run.glue_version,
            dpu_seconds: run.dpu_seconds,
            execution_class: settings.execution_class,
        }
    }
}
