//! `BatchGetJobs`: several jobs by name.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetJobs.html>

use boathouse_etl::Error as Fact;
use serde::{Deserialize, Serialize};

use crate::shapes::job::Job;
use crate::{Error, Glue, checks};

const NAMES_MAX: usize = 25;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    job_names: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    jobs: Vec<Job>,
    jobs_not_found: Vec<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::name_list("jobNames", &input.job_names, NAMES_MAX)?;
    let mut output = Output { jobs: Vec::new(), jobs_not_found: Vec::new() };
    for name in input.job_names {
        match glue.jobs.job(&name).await {
            Ok(job) => output.jobs.push(job.into()),
            Err(Fact::JobNotFound(_)) => output.jobs_not_found.push(name),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(output)
}
