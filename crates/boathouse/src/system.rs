//! The tables of the schema `system` that are not about queries: runs of crawlers and jobs.

mod crawls;
mod job_runs;

use std::sync::Arc;

use boathouse_crawler::Crawlers;
use boathouse_etl::Jobs;
use boathouse_query::Queries;
use datafusion::arrow::array::{ArrayRef, Int64Array, StringViewArray, TimestampMillisecondArray};

/// Lets queries read what has run.
pub(crate) fn expose(queries: &Queries, crawlers: &Crawlers, jobs: &Jobs) {
    queries.add_system_table("crawls", Arc::new(crawls::CrawlsTable(crawlers.clone())));
    queries.add_system_table("job_runs", Arc::new(job_runs::JobRunsTable(jobs.clone())));
}

fn texts<T>(all: &[T], text: impl Fn(&T) -> Option<&str>) -> ArrayRef {
    Arc::new(all.iter().map(text).collect::<StringViewArray>())
}

fn times<T>(all: &[T], time: impl Fn(&T) -> Option<i64>) -> ArrayRef {
    Arc::new(all.iter().map(time).collect::<TimestampMillisecondArray>())
}

fn counts<T>(all: &[T], count: impl Fn(&T) -> Option<u64>) -> ArrayRef {
    let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    Arc::new(all.iter().map(|it| count(it).map(signed)).collect::<Int64Array>())
}

#[cfg(test)]
mod tests;
