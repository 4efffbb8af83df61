//! Executions are kept for a time and then forgotten; results in our own place go sooner.

use std::sync::atomic::Ordering;

use boathouse_schema::S3Uri;
use boathouse_state::rusqlite::{Connection, params};

use super::execution::Execution;
use crate::{Queries, Result};

const DAY_MS: i64 = 24 * 3_600_000;
/// How long executions are kept.
pub(crate) const HISTORY_MS: i64 = 45 * DAY_MS;
/// How long results in our own place are.
pub(crate) const MANAGED_MS: i64 = DAY_MS;
/// How often it is looked for what has become too old.
const LOOK_MS: i64 = 3_600_000;

impl Queries {
    /// Forgets what has become too old, unless it was looked for within the hour. It is done beside.
    pub(super) fn forget_the_old(&self) {
        let (now_ms, last) = (self.now_ms(), self.last_look());
        let before = last.load(Ordering::Relaxed);
        if now_ms - before < LOOK_MS
            || last.compare_exchange(before, now_ms, Ordering::Relaxed, Ordering::Relaxed).is_err()
        {
            return;
        }
        let queries = self.clone();
        tokio::spawn(async move {
            if let Err(error) = queries.forget_before(now_ms).await {
                tracing::warn!(%error, "old executions could not be forgotten");
            }
        });
    }

    /// Forgets what is too old at `now_ms`, in all scopes.
    pub(super) async fn forget_before(&self, now_ms: i64) -> Result<()> {
        let managed = self.state().read(move |connection| managed_before(connection, now_ms - MANAGED_MS)).await?;
        for location in managed {
            let Ok(location) = location.parse::<S3Uri>() else { continue };
            for key in [location.key.clone(), format!("{}.metadata", location.key)] {
                self.managed_lake().await?.delete(&location.bucket, &key).await?;
            }
        }
        self.state()
            .write(move |connection| {
                forget_results(connection, now_ms - MANAGED_MS)?;
                forget_executions(connection, now_ms - HISTORY_MS)
            })
            .await
    }
}

const MANAGED: &str = "json_extract(document, '$.managed') IS NOT NULL \
     AND json_extract(document, '$.submitted_ms') < ?1 AND state NOT IN ('QUEUED', 'RUNNING')";

/// Where results lie that are kept in our own place and too old.
fn managed_before(connection: &Connection, before_ms: i64) -> Result<Vec<String>> {
    let sql = format!("SELECT document FROM query_executions JOIN query_results USING (id) WHERE {MANAGED}");
    let documents: Vec<String> =
        connection.prepare(&sql)?.query_map([before_ms], |row| row.get(0))?.collect::<Result<_, _>>()?;
    documents.iter().map(|document| Ok(serde_json::from_str::<Execution>(document)?.output_location)).collect()
}

fn forget_results(connection: &Connection, before_ms: i64) -> Result<()> {
    let sql = format!("DELETE FROM query_results WHERE id IN (SELECT id FROM query_executions WHERE {MANAGED})");
    connection.execute(&sql, [before_ms])?;
    Ok(())
}

fn forget_executions(connection: &Connection, before_ms: i64) -> Result<()> {
    const OLD: &str = "state NOT IN ('QUEUED', 'RUNNING') AND json_extract(document, '$.submitted_ms') < ?1";
    for table in ["query_results", "query_stages"] {
        let sql = format!("DELETE FROM {table} WHERE id IN (SELECT id FROM query_executions WHERE {OLD})");
        connection.execute(&sql, params![before_ms])?;
    }
    connection.execute(&format!("DELETE FROM query_executions WHERE {OLD}"), [before_ms])?;
    Ok(())
}
