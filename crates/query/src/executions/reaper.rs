//! Executions are kept for a time and then forgotten; results in our own place go sooner.

use std::sync::atomic::Ordering;

use boathouse_lake::Error as LakeError;
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
        let old = self.state().read(move |connection| managed_before(connection, now_ms - MANAGED_MS)).await?;
        let ids: Vec<String> = old.iter().map(|execution| execution.id.clone()).collect();
        self.delete_managed(&old).await?;
        self.state()
            .write(move |connection| {
                ids.iter().try_for_each(|id| forget_result(connection, id))?;
                forget_executions(connection, now_ms - HISTORY_MS)
            })
            .await
    }

    /// Deletes what executions have left in our own place.
    pub(crate) async fn delete_managed(&self, executions: &[Execution]) -> Result<()> {
        for execution in executions {
            let Ok(object) = execution.output_location.parse::<S3Uri>() else { continue };
            let manifest = execution.statistics.manifest_location.as_ref();
            let manifest = manifest.and_then(|location| location.parse::<S3Uri>().ok());
            let companion = S3Uri::new(&object.bucket, format!("{}.metadata", object.key));
            for place in [object, companion].into_iter().chain(manifest) {
                match self.managed_lake().await?.delete(&place.bucket, &place.key).await {
                    Ok(_) | Err(LakeError::NoSuchBucket(_)) => {}
                    Err(other) => return Err(other.into()),
                }
            }
        }
        Ok(())
    }
}

/// Executions that ended before a time and whose results still lie in our own place.
fn managed_before(connection: &Connection, before_ms: i64) -> Result<Vec<Execution>> {
    let sql = "SELECT document FROM query_executions WHERE state NOT IN ('QUEUED', 'RUNNING') \
               AND json_extract(document, '$.managed') IS NOT NULL AND json_extract(document, '$.swept') IS NULL \
               AND json_extract(document, '$.completed_ms') < ?1";
    let documents: Vec<String> =
        connection.prepare(sql)?.query_map([before_ms], |row| row.get(0))?.collect::<Result<_, _>>()?;
    documents.iter().map(|document| Ok(serde_json::from_str(document)?)).collect()
}

fn forget_result(connection: &Connection, id: &str) -> Result<()> {
    connection.execute("DELETE FROM query_results WHERE id = ?1", [id])?;
    let sql = "UPDATE query_executions SET document = json_set(document, '$.swept', 1) WHERE id = ?1";
    connection.execute(sql, [id])?;
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
