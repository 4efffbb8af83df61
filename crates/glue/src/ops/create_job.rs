//! `CreateJob`: makes a job; a visual one comes with its nodes and can run.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html>

use std::collections::BTreeMap;

use boathouse_etl::Graph;
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::job::{self, JobUpdate};
use crate::tags::{self, TagMap};
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
    role: String,
    command: job::JobCommand,
    tags: Option<TagMap>,
    job_mode: Option<String>,
    job_run_queuing_enabled: Option<bool>,
    description: Option<String>,
    log_uri: Option<String>,
    execution_property: Option<job::ExecutionProperty>,
    default_arguments: Option<BTreeMap<String, String>>,
    non_overridable_arguments: Option<BTreeMap<String, String>>,
    connections: Option<job::ConnectionsList>,
    max_retries: Option<i32>,
    allocated_capacity: Option<i32>,
    timeout: Option<i32>,
    max_capacity: Option<f64>,
    worker_type: Option<String>,
    number_of_workers: Option<i32>,
    security_configuration: Option<String>,
    notification_property: Option<job::NotificationProperty>,
    glue_version: Option<String>,
    code_gen_configuration_nodes: Option<Graph>,
    execution_class: Option<String>,
    source_control_details: Option<job::SourceControlDetails>,
    maintenance_window: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    name: String,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("name", &input.name)])?;
    let tags = input.tags.unwrap_or_default();
    tags::check(&tags)?;
    let settings = JobUpdate {
        role: Some(input.role),
        command: Some(input.command),
        job_mode: input.job_mode,
        job_run_queuing_enabled: input.job_run_queuing_enabled,
        description: input.description,
        log_uri: input.log_uri,
        execution_property: input.execution_property,
        default_arguments: input.default_arguments,
        non_overridable_arguments: input.non_overridable_arguments,
        connections: input.connections,
        max_retries: input.max_retries,
        allocated_capacity: input.allocated_capacity,
        timeout: input.timeout,
        max_capacity: input.max_capacity,
        worker_type: input.worker_type,
        number_of_workers: input.number_of_workers,
        security_configuration: input.security_configuration,
        notification_property: input.notification_property,
        glue_version: input.glue_version,
        code_gen_configuration_nodes: input.code_gen_configuration_nodes,
        execution_class: input.execution_class,
        source_control_details: input.source_control_details,
        maintenance_window: input.maintenance_window,
    };
    let mut all = Constraints::naming_values();
    settings.check(&mut all, "");
    all.finish()?;
    let made = glue.jobs.create(&input.name, settings.into()).await?;
    if !tags.is_empty() {
        glue.tags.add(&format!("job/{}", made.name), tags).await?;
    }
    Ok(Output { name: made.name })
}
