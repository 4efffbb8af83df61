//! Buckets of objects over plain folders or any S3-compatible service.
//!
//! A bucket is the folder `<home>/buckets/<bucket>` and an object the file `<key>` in it, so that a
//! person can drop a CSV in and find it as an object at once. What a file cannot say about itself
//! (content type, user metadata, checksums) lies in the state file and counts only while the file is
//! the one that was written: its size and modification time are kept beside. A bucket named in
//! [`LakeConfig::remotes`] lives at another S3-compatible service instead.
//!
//! The crate knows no protocol: `boathouse-s3` puts one on top. It caches nothing.

mod bucket;
mod checksum;
mod config;
mod error;
mod faults;
mod keys;
mod lake;
mod latency;
mod local;
mod locks;
mod meta;
mod meter;
mod multipart;
mod notify;
mod object;
mod ops;
mod remote;
mod store;

pub use bucket::BucketInfo;
pub use checksum::{Checksum, ChecksumAlgorithm, ChecksumKind, Checksummer, Digests};
pub use config::{LakeConfig, RemoteBucket};
pub use error::{Error, Result};
pub use faults::{Fault, FaultyStore};
pub use keys::KEY_BYTES_MAX;
pub use lake::Lake;
pub use latency::SlowStore;
pub use meter::{Meter, MeterSnapshot, MeteredStore};
pub use multipart::{
    CompleteOptions, CompletedPart, PART_BYTES_MIN, PART_NUMBER_MAX, PartInfo, PartOptions, UploadInfo, UploadListing,
    UploadOptions, UploadsRequest,
};
pub use notify::{NotificationRule, ObjectEvent, ObjectEventKind, QUEUE_EVENTS_MAX, QueueMark, QueuedEvents};
pub use object::{
    CopyOptions, GetOptions, GetRange, ListRequest, Listing, ObjectHeaders, ObjectInfo, PutOptions, ReadConditions,
    Verify, WriteCondition,
};
pub use ops::DeleteOutcome;
pub use store::{LeftOut, key_to_path, path_to_key};
