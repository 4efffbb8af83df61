//! `GetCrawler`: one crawler with its state.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetCrawler.html>

use serde::{Deserialize, Serialize};

use crate::shapes::crawler::Crawler;
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    crawler: Crawler,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("name", &input.name)])?;
    Ok(Output { crawler: glue.crawlers.crawler(&input.name).await?.into() })
}
