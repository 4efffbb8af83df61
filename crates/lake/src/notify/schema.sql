-- Who is told what happens to the objects of a bucket, and what waits to be read.
CREATE TABLE lake_notification (
    bucket TEXT NOT NULL, number INTEGER NOT NULL, queue TEXT NOT NULL, rule TEXT NOT NULL,
    PRIMARY KEY (bucket, number)) WITHOUT ROWID;
CREATE TABLE lake_queue (
    name TEXT PRIMARY KEY, waiting INTEGER NOT NULL, overflowed INTEGER NOT NULL) WITHOUT ROWID;
-- Numbers are never used twice (AUTOINCREMENT): what was read up to one is removed up to it.
CREATE TABLE lake_event (
    number INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, bucket TEXT NOT NULL, key TEXT NOT NULL,
    kind TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, time_ms INTEGER NOT NULL);
CREATE INDEX lake_event_by_queue ON lake_event (queue, number);
