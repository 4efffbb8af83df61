//! A local lakehouse in one folder: buckets, crawler, catalog, ETL and SQL, for embedding
