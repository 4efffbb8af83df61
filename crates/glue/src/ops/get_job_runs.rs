//! `GetJobRuns`: the runs of a job, the newest first.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobRuns.html>

use serde::{Deserialize, Serialize};

use crate::shapes::job_run::JobRun;
use crate::{Error, Glue, checks};

const PAGE_ITEMS_MAX: usize = 200;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    job_name: String,
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    job_runs: Vec<JobRun>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("jobName", &input.job_name)])?;
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    // Its tokens are numbers of runs.
    if page.token.as_ref().is_some_and(|token| token.parse::<i64>().is_err()) {
        return Err(Error::InvalidInput("Invalid NextToken.".to_owned()));
    }
    let found = glue.jobs.runs(&input.job_name, page.token, page.items_max.unwrap_or(PAGE_ITEMS_MAX)).await?;
    Ok(Output { job_runs: found.items.into_iter().map(Into::into).collect(), next_token: found.next })
}
