//! The plain bytes of an object, whatever it is compressed with.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use ::bytes::Bytes;

use super::bytes::{Chunks, Object};
use super::codec::{Codec, Decoder, Piece};
use crate::{Error, Result};

/// Decompressed bytes, piece by piece.
pub(crate) struct Pieces {
    chunks: Chunks,
    decoder: Option<Decoder>,
    uri: Arc<str>,
}

impl Pieces {
    /// The bytes of a range of an object; a compressed one is read whole.
    pub(crate) async fn open(object: &Object, codec: Codec, range: Range<u64>) -> Result<Self> {
        let chunks = object.chunks(range).await?;
        let decoder = codec.decoder().map_err(|source| Error::Io { place: object.uri.to_string(), source })?;
        Ok(Self { chunks, decoder, uri: Arc::clone(&object.uri) })
    }

    /// The next piece, never empty; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>> {
        let Some(decoder) = &mut self.decoder else { return self.chunks.next().await };
        loop {
            let piece = decoder.piece().map_err(|source| Error::Cursor {
                message: match source.kind() {
                    io::ErrorKind::UnexpectedEof => "Unexpected end of input stream".to_owned(),
                    _ => format!("the compressed data is not valid: {source}"),
                },
                place: self.uri.to_string(),
            })?;
            match piece {
                Piece::Bytes(bytes) => return Ok(Some(bytes)),
                Piece::End => return Ok(None),
                Piece::Hungry => decoder.feed(self.chunks.next().await?),
            }
        }
    }
}
