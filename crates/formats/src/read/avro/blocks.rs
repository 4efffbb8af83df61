//! The header and the blocks of a file, decompressed within limits.

use std::io::Read;

use bytes::{Buf, BytesMut};

use super::super::text::{Chunks, Object};
use super::{cannot_open, damaged};
use crate::Result;
use crate::infer::AVRO_MAGIC;
use crate::infer::avro::{Broken, header, long};
use crate::infer::codec::{lz4, snappy};

/// A header holds a schema, which is at most a mebibyte.
const HEADER_BYTES_MAX: usize = 4 << 20;
/// Writers make blocks of some 16 to 64 KiB; a block is held whole.
const BLOCK_BYTES_MAX: usize = 64 << 20;
/// A block decompressed.
const BLOCK_TEXT_BYTES_MAX: u64 = 256 << 20;
/// xz is decompressed by arrow-avro, which knows no limit: so what goes in is limited.
const XZ_BLOCK_BYTES_MAX: usize = 256 << 10;
const SYNC_BYTES: usize = 16;
const CRC_BYTES: usize = 4;

/// How blocks are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Null,
    Deflate,
    Snappy,
    Zstandard,
    Bzip2,
    Xz,
}

/// What stands in front of the blocks.
pub(super) struct FileHeader {
    pub(super) schema: String,
    pub(super) codec: Codec,
    pub(super) sync: [u8; SYNC_BYTES],
}

/// Records, as many as it says.
pub(super) struct Block {
    pub(super) records: u64,
    /// Decompressed, except for xz.
    pub(super) data: Vec<u8>,
}

/// Takes blocks off an object.
pub(super) struct Blocks {
    object: Object,
    chunks: Chunks,
    buffer: BytesMut,
    ended: bool,
}

impl Blocks {
    /// Reads the header of an object.
    pub(super) async fn open(object: Object) -> Result<(FileHeader, Self)> {
        let chunks = object.chunks(0..object.size).await?;
        let mut blocks = Self { object, chunks, buffer: BytesMut::new(), ended: false };
        loop {
            blocks.fill().await?;
            let parsed = blocks.parse_header();
            match parsed {
                Ok((header, length)) => {
                    blocks.buffer.advance(length);
                    return Ok((header, blocks));
                }
                Err(Broken::Cut) if !blocks.ended && blocks.buffer.len() < HEADER_BYTES_MAX => {}
                Err(Broken::Cut) => {
                    return Err(cannot_open(&"Not an Avro data file: its header is cut", &blocks.object));
                }
                Err(Broken::Wrong(why)) => {
                    return Err(cannot_open(&format!("Not an Avro data file: {why}"), &blocks.object));
                }
            }
        }
    }

    fn parse_header(&self) -> Result<(FileHeader, usize), Broken> {
        let known = self.buffer.len().min(AVRO_MAGIC.len());
        if self.buffer[..known] != AVRO_MAGIC[..known] {
            return Err(Broken::Wrong("it does not begin as one"));
        }
        let mut rest = self.buffer.get(AVRO_MAGIC.len()..).ok_or(Broken::Cut)?;
        let found = header(&mut rest)?;
        let codec = match found.codec.unwrap_or(b"null") {
            b"null" => Codec::Null,
            b"deflate" => Codec::Deflate,
            b"snappy" => Codec::Snappy,
            b"zstandard" => Codec::Zstandard,
            b"bzip2" => Codec::Bzip2,
            b"xz" => Codec::Xz,
            _ => return Err(Broken::Wrong("its codec is not null, deflate, snappy, zstandard, bzip2 or xz")),
        };
        let schema = std::str::from_utf8(found.schema).map_err(|_| Broken::Wrong("its schema is no UTF-8"))?;
        let sync = found.sync.first_chunk().copied().ok_or(Broken::Cut)?;
        Ok((FileHeader { schema: schema.to_owned(), codec, sync }, self.buffer.len() - rest.len()))
    }

    async fn fill(&mut self) -> Result<()> {
        match self.chunks.next().await? {
            Some(chunk) => self.buffer.extend_from_slice(&chunk),
            None => self.ended = true,
        }
        Ok(())
    }

    /// The next block; `None` at the end of the file.
    pub(super) async fn next(&mut self, header: &FileHeader) -> Result<Option<Block>> {
        let uri = self.object.uri.clone();
        let bad = |what: &str| damaged(&what, &uri);
        loop {
            if self.buffer.is_empty() && self.ended {
                return Ok(None);
            }
            let mut rest = &self.buffer[..];
            let lengths = long(&mut rest).and_then(|records| Ok((records, long(&mut rest)?)));
            let wanted = match lengths {
                Ok((records, bytes)) => {
                    let records =
                        u64::try_from(records).map_err(|_| bad("a block has a negative number of records"))?;
                    let bytes = usize::try_from(bytes).ok().filter(|bytes| *bytes <= BLOCK_BYTES_MAX);
                    Some((records, bytes.ok_or_else(|| bad("a block is too long"))?))
                }
                Err(Broken::Cut) => None,
                Err(Broken::Wrong(why)) => return Err(bad(why)),
            };
            if let Some((records, bytes)) = wanted
                && let Some(block) = rest.get(..bytes + SYNC_BYTES)
            {
                let (data, sync) = block.split_at(bytes);
                if sync != header.sync {
                    return Err(bad("Invalid sync!"));
                }
                let data = decompress(header.codec, data).map_err(|why| bad(&why))?;
                let used = self.buffer.len() - rest.len() + bytes + SYNC_BYTES;
                self.buffer.advance(used);
                return Ok(Some(Block { records, data }));
            }
            if self.ended {
                return Err(bad("Unexpected end of input stream"));
            }
            self.fill().await?;
        }
    }
}

fn decompress(codec: Codec, data: &[u8]) -> Result<Vec<u8>, String> {
    match codec {
        Codec::Null => Ok(data.to_vec()),
        Codec::Deflate => limited(flate2::bufread::DeflateDecoder::new(data)),
        Codec::Zstandard => limited(zstd::Decoder::with_buffer(data).map_err(|error| error.to_string())?),
        Codec::Bzip2 => limited(bzip2::bufread::MultiBzDecoder::new(data)),
        Codec::Snappy => unsnap(data),
        Codec::Xz if data.len() > XZ_BLOCK_BYTES_MAX => Err(format!(
            "a block of xz has more than {XZ_BLOCK_BYTES_MAX} bytes: write smaller blocks or another codec"
        )),
        Codec::Xz => Ok(data.to_vec()),
    }
}

fn limited(decoder: impl Read) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    let read = decoder.take(BLOCK_TEXT_BYTES_MAX + 1).read_to_end(&mut text).map_err(|error| error.to_string())?;
    if read as u64 > BLOCK_TEXT_BYTES_MAX { Err("a block is too long when decompressed".to_owned()) } else { Ok(text) }
}

/// Snappy, and behind it a checksum of what it holds.
fn unsnap(data: &[u8]) -> Result<Vec<u8>, String> {
    let (mut packed, checksum) = data.split_last_chunk::<CRC_BYTES>().ok_or("a block has no checksum")?;
    let mut text = Vec::new();
    let limit = usize::try_from(BLOCK_TEXT_BYTES_MAX).unwrap_or(usize::MAX);
    snappy::block(&mut packed, &mut text, limit).and_then(lz4::whole)?;
    let mut crc = flate2::Crc::new();
    crc.update(&text);
    if crc.sum() == u32::from_be_bytes(*checksum) { Ok(text) } else { Err("Checksum failure".to_owned()) }
}
