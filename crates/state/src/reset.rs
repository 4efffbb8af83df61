//! Emptying the state, fast enough to be called between two tests.

use rusqlite::Connection;

use crate::Result;

/// Deletes all rows of all tables but the versions. Foreign keys are checked at the end only, so the
/// order of the tables does not matter.
pub(crate) fn empty_all(connection: &Connection) -> Result<()> {
    connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let tables: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'state_version'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for table in tables {
        connection.execute_batch(&format!("DELETE FROM \"{}\"", table.replace('"', "\"\"")))?;
    }
    Ok(())
}
