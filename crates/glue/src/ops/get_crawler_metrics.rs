//! `GetCrawlerMetrics`: figures of the runs of crawlers.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetCrawlerMetrics.html>

use boathouse_crawler::CrawlerMetrics;
use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, listing};

const NAMES_MAX: usize = 100;
const PAGE_ITEMS_MAX: usize = 1000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    crawler_name_list: Option<Vec<String>>,
    max_results: Option<i32>,
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    crawler_metrics_list: Vec<Metrics>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metrics {
    crawler_name: String,
    time_left_seconds: f64,
    still_estimating: bool,
    last_runtime_seconds: f64,
    median_runtime_seconds: f64,
    tables_created: u64,
    tables_updated: u64,
    tables_deleted: u64,
}

impl From<CrawlerMetrics> for Metrics {
    fn from(from: CrawlerMetrics) -> Self {
        Self {
            crawler_name: from.crawler,
            time_left_seconds: from.time_left_seconds,
            still_estimating: from.still_estimating,
            last_runtime_seconds: from.last_runtime_seconds,
            median_runtime_seconds: from.median_runtime_seconds,
            tables_created: from.tables_created,
            tables_updated: from.tables_updated,
            tables_deleted: from.tables_deleted,
        }
    }
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    let names = input.crawler_name_list.unwrap_or_default();
    checks::count("crawlerNameList", names.len(), 0, NAMES_MAX)?;
    let (found, next_token) = listing::cut(glue.crawlers.metrics(&names).await?, page, |m| &m.crawler)?;
    Ok(Output { crawler_metrics_list: found.into_iter().map(Into::into).collect(), next_token })
}
