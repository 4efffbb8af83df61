//! `DeleteJob`: drops a job with its runs; one that is not there is no error.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteJob.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    job_name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    job_name: String,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("jobName", &input.job_name)])?;
    glue.jobs.delete(&input.job_name).await?;
    glue.tags.forget(&format!("job/{}", input.job_name)).await?;
    Ok(Output { job_name: input.job_name })
}
