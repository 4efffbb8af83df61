CREATE TABLE permission_setting (scope TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE permission_location (
    scope TEXT NOT NULL,
    arn TEXT NOT NULL,
    modified_ms INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (scope, arn)
) WITHOUT ROWID;
CREATE TABLE permission_tag (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    tag_values TEXT NOT NULL,
    PRIMARY KEY (scope, key)
) WITHOUT ROWID;
CREATE TABLE permission_expression (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (scope, name)
) WITHOUT ROWID;
-- A database's tag has a database_id, a table's a table_id, a column's a table_id and a name.
CREATE TABLE permission_assignment (
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    database_id INTEGER REFERENCES catalog_database ON DELETE CASCADE,
    table_id INTEGER REFERENCES catalog_table ON DELETE CASCADE,
    column_name TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    FOREIGN KEY (scope, key) REFERENCES permission_tag ON DELETE CASCADE
);
CREATE UNIQUE INDEX permission_assignment_place
    ON permission_assignment (scope, ifnull(database_id, 0), ifnull(table_id, 0), column_name, key);
CREATE INDEX permission_assignment_database ON permission_assignment (database_id);
CREATE INDEX permission_assignment_table ON permission_assignment (table_id);
CREATE INDEX permission_assignment_tag ON permission_assignment (scope, key);
CREATE TABLE permission_filter (
    scope TEXT NOT NULL,
    table_id INTEGER NOT NULL REFERENCES catalog_table ON DELETE CASCADE,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (table_id, scope, name)
) WITHOUT ROWID;
-- One row for each principal and resource; grants on columns by name have one for each column.
CREATE TABLE permission_grant (
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    principal TEXT NOT NULL,
    resource TEXT NOT NULL,
    database_id INTEGER REFERENCES catalog_database ON DELETE CASCADE,
    table_id INTEGER REFERENCES catalog_table ON DELETE CASCADE,
    permissions TEXT NOT NULL,
    grantable TEXT NOT NULL,
    updated_ms INTEGER NOT NULL,
    updated_by TEXT NOT NULL,
    UNIQUE (scope, principal, resource)
);
CREATE INDEX permission_grant_database ON permission_grant (database_id);
CREATE INDEX permission_grant_table ON permission_grant (table_id);
