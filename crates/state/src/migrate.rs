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

/// Foreign keys are not enforced while the steps run, so that a step can make a table anew: dropping the old one
/// would otherwise take along all rows that refer to it. They are checked before anything is committed.
pub(crate) fn apply(connection: &mut Connection, migrations: &Migrations) -> Result<()> {
    connection.pragma_update(None, "foreign_keys", "OFF")?;
    let outcome = run(connection, migrations);
    connection.pragma_update(None, "foreign_keys", "ON")?;
    outcome
}

fn run(connection: &mut Connection, migrations: &Migrations) -> Result<()> {
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
    // A component that is new to the file has no rows yet.
    if (1..known).contains(&found) && transaction.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(Error::Orphans { component: migrations.component });
    }
    transaction.execute(
        "INSERT INTO state_version VALUES (?1, ?2) ON CONFLICT (component) DO UPDATE SET version = excluded.version",
        params![migrations.component, i64::try_from(known).unwrap_or(i64::MAX)],
    )?;
    transaction.commit()?;
    Ok(())
}
