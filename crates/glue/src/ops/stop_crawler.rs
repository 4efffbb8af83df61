//! `StopCrawler`: stops the run under way.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_StopCrawler.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("name", &input.name)])?;
    glue.crawlers.stop(&input.name).await?;
    Ok(Output {})
}
