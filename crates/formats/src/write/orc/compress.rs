//! Streams in compressed blocks, each with three bytes before it that say how long it is.

use std::io::Write;

use flate2::write::DeflateEncoder;

use super::super::block;
use super::super::format::FileCodec;
use crate::{Error, Result};

/// Bytes of a block before compression.
pub(super) const BLOCK_BYTES: usize = 256 << 10;
const ZSTD_LEVEL: i32 = 3;

/// The format's number for a codec.
pub(super) fn number(codec: FileCodec) -> u64 {
    match codec {
        FileCodec::Zlib => 1,
        FileCodec::Snappy => 2,
        FileCodec::Lz4 => 4,
        FileCodec::Zstd => 5,
        FileCodec::None | FileCodec::Bzip2 | FileCodec::Deflate | FileCodec::Gzip => 0,
    }
}

/// The bytes as they lie in the file.
pub(super) fn pack(codec: FileCodec, bytes: &[u8]) -> Result<Vec<u8>> {
    if number(codec) == 0 {
        return Ok(bytes.to_vec());
    }
    let failed = |source| Error::Io { place: "a codec".to_owned(), source };
    let mut out = Vec::new();
    for block in bytes.chunks(BLOCK_BYTES) {
        let packed = match codec {
            FileCodec::Zlib => {
                let mut encoder = DeflateEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(block).and_then(|()| encoder.finish()).map_err(failed)?
            }
            FileCodec::Zstd => zstd::bulk::compress(block, ZSTD_LEVEL).map_err(failed)?,
            FileCodec::Snappy => block::snappy(block),
            _ => block::lz4(block),
        };
        let is_original = packed.len() >= block.len();
        let kept = if is_original { block } else { &packed };
        let header = u32::try_from(kept.len()).unwrap_or(0) << 1 | u32::from(is_original);
        out.extend_from_slice(&header.to_le_bytes()[..3]);
        out.extend_from_slice(kept);
    }
    Ok(out)
}
