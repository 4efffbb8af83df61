-- One row for each thing that a catalog has once: `encryption`, `import`, `description`.
CREATE TABLE catalog_setting (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (scope, name)
) WITHOUT ROWID;
CREATE TABLE catalog_security_configuration (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (scope, name)
) WITHOUT ROWID;
-- The name is the resource that the policy is about; empty for the catalog itself.
CREATE TABLE catalog_resource_policy (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (scope, name)
) WITHOUT ROWID;
