//! Whole-file compression, told by content, and the first megabytes behind it.

pub(crate) mod hadoop;
pub(crate) mod lz4;
pub(crate) mod snappy;
#[cfg(test)]
mod tests;
mod zip;

use std::io::{self, ErrorKind, Read};

pub use self::zip::{ZIP_TAIL_BYTES, ZipEntry};

use super::Mismatch;

/// How an object is compressed as a whole. Codecs inside Parquet are no concern of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compression {
    /// Not compressed.
    None,
    /// gzip, one member or several.
    Gzip,
    /// bzip2.
    Bzip2,
    /// Zstandard; an extension, crawlers of AWS do not know it.
    Zstd,
    /// A zip archive; those of one entry are read, by [`ZipEntry`].
    Zip,
    /// LZ4 frames.
    Lz4,
    /// Snappy frames.
    Snappy,
    /// LZ4 as Hadoop writes it.
    HadoopLz4,
    /// Snappy as Hadoop writes it.
    HadoopSnappy,
    /// xz, which is not read.
    Xz,
}

const MAGICS: &[(Compression, &[u8])] = &[
    (Compression::Gzip, &[0x1f, 0x8b, 0x08]),
    (Compression::Bzip2, b"BZh"),
    (Compression::Zstd, &[0x28, 0xb5, 0x2f, 0xfd]),
    (Compression::Zip, zip::MAGIC),
    (Compression::Lz4, &lz4::MAGIC),
    (Compression::Snappy, snappy::MAGIC),
    (Compression::Xz, &[0xfd, b'7', b'z', b'X', b'Z', 0x00]),
];

impl Compression {
    /// Every compression, and not [`Compression::None`].
    pub const PACKED: &[Self] = &[
        Self::Gzip,
        Self::Bzip2,
        Self::Zstd,
        Self::Zip,
        Self::Lz4,
        Self::Snappy,
        Self::HadoopLz4,
        Self::HadoopSnappy,
        Self::Xz,
    ];

    /// The word in the `compressionType` parameter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Zstd => "zstd",
            Self::Zip => "zip",
            Self::Lz4 | Self::HadoopLz4 => "lz4",
            Self::Snappy | Self::HadoopSnappy => "snappy",
            Self::Xz => "xz",
        }
    }

    /// What the first bytes of an object say.
    pub fn sniff(head: &[u8]) -> Self {
        let found = MAGICS.iter().find(|(_, magic)| head.starts_with(magic)).map_or(Self::None, |(kind, _)| *kind);
        // "BZh" could begin a text; a bzip2 stream goes on with its block size and the digits of pi.
        let is_text = found == Self::Bzip2
            && !(head.get(3).is_some_and(|size| (b'1'..=b'9').contains(size))
                && head.get(4..10).is_some_and(|block| block == b"1AY&SY" || block == b"\x17rE8P\x90"));
        match found {
            Self::None => hadoop::sniff(head).unwrap_or(found),
            _ if is_text => Self::None,
            _ => found,
        }
    }
}

/// The beginning of an object's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSample {
    /// Decompressed bytes.
    pub bytes: Vec<u8>,
    /// True when `bytes` is everything the object holds.
    pub complete: bool,
    /// Compressed bytes that `bytes` came from; the same as its length when nothing is compressed.
    pub stored_bytes: u64,
}

/// Decompresses the beginning of an object: at most `limit` bytes, whatever the stream claims to
/// hold. `head_is_all` says that `head` is the whole object.
///
/// # Errors
/// A stream that is damaged or ends early although the whole object is there, and codecs that are not
/// read yet.
pub fn decompress_sample(
    compression: Compression,
    head: &[u8],
    head_is_all: bool,
    limit: usize,
) -> Result<TextSample, Mismatch> {
    let mut stored = head;
    let (bytes, end) = match compression {
        Compression::None => {
            let bytes = head[..head.len().min(limit)].to_vec();
            let complete = head_is_all && bytes.len() == head.len();
            return Ok(TextSample { stored_bytes: bytes.len() as u64, bytes, complete });
        }
        Compression::Gzip => read_some(flate2::bufread::MultiGzDecoder::new(&mut stored), limit),
        Compression::Bzip2 => read_some(bzip2::bufread::MultiBzDecoder::new(&mut stored), limit),
        Compression::Zstd => match zstd::Decoder::with_buffer(&mut stored) {
            Ok(decoder) => read_some(decoder, limit),
            Err(error) => (Vec::new(), End::Failed(error)),
        },
        Compression::Lz4 => frames(&mut stored, limit, lz4::frame),
        Compression::Snappy => frames(&mut stored, limit, snappy::frame),
        Compression::HadoopLz4 | Compression::HadoopSnappy => hadoop::blocks(compression, &mut stored, limit),
        Compression::Zip => return ZipEntry::only(head, head.len() as u64)?.sample(head, head_is_all, limit),
        Compression::Xz => {
            return Err(Mismatch::new(
                "xz compression is not read: use gzip, bzip2, zip with one entry, lz4, snappy or zstd",
            ));
        }
    };
    sample_of(compression.as_str(), bytes, end, head_is_all, head.len() - stored.len())
}

/// What came of a stream; `is_all` says that nothing of it is missing.
fn sample_of(name: &str, bytes: Vec<u8>, end: End, is_all: bool, stored_bytes: usize) -> Result<TextSample, Mismatch> {
    let complete = match end {
        End::Reached => is_all,
        End::Limit => false,
        // The rest of the stream was not fetched: running out of bytes is expected.
        End::Failed(error) if !is_all && error.kind() == ErrorKind::UnexpectedEof => false,
        End::Failed(error) if error.kind() == ErrorKind::UnexpectedEof => {
            return Err(Mismatch::new(format!("the {name} stream ends early: the object is truncated")));
        }
        End::Failed(error) => return Err(Mismatch::new(format!("the {name} stream is damaged: {error}"))),
    };
    Ok(TextSample { bytes, complete, stored_bytes: stored_bytes.max(1) as u64 })
}

/// Where a decoder came to a stop.
#[derive(Debug)]
pub(crate) enum End {
    Reached,
    Limit,
    Failed(io::Error),
}

/// The input ended within the stream.
fn cut() -> End {
    End::Failed(ErrorKind::UnexpectedEof.into())
}

fn damaged(why: impl Into<String>) -> End {
    End::Failed(io::Error::new(ErrorKind::InvalidData, why.into()))
}

/// The frames of a file, at most `limit` bytes of what they hold; `frame` takes one off.
fn frames(
    stored: &mut &[u8],
    limit: usize,
    frame: impl Fn(&mut &[u8], &mut Vec<u8>, usize) -> Result<(), End>,
) -> (Vec<u8>, End) {
    let mut out = Vec::new();
    while !stored.is_empty() {
        if let Err(end) = frame(stored, &mut out, limit) {
            return (out, end);
        }
    }
    (out, End::Reached)
}

/// The next `length` bytes of a stream.
fn take<'a>(stored: &mut &'a [u8], length: usize) -> Result<&'a [u8], End> {
    let Some((taken, rest)) = stored.split_at_checked(length) else {
        *stored = &[];
        return Err(cut());
    };
    *stored = rest;
    Ok(taken)
}

fn read_some(mut decoder: impl Read, limit: usize) -> (Vec<u8>, End) {
    let mut bytes = Vec::new();
    let mut buffer = [0u8; 16 * 1024];
    loop {
        let room = (limit - bytes.len()).min(buffer.len());
        if room == 0 {
            return (bytes, End::Limit);
        }
        match decoder.read(&mut buffer[..room]) {
            Ok(0) => return (bytes, End::Reached),
            Ok(n) => bytes.extend_from_slice(&buffer[..n]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return (bytes, End::Failed(error)),
        }
    }
}
