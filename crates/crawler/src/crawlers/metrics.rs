//! Figures of crawlers' runs.

use boathouse_state::rusqlite::Connection;

use super::{Crawlers, Key, store};
use crate::Result;
use crate::apply::CrawlSummary;

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
        let standing = self.standing();
        let (scope, names) = (self.scope(), names.to_vec());
        let histories = self.state.read(move |connection| {
            let names = if names.is_empty() { store::names(connection, &scope)? } else { names };
            let keys = names.into_iter().map(|name| Key { scope: scope.clone(), name });
            keys.map(|key| history(connection, key)).collect::<Result<Vec<_>>>()
        });
        let metrics = histories.await?.into_iter().map(|History { crawler, last, seconds }| {
            let elapsed_ms = standing.get(&crawler).map(|(_, elapsed_ms)| *elapsed_ms);
            let median = median(&seconds);
            let left = |elapsed_ms: i64| (median - elapsed_ms as f64 / 1000.0).max(0.0);
            CrawlerMetrics {
                crawler,
                time_left_seconds: elapsed_ms.map_or(0.0, left),
                still_estimating: elapsed_ms.is_some() && seconds.is_empty(),
                last_runtime_seconds: seconds.first().copied().unwrap_or(0.0),
                median_runtime_seconds: median,
                tables_created: last.tables_created.len() as u64,
                // A table that is marked as without data is changed, not gone.
                tables_updated: (last.tables_updated.len() + last.tables_deprecated.len()) as u64,
                tables_deleted: last.tables_deleted.len() as u64,
            }
        });
        Ok(metrics.collect())
    }
}

/// The runs of a crawler that have ended.
struct History {
    crawler: String,
    /// What the last one changed.
    last: CrawlSummary,
    /// How long each took, the last one first.
    seconds: Vec<f64>,
}

fn history(connection: &Connection, key: Key) -> Result<History> {
    let last = store::load(connection, &key)?.last_run.map(|run| run.summary).unwrap_or_default();
    let mut statement = connection.prepare_cached(
        "SELECT ended_ms - started_ms FROM crawler_run
         WHERE scope = ?1 AND crawler = ?2 AND state <> 'RUNNING' AND ended_ms IS NOT NULL ORDER BY number DESC",
    )?;
    let seconds =
        statement.query_map([&key.scope, &key.name], |row| Ok(row.get::<_, i64>(0)?.max(0) as f64 / 1000.0))?;
    let seconds = seconds.collect::<Result<_, _>>()?;
    Ok(History { crawler: key.name, last, seconds })
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
