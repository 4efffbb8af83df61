//! The S3 protocol over the lake.
//!
//! The `s3s` crate reads requests and writes answers; [`service`] puts around it what it leaves open:
//! any key pair is accepted unless some are named, framed bodies are unframed and their trailers
//! checked, headers we do not act on are refused or named in `x-boathouse-ignored`. An operation that
//! is not served answers `NotImplemented` with its name.

mod adapter;
mod checksums;
mod chunked;
mod drain;
mod errors;
mod headers;
mod hosts;
mod key_pairs;
mod listing;
mod notifications;
mod objects;
mod ops;
mod payload;
mod service;
mod unsigned;

pub use s3s::Body;
pub use service::{S3Options, S3Service, service};

#[cfg(test)]
mod tests;
