//! `ListCrawls`: the runs of a crawler, newest first.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_ListCrawls.html>

use boathouse_crawler::{Comparison, Error as Fact, RunFilter};
use serde::{Deserialize, Serialize};

use crate::shapes::crawler::{CrawlerHistory, DPU_HOURS};
use crate::{Error, Glue, checks};

const PAGE_ITEMS_DEFAULT: i32 = 20;
const PAGE_ITEMS_MAX: usize = 1000;
/// Tokens begin with this and go on with the id of the last run.
const TOKEN_MARK: &str = "after:";

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
    let invalid_token = || Error::InvalidInput("Invalid NextToken.".to_owned());
    let after = page.token.map(|token| token.strip_prefix(TOKEN_MARK).map(str::to_owned).ok_or_else(invalid_token));
    let mut filters = Vec::new();
    let mut has_dpu_hours = true;
    for filter in input.filters.unwrap_or_default() {
        match filter.read()? {
            Condition::Run(filter) => filters.push(filter),
            Condition::Always(holds) => has_dpu_hours &= holds,
        }
    }
    // No run has used any: then none passes. The crawler must be there all the same.
    let runs_max = page.items_max.filter(|_| has_dpu_hours).unwrap_or(0);
    let found = glue.crawlers.history(&input.crawler_name, filters, after.transpose()?, runs_max).await;
    let found = found.map_err(|error| match error {
        Fact::RunNotFound(_) => invalid_token(),
        other => other.into(),
    })?;
    let last = found.runs.last().filter(|_| found.has_more);
    let next_token = last.map(|run| format!("{TOKEN_MARK}{}", run.id));
    Ok(Output { crawls: found.runs.into_iter().map(Into::into).collect(), next_token })
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

/// What a filter asks.
enum Condition {
    /// Something of each run.
    Run(RunFilter),
    /// Something that is so for all runs, or for none.
    Always(bool),
}

impl Filter {
    fn value(&self) -> &str {
        self.field_value.as_deref().unwrap_or_default()
    }

    fn number<T: std::str::FromStr>(&self) -> Result<T, Error> {
        let wrong =
            || Error::InvalidInput(format!("'{}' is not a number for {}.", self.value(), self.field_name.word()));
        self.value().parse().map_err(|_| wrong())
    }

    /// Whether it asks for what equals the value or for what does not.
    fn equality(&self) -> Result<bool, Error> {
        match self.filter_operator {
            FilterOperator::Eq => Ok(true),
            FilterOperator::Ne => Ok(false),
            _ => Err(Error::InvalidInput(format!(
                "Only EQ or NE operator is allowed for field : {}",
                self.field_name.word()
            ))),
        }
    }

    fn read(&self) -> Result<Condition, Error> {
        let comparison = self.filter_operator.comparison();
        Ok(match self.field_name {
            FieldName::CrawlId => Condition::Run(RunFilter::Id(self.equality()?, self.value().to_owned())),
            FieldName::State => Condition::Run(RunFilter::State(self.equality()?, self.value().to_owned())),
            FieldName::StartTime => Condition::Run(RunFilter::Start(comparison, self.number()?)),
            FieldName::EndTime => Condition::Run(RunFilter::End(comparison, self.number()?)),
            FieldName::DpuHour => Condition::Always(holds(DPU_HOURS, comparison, self.number()?)),
        })
    }
}

impl FilterOperator {
    fn comparison(self) -> Comparison {
        match self {
            Self::Gt => Comparison::Gt,
            Self::Ge => Comparison::Ge,
            Self::Lt => Comparison::Lt,
            Self::Le => Comparison::Le,
            Self::Eq => Comparison::Eq,
            Self::Ne => Comparison::Ne,
        }
    }
}

fn holds(found: f64, comparison: Comparison, wanted: f64) -> bool {
    match comparison {
        Comparison::Gt => found > wanted,
        Comparison::Ge => found >= wanted,
        Comparison::Lt => found < wanted,
        Comparison::Le => found <= wanted,
        Comparison::Eq => found == wanted,
        Comparison::Ne => found != wanted,
    }
}
