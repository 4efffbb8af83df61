//! Looking executions up, stopping them, waiting for them, and reading their results page by page.

use std::time::Duration;

use boathouse_lake::{Error as LakeError, Lake};
use boathouse_schema::S3Uri;
use futures::TryStreamExt;

use super::execution::{Execution, ExecutionState};
use super::reaper::MANAGED_MS;
use super::stages::Stage;
use super::store;
use crate::results::{PAGE_ROWS_MAX, ResultPage, read_rows};
use crate::statement::{OutputName, StatementType};
use crate::{Error, Queries, Result};

/// Executions in a page of a listing.
const LIST_MAX: usize = 50;

impl Queries {
    /// An execution as it stands, with what it has taken so far.
    ///
    /// # Errors
    /// [`Error::ExecutionNotFound`].
    pub async fn execution(&self, id: &str) -> Result<Execution> {
        let (scope, key) = (self.scope(), id.to_owned());
        let found = self.state().read(move |connection| store::get(connection, &scope, &key)).await?;
        let mut found = found.ok_or_else(|| Error::ExecutionNotFound(id.to_owned()))?;
        if !found.state.is_final()
            && let Some(handle) = self.running().get(id)
        {
            let taken = &mut found.statistics;
            taken.total_ms = self.now_ms().saturating_sub(found.submitted_ms).try_into().unwrap_or_default();
            match found.state {
                ExecutionState::Queued => taken.queue_ms = taken.total_ms,
                _ => taken.engine_ms = taken.total_ms.saturating_sub(taken.queue_ms),
            }
            taken.scanned_bytes = handle.meter.bytes_read();
        }
        Ok(found)
    }

    /// An execution that has ended, or as it stands when `wait` is over.
    ///
    /// # Errors
    /// [`Error::ExecutionNotFound`].
    pub async fn execution_within(&self, id: &str, wait: Duration) -> Result<Execution> {
        let execution = self.execution(id).await?;
        if execution.state.is_final() {
            return Ok(execution);
        }
        // Without a handle it has ended since it was looked up.
        if let Some(handle) = self.running().get(id) {
            tokio::time::timeout(wait, handle.ended.cancelled()).await.ok();
        }
        self.execution(id).await
    }

    /// Waits until an execution has ended and returns it.
    ///
    /// # Errors
    /// [`Error::ExecutionNotFound`].
    pub async fn wait(&self, id: &str) -> Result<Execution> {
        self.execution(id).await?;
        if let Some(handle) = self.running().get(id) {
            handle.ended.cancelled().await;
        }
        self.execution(id).await
    }

    /// Stops an execution and returns when it has ended; one that has ended stays as it is.
    ///
    /// # Errors
    /// [`Error::ExecutionNotFound`].
    pub async fn stop(&self, id: &str) -> Result<()> {
        self.execution(id).await?;
        if let Some(handle) = self.running().get(id) {
            handle.cancel.cancel();
            handle.ended.cancelled().await;
        }
        self.execution(id).await.map(drop)
    }

    /// Ids of a workgroup's executions, newest first, and the token of the next page.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`], [`Error::InvalidListToken`].
    pub async fn list_executions(
        &self,
        workgroup: &str,
        limit: Option<usize>,
        token: Option<&str>,
    ) -> Result<(Vec<String>, Option<String>)> {
        self.workgroup(workgroup).await?;
        let invalid = |token: &str| Error::InvalidListToken(token.to_owned());
        let before = token.map(|token| decode_token(token, "list").ok_or_else(|| invalid(token))).transpose()?;
        let before = before.map_or(i64::MAX, u64::cast_signed);
        let limit = limit.filter(|limit| *limit > 0).unwrap_or(LIST_MAX).min(LIST_MAX);
        let (scope, workgroup) = (self.scope(), workgroup.to_owned());
        let mut rows =
            self.state().read(move |connection| store::list(connection, &scope, &workgroup, before, limit + 1)).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|(sequence, _)| encode_token("list", sequence.cast_unsigned()));
        Ok((rows.into_iter().map(|(_, id)| id).collect(), next))
    }

    /// A page of the result: at most `count` rows, 1,000 by default, the header of a query counted in.
    ///
    /// # Errors
    /// [`Error::ExecutionNotFound`], [`Error::NotFinished`], [`Error::DidNotSucceed`],
    /// [`Error::ResultNotFound`], [`Error::InvalidToken`].
    pub async fn results(&self, id: &str, count: Option<usize>, token: Option<&str>) -> Result<ResultPage> {
        let execution = self.execution(id).await?;
        match execution.state {
            ExecutionState::Succeeded if self.is_gone(&execution) => return Err(Error::ResultNotFound),
            ExecutionState::Succeeded => {}
            ExecutionState::Queued | ExecutionState::Running => return Err(Error::NotFinished(execution.state)),
            ExecutionState::Failed if execution.failure.as_ref().is_some_and(crate::Failure::is_hive_ddl) => {
                return Ok(ResultPage { columns: None, rows: Vec::new(), update_count: None, next_token: None });
            }
            ExecutionState::Failed if execution.failure.as_ref().is_some_and(crate::Failure::is_for_iceberg) => {
                return Err(Error::ResultNotFound);
            }
            ExecutionState::Failed => return Err(Error::DidNotSucceed(execution.state)),
            ExecutionState::Cancelled => return Err(Error::ResultNotFound),
        }
        let key = id.to_owned();
        let Some(result) = self.state().read(move |connection| store::result(connection, &key)).await? else {
            let ddl = execution.kind.statement_type == StatementType::Ddl && execution.kind.output == OutputName::Txt;
            if !ddl {
                return Err(Error::ResultNotFound);
            }
            return Ok(ResultPage {
                columns: Some(Vec::new()),
                rows: Vec::new(),
                update_count: None,
                next_token: None,
            });
        };
        // Nobody looks at the token of a result without rows.
        let first = match token.filter(|_| result.index.rows > 0) {
            Some(token) => decode_token(token, id).ok_or_else(|| Error::InvalidToken(token.to_owned()))?,
            None => 0,
        };
        let count = count.unwrap_or(PAGE_ROWS_MAX).clamp(1, PAGE_ROWS_MAX);
        let location: S3Uri = execution.output_location.parse().map_err(|_| Error::ResultNotFound)?;
        let lake = self.lake_of(&execution).await?;
        let rows = read_rows(lake, &location, execution.kind.output, &result.index, first, count).await?;
        // A full page says there may be more, as Athena's do, even when it was the last.
        let next_token = (rows.len() == count).then(|| encode_token(id, first + count as u64));
        Ok(ResultPage { columns: Some(result.columns), rows, update_count: result.update_count, next_token })
    }
}

impl Queries {
    /// Results in our own place are kept for a day.
    fn is_gone(&self, execution: &Execution) -> bool {
        execution.is_managed() && self.now_ms() - execution.completed_ms.unwrap_or(i64::MIN) > MANAGED_MS
    }

    /// A page of the names of the objects that a statement wrote, each a row of one cell.
    ///
    /// # Errors
    /// As [`Queries::results`], and [`Error::NoManifest`] for statements that write no tables.
    pub async fn manifest(&self, id: &str, count: Option<usize>, token: Option<&str>) -> Result<ResultPage> {
        let execution = self.execution(id).await?;
        match execution.state {
            ExecutionState::Succeeded if self.is_gone(&execution) => return Err(Error::ResultNotFound),
            ExecutionState::Succeeded => {}
            ExecutionState::Queued | ExecutionState::Running => return Err(Error::NotFinished(execution.state)),
            ExecutionState::Failed => return Err(Error::DidNotSucceed(execution.state)),
            ExecutionState::Cancelled => return Err(Error::ResultNotFound),
        }
        if !matches!(execution.kind.words.as_str(), "CREATE TABLE AS SELECT" | "INSERT" | "UNLOAD") {
            return Err(Error::NoManifest);
        }
        let lines = match &execution.statistics.manifest_location {
            Some(location) => lines(self.lake_of(&execution).await?, location).await?,
            None => Vec::new(),
        };
        let first = match token {
            Some(token) => decode_token(token, id).ok_or_else(|| Error::InvalidToken(token.to_owned()))?,
            None => 0,
        };
        let count = count.unwrap_or(PAGE_ROWS_MAX).clamp(1, PAGE_ROWS_MAX);
        let skip = usize::try_from(first).unwrap_or(usize::MAX);
        let rows: Vec<_> = lines.into_iter().skip(skip).take(count).map(|line| vec![Some(line)]).collect();
        let next_token = (rows.len() == count).then(|| encode_token(id, first + count as u64));
        Ok(ResultPage { columns: Some(Vec::new()), rows, update_count: None, next_token })
    }

    /// How the stages of a query went; none when it has no plan or has not ended well.
    ///
    /// # Errors
    /// [`Error::ExecutionNotFound`].
    pub async fn stages(&self, id: &str) -> Result<Option<Stage>> {
        self.execution(id).await?;
        let id = id.to_owned();
        self.state().read(move |connection| store::stages(connection, &id)).await
    }
}

/// The lines of an object that names other objects; there are never many.
async fn lines(lake: &Lake, location: &str) -> Result<Vec<String>> {
    let location: S3Uri = location.parse().map_err(|_| Error::ResultNotFound)?;
    let found = lake.get(&location.bucket, &location.key, Default::default()).await;
    let (_, body) = match found {
        Err(LakeError::NoSuchKey { .. } | LakeError::NoSuchBucket(_)) => return Err(Error::ResultNotFound),
        other => other?,
    };
    let chunks: Vec<bytes::Bytes> = body.try_collect().await?;
    Ok(String::from_utf8_lossy(&chunks.concat()).lines().map(str::to_owned).collect())
}

/// A position in a listing, bound to what is listed; the check digits catch tokens from elsewhere.
fn encode_token(subject: &str, position: u64) -> String {
    format!("{position:016x}{:016x}", check(subject, position))
}

fn decode_token(token: &str, subject: &str) -> Option<u64> {
    let position = u64::from_str_radix(token.get(..16)?, 16).ok()?;
    (encode_token(subject, position) == token).then_some(position)
}

/// FNV-1a.
fn check(subject: &str, position: u64) -> u64 {
    subject
        .bytes()
        .chain(position.to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
