//! Figures of crawlers' runs.

use super::{CrawlRunState, CrawlerState, Crawlers};
use crate::Result;

/// Figures of one crawler.
#[derive(Debug, Clone, PartialEq)]
pub struct CrawlerMetrics {
    /// Whose.
    pub crawler: String,
    /// What is left of the present run by the median of the earlier ones, in seconds; 0 when none runs.
    pub time_left_seconds: f64,
    /// A run is under way and there is no earlier one to tell how long it takes.
    pub still_estimating: bool,
    /// Length of the last run that has ended.
    pub last_runtime_seconds: f64,
    /// Median length of the runs that have ended.
    pub median_runtime_seconds: f64,
    /// Of the last run.
    pub tables_created: u64,
    /// Of the last run.
    pub tables_updated: u64,
    /// Of the last run.
    pub tables_deleted: u64,
}

impl Crawlers {
    /// Figures of the named crawlers, or of all when no name is given.
    ///
    /// # Errors
    /// [`crate::Error::CrawlerNotFound`].
    pub async fn metrics(&self, names: &[String]) -> Result<Vec<CrawlerMetrics>> {
        let mut crawlers = Vec::new();
        if names.is_empty() {
            crawlers = self.crawlers().await?;
        } else {
            for name in names {
                crawlers.push(self.crawler(name).await?);
            }
        }
        let mut metrics = Vec::with_capacity(crawlers.len());
        for crawler in crawlers {
            let runs = self.runs(&crawler.definition.name).await?;
            let ended: Vec<_> = runs.iter().filter(|run| run.state != CrawlRunState::Running).collect();
            let seconds: Vec<f64> = ended
                .iter()
                .map(|run| (run.ended_ms.unwrap_or(run.started_ms) - run.started_ms).max(0) as f64 / 1000.0)
                .collect();
            let median = median(&seconds);
            let running = crawler.state != CrawlerState::Ready;
            let elapsed = crawler.crawl_elapsed_ms as f64 / 1000.0;
            let last = ended.first().map(|run| run.summary.clone()).unwrap_or_default();
            metrics.push(CrawlerMetrics {
                crawler: crawler.definition.name,
                time_left_seconds: if running { (median - elapsed).max(0.0) } else { 0.0 },
                still_estimating: running && ended.is_empty(),
                last_runtime_seconds: seconds.first().copied().unwrap_or(0.0),
                median_runtime_seconds: median,
                tables_created: last.tables_created.len() as u64,
                tables_updated: last.tables_updated.len() as u64,
                tables_deleted: (last.tables_deleted.len() + last.tables_deprecated.len()) as u64,
            });
        }
        Ok(metrics)
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0,
    }
}
