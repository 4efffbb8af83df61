//! The Athena API over the query engine
