//! `GetJobs`: the jobs by name.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobs.html>

use serde::{Deserialize, Serialize};

use crate::shapes::job::Job;
use crate::{Error, Glue, checks};

const PAGE_ITEMS_MAX: usize = 1000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    jobs: Vec<Job>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    let found = glue.jobs.jobs(page.token, page.items_max.unwrap_or(PAGE_ITEMS_MAX)).await?;
    Ok(Output { jobs: found.items.into_iter().map(Into::into).collect(), next_token: found.next })
}
