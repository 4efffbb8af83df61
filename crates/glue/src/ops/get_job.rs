//! `GetJob`: one job.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetJob.html>

use serde::{Deserialize, Serialize};

use crate::shapes::job::Job;
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    job_name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    job: Job,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("jobName", &input.job_name)])?;
    Ok(Output { job: glue.jobs.job(&input.job_name).await?.into() })
}
