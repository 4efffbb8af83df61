//! Binary functions and hashes.

pub(crate) mod base;
mod base32;
pub(crate) mod digests;
mod murmur3;
pub(crate) mod numbers;
mod spooky;
