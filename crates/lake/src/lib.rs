//! Buckets of objects over plain folders or any S3-compatible service
