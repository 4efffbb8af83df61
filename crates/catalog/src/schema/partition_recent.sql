-- Partitions whose later values are not in their orders yet, with their keys: putting many in at once costs much less.
CREATE TABLE catalog_partition_recent (
    table_id INTEGER NOT NULL REFERENCES catalog_table ON DELETE CASCADE,
    partition_id INTEGER NOT NULL,
    partition_key BLOB NOT NULL,
    PRIMARY KEY (table_id, partition_id)
) WITHOUT ROWID;
-- How many of them there are; never less than that.
ALTER TABLE catalog_partition_value_order ADD COLUMN recent INTEGER NOT NULL DEFAULT 0;
