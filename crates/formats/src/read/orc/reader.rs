//! Bytes of an object as the decoder asks for them.

use std::io;
use std::ops::Range;

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use orc_rust::compression::CompressionType;
use orc_rust::reader::AsyncChunkReader;

use super::super::text::Object;
use crate::infer::check_orc_chunks;

/// Gives bytes of one object, and never more than it has.
pub(super) struct OrcReader {
    pub(super) object: Object,
    /// The end of the object, which is read already.
    pub(super) tail: Bytes,
    /// The indexes of the stripe that is being read. The decoder asks for them and uses them only to look for
    /// rows, which it is not told to do.
    pub(super) unread: Range<u64>,
    /// What the sections of stripes are compressed with: they are looked at before the decoder decompresses them.
    pub(super) codec: Option<CompressionType>,
}

impl OrcReader {
    pub(super) fn new(object: Object, tail: Bytes) -> Self {
        Self { object, tail, unread: 0..0, codec: None }
    }

    fn range(&self, offset: u64, length: u64) -> io::Result<Range<u64>> {
        let end = offset.checked_add(length).filter(|end| *end <= self.object.size);
        let end = end.ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "a section is beyond the file's end"));
        Ok(offset..end?)
    }
}

impl AsyncChunkReader for OrcReader {
    fn len(&mut self) -> BoxFuture<'_, io::Result<u64>> {
        let size = self.object.size;
        async move { Ok(size) }.boxed()
    }

    fn get_bytes(&mut self, offset_from_start: u64, length: u64) -> BoxFuture<'_, io::Result<Bytes>> {
        async move {
            let range = self.range(offset_from_start, length)?;
            if range.is_empty() || (self.unread.start <= range.start && range.end <= self.unread.end) {
                return Ok(Bytes::new());
            }
            let tail_start = self.object.size - self.tail.len() as u64;
            if let Some(from) = range.start.checked_sub(tail_start) {
                let from = usize::try_from(from).map_err(io::Error::other)?;
                let length = usize::try_from(length).map_err(io::Error::other)?;
                return Ok(self.tail.slice(from..from + length));
            }
            let bytes = self.object.bytes(range).await.map_err(io::Error::other)?;
            if let Some(codec) = self.codec {
                check_orc_chunks(kind(codec), &bytes).map_err(io::Error::other)?;
            }
            Ok(bytes)
        }
        .boxed()
    }
}

/// The postscript's number of a codec.
fn kind(codec: CompressionType) -> u64 {
    match codec {
        CompressionType::Zlib => 1,
        CompressionType::Snappy => 2,
        CompressionType::Lzo => 3,
        CompressionType::Lz4 => 4,
        CompressionType::Zstd => 5,
    }
}
