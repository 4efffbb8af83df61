//! The tables of executions in the state file.

use boathouse_state::Migrations;

/// An execution is a JSON document beside the columns that are searched by. The result row holds where
/// in the result object its lines are.
pub(crate) const MIGRATIONS: Migrations = Migrations {
    component: "query",
    steps: &["CREATE TABLE query_executions (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            workgroup TEXT NOT NULL,
            token TEXT UNIQUE,
            fingerprint TEXT NOT NULL,
            state TEXT NOT NULL,
            document TEXT NOT NULL
        );
        CREATE INDEX query_executions_active ON query_executions (state) WHERE state IN ('QUEUED', 'RUNNING');
        CREATE TABLE query_results (
            id TEXT PRIMARY KEY,
            columns TEXT NOT NULL,
            update_count INTEGER,
            row_count INTEGER NOT NULL,
            byte_count INTEGER NOT NULL,
            offsets BLOB NOT NULL
        );"],
};
