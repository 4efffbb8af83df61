-- What was given the defaults that the settings had when it was first seen.
CREATE TABLE permission_seen_database (database_id INTEGER PRIMARY KEY REFERENCES catalog_database ON DELETE CASCADE);
CREATE TABLE permission_seen_table (table_id INTEGER PRIMARY KEY REFERENCES catalog_table ON DELETE CASCADE);
