//! Numbered schema steps, one list a component.

use rusqlite::{Connection, OptionalExtension, params};

use crate::{Error, Result};

/// The schema of one component: step `n` takes its tables from version `n` to `n + 1`.
/// Steps that have been released never change; a new version is a new step at the end.
#[derive(Debug, Clone, Copy)]
pub struct Migrations {
    /// Component name, unique in the file.
    pub component: &'static str,
    /// SQL of each step.
    pub steps: &'static [&'static str],
}

pub(crate) fn apply(connection: &mut Connection, migrations: &Migrations) -> Result<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS state_version (component TEXT PRIMARY KEY, version INTEGER NOT NULL)",
    )?;
    let version: Option<i64> = transaction
        .query_row("SELECT version FROM state_version WHERE component = ?1", [migrations.component], |row| row.get(0))
        .optional()?;
    let found = usize::try_from(version.unwrap_or(0)).unwrap_or(0);
    let known = migrations.steps.len();
    if found > known {
        return Err(Error::TooNew { component: migrations.component, found, known });
    }
    for step in &migrations.steps[found..] {
        transaction.execute_batch(step)?;
    }
    transaction.execute(
        "INSERT INTO state_version VALUES (?1, ?2) ON CONFLICT (component) DO UPDATE SET version = excluded.version",
        params![migrations.component, i64::try_from(known).unwrap_or(i64::MAX)],
    )?;
    transaction.commit()?;
    Ok(())
}
