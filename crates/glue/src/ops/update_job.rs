//! `UpdateJob`: replaces all settings of a job; what is not sent is gone.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateJob.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::job::JobUpdate;
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    job_name: String,
    job_update: JobUpdate,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    job_name: String,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("jobName", &input.job_name)])?;
    let mut all = Constraints::naming_values();
    input.job_update.check(&mut all, "jobUpdate.");
    all.finish()?;
    let job = glue.jobs.update(&input.job_name, input.job_update.into()).await?;
    Ok(Output { job_name: job.name })
}
