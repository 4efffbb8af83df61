-- Where the tables of the catalog lay when a crawler of events saw all of their data: what it remembers is of these places.
CREATE TABLE crawler_location (
    scope TEXT NOT NULL,
    crawler TEXT NOT NULL,
    bucket TEXT NOT NULL,
    folder TEXT NOT NULL,
    PRIMARY KEY (scope, crawler, bucket, folder),
    FOREIGN KEY (scope, crawler) REFERENCES crawler (scope, name) ON DELETE CASCADE
) WITHOUT ROWID;
