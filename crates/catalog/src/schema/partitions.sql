-- How the keys of a table's partitions are encoded: one letter a key, see partition_key.rs. A table without a row
-- was made before there were kinds: all its keys are encoded as texts.
CREATE TABLE catalog_partition_order (
    table_id INTEGER PRIMARY KEY REFERENCES catalog_table ON DELETE CASCADE,
    kinds TEXT NOT NULL
);
CREATE TABLE catalog_partition_index (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    table_id INTEGER NOT NULL REFERENCES catalog_table ON DELETE CASCADE,
    name TEXT NOT NULL,
    keys TEXT NOT NULL,
    status TEXT NOT NULL,
    -- The partition that filling the index has come to.
    filled_to BLOB NOT NULL DEFAULT x'',
    errors TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX catalog_partition_index_table ON catalog_partition_index (table_id);
-- The values of the index's keys, encoded to sort as they do. Whoever deletes a partition deletes its entries:
-- a foreign key would need one more index.
CREATE TABLE catalog_partition_index_entry (
    index_id INTEGER NOT NULL REFERENCES catalog_partition_index ON DELETE CASCADE,
    entry BLOB NOT NULL,
    partition_id INTEGER NOT NULL,
    PRIMARY KEY (index_id, entry, partition_id)
) WITHOUT ROWID;
