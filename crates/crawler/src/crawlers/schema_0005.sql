-- What the objects of a folder were when a crawler saw them last: rows of compressed JSON, good for objects of the
-- same size and etag under the same rules. Crawls without a stored crawler have rows too.
CREATE TABLE crawler_memory (
    scope TEXT NOT NULL,
    crawler TEXT NOT NULL,
    bucket TEXT NOT NULL,
    folder TEXT NOT NULL,
    rules TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (scope, crawler, bucket, folder)
);
-- Folders that a crawler of new folders only has seen.
CREATE TABLE crawler_folder (
    scope TEXT NOT NULL,
    crawler TEXT NOT NULL,
    bucket TEXT NOT NULL,
    folder TEXT NOT NULL,
    PRIMARY KEY (scope, crawler, bucket, folder)
) WITHOUT ROWID;
-- The version of a crawler that has seen everything once, since when it may look at parts.
ALTER TABLE crawler ADD COLUMN listed_version INTEGER;
