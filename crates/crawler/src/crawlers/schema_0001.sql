CREATE TABLE crawler (
    name TEXT PRIMARY KEY,
    definition TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE crawler_run (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    crawler TEXT NOT NULL REFERENCES crawler (name) ON DELETE CASCADE,
    state TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    error TEXT,
    summary TEXT NOT NULL,
    log TEXT NOT NULL
);

CREATE INDEX crawler_run_by_crawler ON crawler_run (crawler, number);

CREATE TABLE crawler_classifier (
    name TEXT PRIMARY KEY,
    definition TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) WITHOUT ROWID;
