//! What text formats share: bytes of objects, decompression, lines, batches.

mod bytes;
mod codec;
mod lines;
mod opener;
mod reader;
#[cfg(test)]
mod tests;

pub(crate) use bytes::Object;
pub(crate) use codec::Codec;
pub(crate) use opener::{LineDecoder, LineFormat, RowError};
