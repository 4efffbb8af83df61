//! The chunks that ORC cuts what it compresses into: three bytes of length, then the chunk.

use std::io::Read;

use super::super::codec::{lz4, snappy};

/// The longest chunk that the three bytes can say, decompressed or not.
pub(super) const CHUNK_BYTES_MAX: u64 = 1 << 23;

/// How a stream is compressed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunks {
    /// `CompressionKind` of the postscript.
    pub codec: u64,
    /// A chunk is never longer than this when decompressed.
    pub chunk_bytes_max: u64,
}

impl Chunks {
    /// Everything in the stream, at most `limit` bytes of it.
    pub fn read(self, stored: &[u8], limit: usize) -> Result<Vec<u8>, String> {
        if self.codec == 0 {
            return if stored.len() <= limit { Ok(stored.to_vec()) } else { Err(too_long(limit)) };
        }
        let mut text = Vec::new();
        let mut rest = stored;
        while let Some((header, after)) = rest.split_first_chunk::<3>() {
            let header = u32::from_le_bytes([header[0], header[1], header[2], 0]);
            let (chunk, after) = after.split_at_checked((header >> 1) as usize).ok_or("a compressed chunk is cut")?;
            if header & 1 == 1 {
                text.extend_from_slice(chunk);
            } else {
                self.decompress(chunk, &mut text)?;
            }
            if text.len() > limit {
                return Err(too_long(limit));
            }
            rest = after;
        }
        Ok(text)
    }

    fn decompress(self, mut chunk: &[u8], text: &mut Vec<u8>) -> Result<(), String> {
        let room = self.chunk_bytes_max.min(CHUNK_BYTES_MAX);
        let limit = text.len().saturating_add(usize::try_from(room).unwrap_or(usize::MAX));
        let (name, done) = match self.codec {
            1 => ("zlib", read_at_most(flate2::bufread::DeflateDecoder::new(chunk), room, text)),
            2 => ("snappy", snappy::block(&mut chunk, text, limit).and_then(lz4::whole)),
            4 => ("lz4", lz4::block(&mut chunk, text, text.len(), limit).and_then(lz4::whole)),
            5 => {
                let decoder = zstd::Decoder::with_buffer(chunk).map_err(|error| error.to_string());
                ("zstd", decoder.and_then(|decoder| read_at_most(decoder, room, text)))
            }
            3 => return Err("it is compressed with lzo, which is not read".to_owned()),
            6 => return Err("it is compressed with brotli, which is not read".to_owned()),
            other => return Err(format!("it is compressed with an unknown codec, number {other}")),
        };
        done.map_err(|why| format!("a chunk of it is no {name}: {why}"))
    }
}

fn read_at_most(decoder: impl Read, room: u64, text: &mut Vec<u8>) -> Result<(), String> {
    let read = decoder.take(room + 1).read_to_end(text).map_err(|error| error.to_string())?;
    if read as u64 > room { Err(format!("it is longer than {room} bytes")) } else { Ok(()) }
}

fn too_long(limit: usize) -> String {
    format!("it is longer than {limit} bytes when decompressed")
}
