-- How far a run is that is written down before it writes: 0 ended, 1 it writes into the lake, 2 it was cut off there.
ALTER TABLE crawler_undo ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;
