//! `StartJobRun`: starts a run, which goes on in the background.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html>

use std::collections::BTreeMap;

use boathouse_etl::StartRun;
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::job::{NotificationProperty, RunSettings};
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    job_name: String,
    job_run_queuing_enabled: Option<bool>,
    job_run_id: Option<String>,
    arguments: Option<BTreeMap<String, String>>,
    allocated_capacity: Option<i32>,
    timeout: Option<i32>,
    max_capacity: Option<f64>,
    security_configuration: Option<String>,
    notification_property: Option<NotificationProperty>,
    worker_type: Option<String>,
    number_of_workers: Option<i32>,
    execution_class: Option<String>,
    execution_role_session_policy: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    job_run_id: String,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("jobName", &input.job_name)])?;
    checks::refuse("ExecutionRoleSessionPolicy", input.execution_role_session_policy.is_some())?;
    let settings = RunSettings {
        timeout: input.timeout,
        security_configuration: input.security_configuration.as_deref(),
        notification: input.notification_property.as_ref(),
        execution_class: input.execution_class.as_deref(),
    };
    let mut all = Constraints::naming_values();
    settings.check(&mut all, "");
    all.finish()?;
    let start = StartRun {
        arguments: input.arguments.unwrap_or_default(),
        previous_run_id: input.job_run_id,
        timeout_minutes: input.timeout,
        allocated_capacity: input.allocated_capacity,
        max_capacity: input.max_capacity,
        number_of_workers: input.number_of_workers,
        worker_type: input.worker_type,
        security_configuration: input.security_configuration,
        notify_delay_after_minutes: input.notification_property.and_then(|property| property.notify_delay_after),
        execution_class: input.execution_class,
        job_run_queuing_enabled: input.job_run_queuing_enabled,
    };
    Ok(Output { job_run_id: glue.jobs.start_run(&input.job_name, start).await?.id })
}
