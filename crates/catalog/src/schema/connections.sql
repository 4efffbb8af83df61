CREATE TABLE catalog_connection (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (scope, name)
) WITHOUT ROWID;
-- The key that passwords are sealed with where replies must not show them.
CREATE TABLE catalog_connection_key (
    scope TEXT PRIMARY KEY,
    key BLOB NOT NULL
) WITHOUT ROWID;
