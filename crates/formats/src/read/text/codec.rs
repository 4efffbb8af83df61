//! Decompression, one bounded piece at a time.

use std::io::{self, BufRead, Read};

use ::bytes::{Buf, Bytes};
use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::{MultiGzDecoder, ZlibDecoder};

use super::blocks::{BlockDecoder, Packing};
use crate::{Error, Result};

/// Bytes of decompressed data handed on at a time, whatever the compression ratio is.
const PIECE_BYTES: usize = 256 * 1024;

/// How an object's bytes are compressed, by the suffix of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    Plain,
    Gzip,
    Bzip2,
    Zstd,
    Deflate,
    Snappy,
    Lz4,
}

impl Codec {
    /// The codec Hive reads a text object with: only lower-case suffixes count.
    pub(crate) fn of_key(key: &str, uri: &str) -> Result<Self> {
        let suffix = key.rsplit_once('.').map_or("", |(_, suffix)| suffix);
        Ok(match suffix {
            "gz" => Self::Gzip,
            "bz2" => Self::Bzip2,
            "zst" => Self::Zstd,
            "deflate" => Self::Deflate,
            "snappy" => Self::Snappy,
            "lz4" => Self::Lz4,
            // Hive would show the bytes of an archive as rows; Athena's guide says it reads none.
            "lzo" | "lzo_deflate" | "zip" => {
                return Err(Error::UnsupportedCodec { codec: suffix.to_owned(), uri: uri.to_owned() });
            }
            _ => Self::Plain,
        })
    }

    /// A decoder at the start of an object; `None` for plain bytes.
    pub(crate) fn decoder(self) -> io::Result<Option<Decoder>> {
        let feed = Feed { chunk: Bytes::new(), ended: false };
        let algorithm = match self {
            Self::Plain => return Ok(None),
            Self::Gzip => Algorithm::Gzip(Box::new(MultiGzDecoder::new(feed))),
            Self::Bzip2 => Algorithm::Bzip2(Box::new(MultiBzDecoder::new(feed))),
            Self::Zstd => Algorithm::Zstd(Box::new(zstd::stream::read::Decoder::with_buffer(feed)?)),
            Self::Deflate => Algorithm::Deflate(Box::new(ZlibDecoder::new(feed))),
            Self::Snappy => Algorithm::Blocks(Box::new(BlockDecoder::new(Packing::Snappy))),
            Self::Lz4 => Algorithm::Blocks(Box::new(BlockDecoder::new(Packing::Lz4))),
        };
        Ok(Some(Decoder { algorithm, ended: false }))
    }
}

/// Compressed bytes on their way into a decoder. It says `WouldBlock` when it is empty and more is to
/// come: the decoders keep their state then and go on with the next chunk.
pub(crate) struct Feed {
    chunk: Bytes,
    ended: bool,
}

impl Read for Feed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, into)
    }
}

impl BufRead for Feed {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.chunk.is_empty() && !self.ended { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(&self.chunk) }
    }

    fn consume(&mut self, amount: usize) {
        self.chunk.advance(amount.min(self.chunk.len()));
    }
}

/// [`Read::read`] of whatever has a buffer of its own.
pub(crate) fn read_buffered(from: &mut impl BufRead, into: &mut [u8]) -> io::Result<usize> {
    let length = from.fill_buf()?.read(into)?;
    from.consume(length);
    Ok(length)
}

enum Algorithm {
    Gzip(Box<MultiGzDecoder<Feed>>),
    Bzip2(Box<MultiBzDecoder<Feed>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, Feed>>),
    Deflate(Box<ZlibDecoder<Feed>>),
    Blocks(Box<BlockDecoder>),
}

/// A decoder that is fed chunks and gives pieces.
pub(crate) struct Decoder {
    algorithm: Algorithm,
    ended: bool,
}

/// What a decoder has to say.
pub(crate) enum Piece {
    /// Decompressed bytes, never empty.
    Bytes(Bytes),
    /// It needs the next chunk.
    Hungry,
    /// The data ended where it should.
    End,
}

impl Decoder {
    /// Gives the decoder its next chunk; `None` when there are no more.
    pub(crate) fn feed(&mut self, chunk: Option<Bytes>) {
        let feed = match &mut self.algorithm {
            Algorithm::Gzip(decoder) => decoder.get_mut(),
            Algorithm::Bzip2(decoder) => decoder.get_mut(),
            Algorithm::Zstd(decoder) => decoder.get_mut(),
            Algorithm::Deflate(decoder) => decoder.get_mut(),
            Algorithm::Blocks(decoder) => return decoder.feed(chunk),
        };
        match chunk {
            Some(chunk) => feed.chunk = chunk,
            None => feed.ended = true,
        }
    }

    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match &mut self.algorithm {
            Algorithm::Gzip(decoder) => decoder.read(into),
            Algorithm::Bzip2(decoder) => decoder.read(into),
            Algorithm::Zstd(decoder) => decoder.read(into),
            Algorithm::Deflate(decoder) => decoder.read(into),
            Algorithm::Blocks(_) => Ok(0),
        }
    }

    /// The next piece of decompressed data.
    pub(crate) fn piece(&mut self) -> io::Result<Piece> {
        if let Algorithm::Blocks(decoder) = &mut self.algorithm {
            return decoder.piece();
        }
        let mut piece = vec![0; PIECE_BYTES];
        let mut filled = 0;
        while filled < piece.len() && !self.ended {
            match self.read(&mut piece[filled..]) {
                Ok(0) => self.ended = true,
                Ok(length) => filled += length,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if filled == 0 {
                        return Ok(Piece::Hungry);
                    }
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        piece.truncate(filled);
        Ok(if filled == 0 { Piece::End } else { Piece::Bytes(Bytes::from(piece)) })
    }
}
