CREATE TABLE catalog_table_statistics (
    owner INTEGER NOT NULL REFERENCES catalog_table ON DELETE CASCADE,
    column_name TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (owner, column_name)
) WITHOUT ROWID;
CREATE TABLE catalog_partition_statistics (
    owner INTEGER NOT NULL REFERENCES catalog_partition ON DELETE CASCADE,
    column_name TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (owner, column_name)
) WITHOUT ROWID;
