//! What text formats share: bytes of objects, decompression, lines, batches.

mod blocks;
mod bytes;
mod codec;
mod lines;
mod opener;
mod pieces;
mod reader;
#[cfg(test)]
mod tests;

pub(crate) use bytes::{Chunks, Object};
pub(crate) use codec::{Codec, read_buffered};
pub(crate) use opener::{LineDecoder, LineFormat, RowError};
pub(crate) use pieces::Pieces;
