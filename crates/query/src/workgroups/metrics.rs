//! What ran in a workgroup, hour by hour.

use boathouse_state::rusqlite::{Connection, params};

use crate::executions::{Execution, ExecutionState};
use crate::statement::StatementType;
use crate::{Price, Queries, Result};

const HOUR_MS: i64 = 3_600_000;

/// The figures of one hour, one type of statements and one end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkgroupHour {
    /// When the hour began.
    pub start_ms: i64,
    /// `DML`, `DDL` or `UTILITY`.
    pub statement_type: String,
    /// `SUCCEEDED`, `FAILED` or `CANCELLED`.
    pub state: String,
    /// Queries that ended.
    pub queries: u64,
    /// Bytes they read from tables' objects.
    pub scanned_bytes: u64,
    /// Bytes they would be billed for.
    pub billed_bytes: u64,
    /// Time they waited for their turns.
    pub queue_ms: u64,
    /// Time they ran.
    pub engine_ms: u64,
    /// Time from start to end.
    pub total_ms: u64,
}

/// Adds an execution that has ended.
pub(crate) fn note(connection: &Connection, scope: &str, execution: &Execution, price: &Price) -> Result<()> {
    let taken = &execution.statistics;
    connection
        .prepare_cached(
            "INSERT INTO query_hours VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT DO UPDATE SET queries = queries + 1, scanned_bytes = scanned_bytes + excluded.scanned_bytes,
             billed_bytes = billed_bytes + excluded.billed_bytes, queue_ms = queue_ms + excluded.queue_ms,
             engine_ms = engine_ms + excluded.engine_ms, total_ms = total_ms + excluded.total_ms",
        )?
        .execute(params![
            scope,
            execution.workgroup,
            execution.completed_ms.unwrap_or(execution.submitted_ms).div_euclid(HOUR_MS),
            type_name(execution.kind.statement_type),
            execution.state.as_str(),
            taken.scanned_bytes.cast_signed(),
            billed(execution, price).cast_signed(),
            taken.queue_ms.cast_signed(),
            taken.engine_ms.cast_signed(),
            taken.total_ms.cast_signed(),
        ])?;
    Ok(())
}

/// Failed queries, statements that are no DML and results that were there already cost nothing; CTAS does.
pub(crate) fn billed(execution: &Execution, price: &Price) -> u64 {
    let is_billed =
        execution.state != ExecutionState::Failed && execution.kind.is_billed() && !execution.statistics.reused;
    let never_ran = execution.state == ExecutionState::Cancelled && execution.statistics.scanned_bytes == 0;
    if is_billed && !never_ran { price.billable_bytes(execution.statistics.scanned_bytes) } else { 0 }
}

/// The word for it.
pub(crate) fn type_name(statement_type: StatementType) -> &'static str {
    match statement_type {
        StatementType::Ddl => "DDL",
        StatementType::Dml => "DML",
        StatementType::Utility => "UTILITY",
    }
}

impl Queries {
    /// What ran in a workgroup, by hour, type and end; the newest hour comes first.
    ///
    /// # Errors
    /// [`crate::Error::WorkgroupNotFound`].
    pub async fn workgroup_metrics(&self, workgroup: &str) -> Result<Vec<WorkgroupHour>> {
        self.workgroup(workgroup).await?;
        let (scope, workgroup) = (self.scope(), workgroup.to_owned());
        self.state().read(move |connection| read(connection, &scope, &workgroup)).await
    }
}

fn read(connection: &Connection, scope: &str, workgroup: &str) -> Result<Vec<WorkgroupHour>> {
    let hours = connection
        .prepare_cached(
            "SELECT hour, statement_type, state, queries, scanned_bytes, billed_bytes, queue_ms, engine_ms, total_ms
             FROM query_hours WHERE scope = ?1 AND workgroup = ?2 ORDER BY hour DESC, statement_type, state",
        )?
        .query_map([scope, workgroup], |row| {
            let number = |at: usize| row.get::<_, i64>(at).map(i64::cast_unsigned);
            Ok(WorkgroupHour {
                start_ms: row.get::<_, i64>(0)? * HOUR_MS,
                statement_type: row.get(1)?,
                state: row.get(2)?,
                queries: number(3)?,
                scanned_bytes: number(4)?,
                billed_bytes: number(5)?,
                queue_ms: number(6)?,
                engine_ms: number(7)?,
                total_ms: number(8)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(hours)
}
