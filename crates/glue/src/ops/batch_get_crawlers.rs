//! `BatchGetCrawlers`: several crawlers by name.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_BatchGetCrawlers.html>

use boathouse_crawler::Error as Fact;
use serde::{Deserialize, Serialize};

use crate::shapes::crawler::Crawler;
use crate::{Error, Glue, checks};

const NAMES_MAX: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    crawler_names: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    crawlers: Vec<Crawler>,
    crawlers_not_found: Vec<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::name_list("crawlerNames", &input.crawler_names, NAMES_MAX)?;
    let mut output = Output { crawlers: Vec::new(), crawlers_not_found: Vec::new() };
    for name in input.crawler_names {
        match glue.crawlers.crawler(&name).await {
            Ok(crawler) => output.crawlers.push(crawler.into()),
            Err(Fact::CrawlerNotFound(_)) => output.crawlers_not_found.push(name),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(output)
}
