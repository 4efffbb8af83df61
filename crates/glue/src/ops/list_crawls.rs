//! `ListCrawls`: the runs of a crawler, newest first.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawls.html>

use boathouse_crawler::CrawlRun;
use serde::{Deserialize, Serialize};

use crate::shapes::crawler::CrawlerHistory;
use crate::{Error, Glue, checks, listing};

const PAGE_ITEMS_DEFAULT: i32 = 20;
const PAGE_ITEMS_MAX: usize = 1000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    crawler_name: String,
    max_results: Option<i32>,
    filters: Option<Vec<Filter>>,
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    crawls: Vec<CrawlerHistory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("crawlerName", &input.crawler_name)])?;
    let max_results = Some(input.max_results.unwrap_or(PAGE_ITEMS_DEFAULT));
    let page = checks::page(input.next_token, max_results, PAGE_ITEMS_MAX)?;
    let filters = input.filters.unwrap_or_default();
    let mut runs = glue.crawlers.runs(&input.crawler_name).await?;
    for filter in &filters {
        let mut kept = Vec::with_capacity(runs.len());
        for run in runs {
            if filter.matches(&run)? {
                kept.push(run);
            }
        }
        runs = kept;
        filter.check()?;
    }
    let (found, next_token) = listing::cut(runs, page, |run| &run.id)?;
    Ok(Output { crawls: found.into_iter().map(Into::into).collect(), next_token })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Filter {
    field_name: FieldName,
    filter_operator: FilterOperator,
    field_value: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum FieldName {
    CrawlId,
    State,
    StartTime,
    EndTime,
    DpuHour,
}

impl FieldName {
    fn word(self) -> &'static str {
        match self {
            Self::CrawlId => "CRAWL_ID",
            Self::State => "STATE",
            Self::StartTime => "START_TIME",
            Self::EndTime => "END_TIME",
            Self::DpuHour => "DPU_HOUR",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum FilterOperator {
    Gt,
    Ge,
    Lt,
    Le,
    Eq,
    Ne,
}

impl Filter {
    fn value(&self) -> &str {
        self.field_value.as_deref().unwrap_or_default()
    }

    fn number(&self) -> Result<f64, Error> {
        let wrong =
            || Error::InvalidInput(format!("'{}' is not a number for {}.", self.value(), self.field_name.word()));
        self.value().parse().map_err(|_| wrong())
    }

    fn check(&self) -> Result<(), Error> {
        match self.field_name {
            FieldName::CrawlId | FieldName::State => match self.filter_operator {
                FilterOperator::Eq | FilterOperator::Ne => Ok(()),
                _ => Err(Error::InvalidInput(format!(
                    "Only EQ or NE operator is allowed for field : {}",
                    self.field_name.word()
                ))),
            },
            FieldName::StartTime | FieldName::EndTime | FieldName::DpuHour => self.number().map(drop),
        }
    }

    fn matches(&self, run: &CrawlRun) -> Result<bool, Error> {
        self.check()?;
        let text = |text: &str| (text == self.value()) == (self.filter_operator == FilterOperator::Eq);
        match self.field_name {
            FieldName::CrawlId => Ok(text(&run.id)),
            FieldName::State => Ok(text(run.state.word())),
            FieldName::StartTime => self.compares(Some(run.started_ms as f64)),
            FieldName::EndTime => self.compares(run.ended_ms.map(|ms| ms as f64)),
            FieldName::DpuHour => self.compares(Some(0.0)),
        }
    }

    /// A run that has not ended has no end time, and no comparison holds of it.
    fn compares(&self, found: Option<f64>) -> Result<bool, Error> {
        let wanted = self.number()?;
        Ok(found.is_some_and(|found| match self.filter_operator {
            FilterOperator::Gt => found > wanted,
            FilterOperator::Ge => found >= wanted,
            FilterOperator::Lt => found < wanted,
            FilterOperator::Le => found <= wanted,
            FilterOperator::Eq => found == wanted,
            FilterOperator::Ne => found != wanted,
        }))
    }
}
