//! The Glue API over catalog, crawlers and jobs
