-- Crawlers and classifiers are told apart by scope (an account in a region) and name. What was there is the default
-- account's in the default region.
CREATE TABLE crawler_scoped (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    definition TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    PRIMARY KEY (scope, name)
) WITHOUT ROWID;
INSERT INTO crawler_scoped
    SELECT '123456789012/us-east-1', name, definition, version, created_ms, updated_ms FROM crawler;
CREATE TABLE crawler_run_scoped (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    crawler TEXT NOT NULL,
    state TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    error TEXT,
    summary TEXT NOT NULL,
    log TEXT NOT NULL,
    FOREIGN KEY (scope, crawler) REFERENCES crawler (scope, name) ON DELETE CASCADE
);
INSERT INTO crawler_run_scoped
    SELECT number, id, '123456789012/us-east-1', crawler, state, started_ms, ended_ms, error, summary, log FROM crawler_run;
CREATE TABLE crawler_classifier_scoped (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    definition TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    PRIMARY KEY (scope, name)
) WITHOUT ROWID;
INSERT INTO crawler_classifier_scoped
    SELECT '123456789012/us-east-1', name, definition, version, created_ms, updated_ms FROM crawler_classifier;
DROP TABLE crawler_run;
DROP TABLE crawler;
DROP TABLE crawler_classifier;
ALTER TABLE crawler_scoped RENAME TO crawler;
ALTER TABLE crawler_run_scoped RENAME TO crawler_run;
ALTER TABLE crawler_classifier_scoped RENAME TO crawler_classifier;
CREATE INDEX crawler_run_by_crawler ON crawler_run (scope, crawler, number);
