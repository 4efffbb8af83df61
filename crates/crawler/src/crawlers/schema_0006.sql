-- What runs changed, so that they can be taken back. A crawl without a crawler has a name that stands for one.
CREATE TABLE crawler_undo (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    scope TEXT NOT NULL,
    crawler TEXT NOT NULL,
    applied_ms INTEGER NOT NULL,
    undone_ms INTEGER,
    document TEXT,
    refused TEXT,
    UNIQUE (scope, id)
);
CREATE INDEX crawler_undo_by_crawler ON crawler_undo (scope, crawler, number);
