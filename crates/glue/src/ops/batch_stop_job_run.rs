//! `BatchStopJobRun`: asks runs of a job to stop.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_BatchStopJobRun.html>

use serde::{Deserialize, Serialize};

use crate::error::ErrorDetail;
use crate::{Error, Glue, checks};

const RUNS_MAX: usize = 25;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    job_name: String,
    job_run_ids: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    successful_submissions: Vec<Submission>,
    errors: Vec<Failure>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("jobName", &input.job_name)])?;
    checks::count("jobRunIds", input.job_run_ids.len(), 1, RUNS_MAX)?;
    let mut output = Output { successful_submissions: Vec::new(), errors: Vec::new() };
    for job_run_id in input.job_run_ids {
        let job_name = input.job_name.clone();
        match glue.jobs.stop(&job_name, &job_run_id).await {
            Ok(()) => output.successful_submissions.push(Submission { job_name, job_run_id }),
            Err(error) => {
                let error_detail = Error::from(error).into();
                output.errors.push(Failure { job_name, job_run_id, error_detail });
            }
        }
    }
    Ok(output)
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Submission {
    job_name: String,
    job_run_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Failure {
    job_name: String,
    job_run_id: String,
    error_detail: ErrorDetail,
}
