//! Whole-file compression, told by content, and the first megabytes behind it.

use std::io::{ErrorKind, Read};

use super::Mismatch;

/// How an object is compressed as a whole. Codecs inside Parquet are no concern of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compression {
    /// Not compressed.
    None,
    /// gzip, one member or several.
    Gzip,
    /// bzip2.
    Bzip2,
    /// Zstandard; an extension, crawlers of AWS do not know it.
    Zstd,
    /// A zip archive.
    Zip,
    /// LZ4 frames.
    Lz4,
    /// Snappy frames.
    Snappy,
    /// xz.
    Xz,
}

const MAGICS: &[(Compression, &[u8])] = &[
    (Compression::Gzip, &[0x1f, 0x8b, 0x08]),
    (Compression::Bzip2, b"BZh"),
    (Compression::Zstd, &[0x28, 0xb5, 0x2f, 0xfd]),
    (Compression::Zip, b"PK\x03\x04"),
    (Compression::Lz4, &[0x04, 0x22, 0x4d, 0x18]),
    (Compression::Snappy, b"\xff\x06\x00\x00sNaPpY"),
    (Compression::Xz, &[0xfd, b'7', b'z', b'X', b'Z', 0x00]),
];

impl Compression {
    /// The word in the `compressionType` parameter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Zstd => "zstd",
            Self::Zip => "zip",
            Self::Lz4 => "lz4",
            Self::Snappy => "snappy",
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
        if is_text { Self::None } else { found }
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
        other => {
            return Err(Mismatch::new(format!("{} compression is not read: use gzip, bzip2 or zstd", other.as_str())));
        }
    };
    let complete = match end {
        End::Reached => head_is_all,
        End::Limit => false,
        // The rest of the stream was not fetched: running out of bytes is expected.
        End::Failed(error) if !head_is_all && error.kind() == ErrorKind::UnexpectedEof => false,
        End::Failed(error) if error.kind() == ErrorKind::UnexpectedEof => {
            return Err(Mismatch::new(format!(
                "the {} stream ends early: the object is truncated",
                compression.as_str()
            )));
        }
        End::Failed(error) => {
            return Err(Mismatch::new(format!("the {} stream is damaged: {error}", compression.as_str())));
        }
    };
    Ok(TextSample { bytes, complete, stored_bytes: (head.len() - stored.len()).max(1) as u64 })
}

enum End {
    Reached,
    Limit,
    Failed(std::io::Error),
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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    fn compress(kind: Compression, text: &[u8]) -> Vec<u8> {
        match kind {
            Compression::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                encoder.write_all(text).unwrap();
                encoder.finish().unwrap()
            }
            Compression::Bzip2 => {
                let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
                encoder.write_all(text).unwrap();
                encoder.finish().unwrap()
            }
            Compression::Zstd => zstd::encode_all(text, 1).unwrap(),
            _ => text.to_vec(),
        }
    }

    #[test]
    fn content_tells_the_codec() {
        let text = b"a,b\n1,2\n".repeat(10_000);
        for kind in [Compression::None, Compression::Gzip, Compression::Bzip2, Compression::Zstd] {
            let stored = compress(kind, &text);
            assert_eq!(Compression::sniff(&stored), kind);
            let whole = decompress_sample(kind, &stored, true, text.len() * 2).unwrap();
            assert!(whole.complete && whole.bytes == text, "{kind:?}");
            assert_eq!(whole.stored_bytes, stored.len() as u64, "{kind:?}");
            let part = decompress_sample(kind, &stored, true, 1000).unwrap();
            assert!(!part.complete && part.bytes == text[..1000], "{kind:?}");
            if kind != Compression::None {
                let cut = &stored[..stored.len() - 9];
                assert!(!decompress_sample(kind, cut, false, text.len() * 2).unwrap().complete, "{kind:?}");
                assert!(decompress_sample(kind, cut, true, text.len() * 2).is_err(), "{kind:?}");
            }
        }
        assert_eq!(Compression::sniff(b"BZh is no magic here"), Compression::None);
        assert_eq!(Compression::sniff(b""), Compression::None);
        assert!(decompress_sample(Compression::Zip, b"PK\x03\x04", true, 10).is_err());
    }

    #[test]
    fn gzip_members_are_one_stream() {
        let mut stored = compress(Compression::Gzip, b"a,b\n");
        stored.extend(compress(Compression::Gzip, b"1,2\n"));
        assert_eq!(decompress_sample(Compression::Gzip, &stored, true, 100).unwrap().bytes, b"a,b\n1,2\n");
    }

    proptest! {
        #[test]
        fn any_bytes_end_within_the_limit(bytes in prop::collection::vec(any::<u8>(), 0..400), all: bool) {
            for kind in [Compression::Gzip, Compression::Bzip2, Compression::Zstd] {
                let magic = MAGICS.iter().find(|(k, _)| *k == kind).map_or(&[][..], |(_, m)| *m);
                let hostile = [magic, &bytes].concat();
                if let Ok(sample) = decompress_sample(kind, &hostile, all, 1000) {
                    prop_assert!(sample.bytes.len() <= 1000);
                }
            }
        }
    }
}
