//! Digests of an object's bytes, computed while they pass.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use crc_fast::CrcAlgorithm;
use serde::{Deserialize, Serialize};

/// The checksums S3 knows.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ChecksumAlgorithm {
    /// CRC-32 (ISO-HDLC).
    #[serde(rename = "CRC32")]
    Crc32,
    /// CRC-32C (iSCSI).
    #[serde(rename = "CRC32C")]
    Crc32c,
    /// CRC-64/NVME.
    #[serde(rename = "CRC64NVME")]
    Crc64Nvme,
    /// SHA-1.
    #[serde(rename = "SHA1")]
    Sha1,
    /// SHA-256.
    #[serde(rename = "SHA256")]
    Sha256,
}

/// Whether a checksum is that of the bytes or that of the parts' checksums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChecksumKind {
    /// Of all bytes.
    #[serde(rename = "FULL_OBJECT")]
    FullObject,
    /// Of the parts' checksums; the value ends in `-<parts>`.
    #[serde(rename = "COMPOSITE")]
    Composite,
}

impl ChecksumKind {
    /// S3's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FullObject => "FULL_OBJECT",
            Self::Composite => "COMPOSITE",
        }
    }
}

/// A checksum as S3 shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksum {
    /// Which.
    pub algorithm: ChecksumAlgorithm,
    /// Of what.
    pub kind: ChecksumKind,
    /// Base64 of the big-endian digest, with `-<parts>` behind it when composite.
    pub value: String,
}

/// What was seen of a body when it ended.
#[derive(Debug, Clone)]
pub struct Digests {
    /// Bytes.
    pub size: u64,
    /// MD5 of the bytes.
    pub md5: [u8; 16],
    /// The checksum asked for.
    pub checksum: Option<Checksum>,
}

impl std::fmt::Display for ChecksumAlgorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for ChecksumAlgorithm {
    type Err = String;

    /// # Errors
    /// The text itself, when it names no checksum.
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| text.to_owned())
    }
}

impl ChecksumAlgorithm {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Crc32, Self::Crc32c, Self::Crc64Nvme, Self::Sha1, Self::Sha256];

    /// S3's name, `CRC32` to `SHA256`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    /// The kind an upload in parts gets when nobody says: CRC-64/NVME knows only full objects, the
    /// others default to composite.
    pub fn default_kind(self) -> ChecksumKind {
        if self == Self::Crc64Nvme { ChecksumKind::FullObject } else { ChecksumKind::Composite }
    }

    /// Whether an upload in parts can have this kind: digests cannot be joined, and CRC-64/NVME is
    /// never composite.
    pub fn allows(self, kind: ChecksumKind) -> bool {
        match kind {
            ChecksumKind::FullObject => self.crc().is_some(),
            ChecksumKind::Composite => self != Self::Crc64Nvme,
        }
    }

    fn crc(self) -> Option<CrcAlgorithm> {
        match self {
            Self::Crc32 => Some(CrcAlgorithm::Crc32IsoHdlc),
            Self::Crc32c => Some(CrcAlgorithm::Crc32Iscsi),
            Self::Crc64Nvme => Some(CrcAlgorithm::Crc64Nvme),
            Self::Sha1 | Self::Sha256 => None,
        }
    }

    /// Checksum of an object out of its parts' checksums (with each part's size). `None` when a part's
    /// value is no checksum of this kind.
    pub(crate) fn join(self, kind: ChecksumKind, parts: &[(String, u64)]) -> Option<Checksum> {
        let value = match kind {
            ChecksumKind::FullObject => self.join_full(parts)?,
            ChecksumKind::Composite => {
                let mut all = Checksummer::new(self);
                for (value, _) in parts {
                    all.update(&BASE64.decode(value).ok()?);
                }
                format!("{}-{}", all.finish(), parts.len())
            }
        };
        Some(Checksum { algorithm: self, kind, value })
    }

    fn join_full(self, parts: &[(String, u64)]) -> Option<String> {
        let crc = self.crc()?;
        let mut joined: Option<u64> = None;
        for (value, size) in parts {
            let bytes = BASE64.decode(value).ok()?;
            let number = bytes.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
            joined = Some(match joined {
                None => number,
                Some(before) => crc_fast::checksum_combine(crc, before, number, *size),
            });
        }
        Some(self.encode_crc(joined?))
    }

    fn encode_crc(self, value: u64) -> String {
        match self {
            Self::Crc64Nvme => BASE64.encode(value.to_be_bytes()),
            _ => BASE64.encode(&value.to_be_bytes()[4..]),
        }
    }
}

/// One checksum in the making.
pub struct Checksummer {
    algorithm: ChecksumAlgorithm,
    state: Running,
}

enum Running {
    Crc(crc_fast::Digest),
    Sha1(sha1::Sha1),
    Sha256(sha2::Sha256),
}

impl std::fmt::Debug for Checksummer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Checksummer").field(&self.algorithm).finish()
    }
}

impl Checksummer {
    /// A checksum of no bytes yet.
    pub fn new(algorithm: ChecksumAlgorithm) -> Self {
        let state = match (algorithm.crc(), algorithm) {
            (Some(crc), _) => Running::Crc(crc_fast::Digest::new(crc)),
            (None, ChecksumAlgorithm::Sha1) => Running::Sha1(sha1::Sha1::default()),
            (None, _) => Running::Sha256(sha2::Sha256::default()),
        };
        Self { algorithm, state }
    }

    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            Running::Crc(digest) => digest.update(bytes),
            Running::Sha1(digest) => sha1::Digest::update(digest, bytes),
            Running::Sha256(digest) => sha2::Digest::update(digest, bytes),
        }
    }

    /// Base64 of the digest.
    pub fn finish(self) -> String {
        match self.state {
            Running::Crc(digest) => self.algorithm.encode_crc(digest.finalize()),
            Running::Sha1(digest) => BASE64.encode(sha1::Digest::finalize(digest)),
            Running::Sha256(digest) => BASE64.encode(sha2::Digest::finalize(digest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checksum(algorithm: ChecksumAlgorithm, bytes: &[u8]) -> String {
        let mut running = Checksummer::new(algorithm);
        bytes.chunks(7).for_each(|chunk| running.update(chunk));
        running.finish()
    }

    #[test]
    fn known_values() {
        // Check values of the CRC catalogue, and the digests of nothing.
        let cases = [
            (ChecksumAlgorithm::Crc32, "y/Q5Jg=="),
            (ChecksumAlgorithm::Crc32c, "4waSgw=="),
            (ChecksumAlgorithm::Crc64Nvme, "rosUhgp5mIg="),
        ];
        for (algorithm, expected) in cases {
            assert_eq!(checksum(algorithm, b"123456789"), expected, "{algorithm}");
        }
        assert_eq!(checksum(ChecksumAlgorithm::Sha1, b""), "2jmj7l5rSw0yVb/vlWAYkK/YBwk=");
        assert_eq!(checksum(ChecksumAlgorithm::Sha256, b""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn parts_join_to_the_whole() {
        let bytes: Vec<u8> = (0..100_000u32).map(|n| (n % 251) as u8).collect();
        for algorithm in [ChecksumAlgorithm::Crc32, ChecksumAlgorithm::Crc32c, ChecksumAlgorithm::Crc64Nvme] {
            let parts: Vec<_> =
                bytes.chunks(33_333).map(|part| (checksum(algorithm, part), part.len() as u64)).collect();
            let joined = algorithm.join(ChecksumKind::FullObject, &parts).unwrap();
            assert_eq!(joined.value, checksum(algorithm, &bytes), "{algorithm}");
        }
        let parts = [(checksum(ChecksumAlgorithm::Sha256, b"a"), 1), (checksum(ChecksumAlgorithm::Sha256, b"b"), 1)];
        let joined = ChecksumAlgorithm::Sha256.join(ChecksumKind::Composite, &parts).unwrap();
        assert!(joined.value.ends_with("-2"));
        assert_eq!(ChecksumAlgorithm::Sha1.join(ChecksumKind::FullObject, &parts), None);
    }
}
