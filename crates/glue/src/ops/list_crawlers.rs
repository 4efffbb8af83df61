//! `ListCrawlers`: the names of crawlers, of all or of those with the tags.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawlers.html>

use serde::{Deserialize, Serialize};

use crate::tags::TagMap;
use crate::{Error, Glue, checks, listing};

const PAGE_ITEMS_MAX: usize = 1000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    max_results: Option<i32>,
    next_token: Option<String>,
    tags: Option<TagMap>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    crawler_names: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    let wanted = input.tags.unwrap_or_default();
    let mut names = Vec::new();
    for crawler in glue.crawlers.crawlers().await? {
        let name = crawler.definition.name;
        let tags = if wanted.is_empty() { TagMap::new() } else { glue.tags.get(&format!("crawler/{name}")).await? };
        if wanted.iter().all(|(key, value)| tags.get(key) == Some(value)) {
            names.push(name);
        }
    }
    let (crawler_names, next_token) = listing::cut(names, page, String::as_str)?;
    Ok(Output { crawler_names, next_token })
}
