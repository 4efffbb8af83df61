-- Names are shown as they were given and told apart without regard to case, as Hive calls functions.
CREATE TABLE catalog_function (
    database_id INTEGER NOT NULL REFERENCES catalog_database ON DELETE CASCADE,
    name TEXT NOT NULL COLLATE NOCASE,
    create_time_ms INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (database_id, name)
) WITHOUT ROWID;
