-- When a crawler runs by itself next; absent when it has no schedule, or one that is stopped or over.
ALTER TABLE crawler ADD COLUMN is_scheduled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE crawler ADD COLUMN next_run_ms INTEGER;
CREATE INDEX crawler_due ON crawler (next_run_ms) WHERE next_run_ms IS NOT NULL;
-- What crawlers said. A stream outlives its crawler, and goes on with the next one of its name.
CREATE TABLE crawler_log_stream (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (scope, name)
) WITHOUT ROWID;
CREATE TABLE crawler_log (
    number INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    stream TEXT NOT NULL,
    run TEXT NOT NULL,
    time_ms INTEGER NOT NULL,
    ingested_ms INTEGER NOT NULL,
    level TEXT NOT NULL,
    text TEXT NOT NULL,
    FOREIGN KEY (scope, stream) REFERENCES crawler_log_stream (scope, name) ON DELETE CASCADE
);
CREATE INDEX crawler_log_by_stream ON crawler_log (scope, stream, time_ms, number);
CREATE INDEX crawler_log_by_time ON crawler_log (scope, time_ms, number);
CREATE INDEX crawler_log_by_run ON crawler_log (run);
INSERT INTO crawler_log_stream SELECT scope, crawler, min(started_ms) FROM crawler_run GROUP BY scope, crawler;
INSERT INTO crawler_log (scope, stream, run, time_ms, ingested_ms, level, text)
    SELECT r.scope, r.crawler, r.id, coalesce(r.ended_ms, r.started_ms), coalesce(r.ended_ms, r.started_ms),
        json_extract(line.value, '$.level'), json_extract(line.value, '$.text')
    FROM crawler_run AS r, json_each(r.log) AS line ORDER BY r.number, line.key;
ALTER TABLE crawler_run DROP COLUMN log;
