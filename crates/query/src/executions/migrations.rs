//! The tables of executions in the state file.

use boathouse_state::Migrations;

/// An execution is a JSON document beside the columns that are searched by. The result row holds where
/// in the result object its lines are.
pub(crate) const MIGRATIONS: Migrations = Migrations { component: "query", steps: &[FIRST, SCOPED, SETTINGS] };

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

/// What is set up for queries, each kind of thing as JSON documents under names; tags; figures of each hour; how
/// the stages of a query went; and by what an earlier result is found again.
const SETTINGS: &str = "CREATE TABLE query_records (
            scope TEXT NOT NULL,
            kind TEXT NOT NULL,
            parent TEXT NOT NULL,
            name TEXT NOT NULL,
            token TEXT,
            document TEXT NOT NULL,
            PRIMARY KEY (scope, kind, parent, name)
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX query_records_token ON query_records (scope, kind, token) WHERE token IS NOT NULL;
        CREATE TABLE query_tags (
            scope TEXT NOT NULL,
            resource TEXT NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (scope, resource, key)
        ) WITHOUT ROWID;
        CREATE TABLE query_hours (
            scope TEXT NOT NULL,
            workgroup TEXT NOT NULL,
            hour INTEGER NOT NULL,
            statement_type TEXT NOT NULL,
            state TEXT NOT NULL,
            queries INTEGER NOT NULL,
            scanned_bytes INTEGER NOT NULL,
            billed_bytes INTEGER NOT NULL,
            queue_ms INTEGER NOT NULL,
            engine_ms INTEGER NOT NULL,
            total_ms INTEGER NOT NULL,
            PRIMARY KEY (scope, workgroup, hour, statement_type, state)
        ) WITHOUT ROWID;
        CREATE TABLE query_stages (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
        ALTER TABLE query_executions ADD COLUMN reuse_key INTEGER;
        CREATE INDEX query_executions_reused ON query_executions (scope, reuse_key, sequence)
            WHERE reuse_key IS NOT NULL;";
