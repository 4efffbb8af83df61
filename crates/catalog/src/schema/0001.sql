-- Ids are never used twice (AUTOINCREMENT), so they can stand for what was derived from a row.
CREATE TABLE catalog_database (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    create_time_ms INTEGER NOT NULL,
    generation INTEGER NOT NULL DEFAULT 0,
    document TEXT NOT NULL
);
CREATE TABLE catalog_table (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    database_id INTEGER NOT NULL REFERENCES catalog_database ON DELETE CASCADE,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    create_time_ms INTEGER NOT NULL,
    update_time_ms INTEGER NOT NULL,
    created_by TEXT,
    partition_generation INTEGER NOT NULL DEFAULT 0,
    document TEXT NOT NULL,
    UNIQUE (database_id, name)
);
CREATE TABLE catalog_table_version (
    table_id INTEGER NOT NULL REFERENCES catalog_table ON DELETE CASCADE,
    version INTEGER NOT NULL,
    update_time_ms INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (table_id, version)
);
-- The columns and formats of a table's partitions are mostly the same: each distinct one is kept once.
CREATE TABLE catalog_descriptor (
    id INTEGER PRIMARY KEY,
    table_id INTEGER NOT NULL REFERENCES catalog_table ON DELETE CASCADE,
    document TEXT NOT NULL,
    UNIQUE (table_id, document)
);
-- descriptor_id has no foreign key: it would need an index of its own to make deleting a table fast, and
-- descriptors go only with their table. partition_key holds the values in an encoding that sorts as they do (see partition_key.rs).
CREATE TABLE catalog_partition (
    id INTEGER PRIMARY KEY,
    table_id INTEGER NOT NULL REFERENCES catalog_table ON DELETE CASCADE,
    partition_key BLOB NOT NULL,
    creation_time_ms INTEGER NOT NULL,
    location TEXT,
    descriptor_id INTEGER,
    document TEXT NOT NULL,
    UNIQUE (table_id, partition_key)
);
