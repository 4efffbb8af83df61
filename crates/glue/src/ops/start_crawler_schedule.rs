//! `StartCrawlerSchedule`: puts the stopped schedule of a crawler on again.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_StartCrawlerSchedule.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    crawler_name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("crawlerName", &input.crawler_name)])?;
    glue.crawlers.start_schedule(&input.crawler_name).await?;
    Ok(Output {})
}
