//! `ListJobs`: the names of jobs, of all or of those with the tags.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_ListJobs.html>

use serde::{Deserialize, Serialize};

use crate::tags::TagMap;
use crate::{Error, Glue, checks, listing};

const PAGE_ITEMS_MAX: usize = 1000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    next_token: Option<String>,
    max_results: Option<i32>,
    tags: Option<TagMap>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    job_names: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    let wanted = input.tags.unwrap_or_default();
    let mut names = Vec::new();
    for job in glue.jobs.jobs(None, usize::MAX).await?.items {
        let tags = if wanted.is_empty() { TagMap::new() } else { glue.tags.get(&format!("job/{}", job.name)).await? };
        if wanted.iter().all(|(key, value)| tags.get(key) == Some(value)) {
            names.push(job.name);
        }
    }
    let (job_names, next_token) = listing::cut(names, page, String::as_str)?;
    Ok(Output { job_names, next_token })
}
