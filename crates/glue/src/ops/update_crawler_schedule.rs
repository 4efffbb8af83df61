//! `UpdateCrawlerSchedule`: gives a crawler another schedule, which is on from then; none or an empty one takes it away.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateCrawlerSchedule.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    crawler_name: String,
    schedule: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("crawlerName", &input.crawler_name)])?;
    glue.crawlers.update_schedule(&input.crawler_name, input.schedule).await?;
    Ok(Output {})
}
