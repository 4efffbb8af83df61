//! The tables of executions in the state file.

use boathouse_state::Migrations;

/// An execution is a JSON document beside the columns that are searched by. The result row holds where
/// in the result object its lines are.
pub(crate) const MIGRATIONS: Migrations = Migrations { component: "query", steps: &[FIRST, SCOPED] };

const FIRST: &str = "CREATE TABLE query_executions (
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
        );";

/// Executions are kept apart by scope, and so are their tokens. What was there is the default account's in the default
/// region. Sequences stay, and new ones follow them.
const SCOPED: &str = "CREATE TABLE query_executions_scoped (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            scope TEXT NOT NULL,
            workgroup TEXT NOT NULL,
            token TEXT,
            fingerprint TEXT NOT NULL,
            state TEXT NOT NULL,
            document TEXT NOT NULL,
            UNIQUE (scope, token)
        );
        INSERT INTO query_executions_scoped
            SELECT sequence, id, '123456789012/us-east-1', workgroup, token, fingerprint, state, document
            FROM query_executions;
        DROP TABLE query_executions;
        ALTER TABLE query_executions_scoped RENAME TO query_executions;
        CREATE INDEX query_executions_active ON query_executions (state) WHERE state IN ('QUEUED', 'RUNNING');
        CREATE INDEX query_executions_listed ON query_executions (scope, workgroup, sequence);";
