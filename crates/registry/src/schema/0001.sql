-- Numbers of deleted versions are not used again: next_version only grows.
CREATE TABLE registry (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    PRIMARY KEY (scope, name)
);
CREATE TABLE registry_schema (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    scope TEXT NOT NULL,
    registry TEXT NOT NULL,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    compatibility TEXT NOT NULL,
    description TEXT,
    checkpoint INTEGER,
    next_version INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    UNIQUE (scope, registry, name),
    FOREIGN KEY (scope, registry) REFERENCES registry (scope, name) ON DELETE CASCADE
);
CREATE TABLE registry_version (
    schema_id INTEGER NOT NULL REFERENCES registry_schema ON DELETE CASCADE,
    number INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    definition TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (schema_id, number)
);
CREATE TABLE registry_metadata (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    version_id TEXT NOT NULL REFERENCES registry_version (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    UNIQUE (version_id, key, value)
);
