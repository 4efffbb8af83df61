//! What text formats share: bytes of objects, decompression, lines, batches.

mod bytes;
mod codec;
mod lines;
mod opener;
mod reader;
mod source;
#[cfg(test)]
mod tests;

pub(crate) use codec::Codec;
pub(crate) use opener::{LineDecoder, LineFormat, RowError, SourceColumn};
pub(crate) use source::{TextLayout, TextSource};
