-- How the values of a table's later partition keys are encoded: one letter a key, see partition_values.rs.
CREATE TABLE catalog_partition_value_order (
    table_id INTEGER PRIMARY KEY REFERENCES catalog_table ON DELETE CASCADE,
    kinds TEXT NOT NULL
);
-- Each value of a partition but the first, behind two bytes for its place, encoded to sort as it does. Whoever deletes
-- a partition deletes its values: a foreign key would need one more index.
CREATE TABLE catalog_partition_value (
    table_id INTEGER NOT NULL REFERENCES catalog_table ON DELETE CASCADE,
    entry BLOB NOT NULL,
    partition_id INTEGER NOT NULL,
    PRIMARY KEY (table_id, entry, partition_id)
) WITHOUT ROWID;
