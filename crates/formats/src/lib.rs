//! Parquet, CSV and JSON as Hive reads and writes them, on Arrow streams
