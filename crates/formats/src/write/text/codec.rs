//! Compression of whole files, a lot at a time.

use std::io::Write;

use bzip2::write::BzEncoder;
use flate2::write::GzEncoder;

use super::super::block;
use super::super::format::FileCodec;
use crate::{Error, Result};

const ZSTD_LEVEL: i32 = 3;
/// What Hadoop's decompressors have room for.
const HADOOP_BLOCK_BYTES: usize = 256 << 10;

/// Appends `lot` to `out`, as a stream of its own.
pub(super) fn compress(codec: FileCodec, level: Option<i32>, lot: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let failed = |source| Error::Io { place: "a codec".to_owned(), source };
    match codec {
        FileCodec::None => out.extend_from_slice(lot),
        FileCodec::Gzip => {
            let mut encoder = GzEncoder::new(out, flate2::Compression::default());
            encoder.write_all(lot).and_then(|()| encoder.finish().map(drop)).map_err(failed)?;
        }
        FileCodec::Bzip2 => {
            let mut encoder = BzEncoder::new(out, bzip2::Compression::default());
            encoder.write_all(lot).and_then(|()| encoder.finish().map(drop)).map_err(failed)?;
        }
        FileCodec::Zstd => {
            let mut encoder = zstd::Encoder::new(out, level.unwrap_or(ZSTD_LEVEL)).map_err(failed)?;
            encoder.write_all(lot).and_then(|()| encoder.finish().map(drop)).map_err(failed)?;
        }
        FileCodec::Lz4 => hadoop(lot, block::lz4, out),
        FileCodec::Snappy => hadoop(lot, block::snappy, out),
        FileCodec::Deflate | FileCodec::Zlib => {
            return Err(Error::CodecNotWritable { codec: format!("{codec:?}").to_uppercase(), format: "text" });
        }
    }
    Ok(())
}

/// Blocks as Hadoop's codecs frame them: the length of the bytes, the length of the block, the block.
fn hadoop(lot: &[u8], pack: fn(&[u8]) -> Vec<u8>, out: &mut Vec<u8>) {
    for bytes in lot.chunks(HADOOP_BLOCK_BYTES) {
        let packed = pack(bytes);
        for length in [bytes.len(), packed.len()] {
            out.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
        }
        out.extend_from_slice(&packed);
    }
}
