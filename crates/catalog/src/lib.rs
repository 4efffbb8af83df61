//! A Hive-style catalog: databases, tables with versions, partitions
