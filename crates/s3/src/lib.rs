//! The S3 protocol over the lake
