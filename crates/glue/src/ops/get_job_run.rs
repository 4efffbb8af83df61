//! `GetJobRun`: one run of a job.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRun.html>

use serde::{Deserialize, Serialize};

use crate::shapes::job_run::JobRun;
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    job_name: String,
    run_id: String,
    /// Runs that triggered this one; there are no triggers, so there are none.
    #[serde(rename = "PredecessorsIncluded")]
    _predecessors_included: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    job_run: JobRun,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("jobName", &input.job_name), ("runId", &input.run_id)])?;
    Ok(Output { job_run: glue.jobs.run(&input.job_name, &input.run_id).await?.into() })
}
