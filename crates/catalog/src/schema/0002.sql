-- Databases are told apart by scope (an account in a region) and name. What was there is the default account's in the
-- default region. The ids stay, and none of those used before comes again.
CREATE TABLE catalog_database_scoped (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    create_time_ms INTEGER NOT NULL,
    generation INTEGER NOT NULL DEFAULT 0,
    document TEXT NOT NULL,
    UNIQUE (scope, name)
);
INSERT INTO catalog_database_scoped (id, scope, name, create_time_ms, generation, document)
    SELECT id, '123456789012/us-east-1', name, create_time_ms, generation, document FROM catalog_database;
DELETE FROM sqlite_sequence WHERE name = 'catalog_database_scoped';
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'catalog_database_scoped', seq FROM sqlite_sequence WHERE name = 'catalog_database';
DROP TABLE catalog_database;
ALTER TABLE catalog_database_scoped RENAME TO catalog_database;
