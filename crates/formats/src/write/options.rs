//! How Parquet objects are written.

use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;
use std::sync::Arc;

use parquet::basic::{BrotliLevel, Compression as Codec, GzipLevel, ZstdLevel};
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};

use crate::{Error, Result};

/// Page compression of a Parquet file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// Pages as they are.
    None,
    /// Snappy, what Glue and Spark write unless told otherwise.
    #[default]
    Snappy,
    /// Gzip, level 6.
    Gzip,
    /// Zstandard, level 3.
    Zstd,
    /// LZ4 raw blocks (the codec that replaced Hadoop's LZ4 framing).
    Lz4,
    /// Brotli, level 1.
    Brotli,
}

impl Compression {
    const NAMES: &[(&str, Self)] = &[
        ("brotli", Self::Brotli),
        ("gzip", Self::Gzip),
        ("lz4", Self::Lz4),
        ("none", Self::None),
        ("snappy", Self::Snappy),
        ("uncompressed", Self::None),
        ("zstd", Self::Zstd),
    ];

    /// The codec, at `level` where it has levels.
    pub(super) fn codec(self, level: Option<i32>) -> Codec {
        match self {
            Self::None => Codec::UNCOMPRESSED,
            Self::Snappy => Codec::SNAPPY,
            Self::Gzip => Codec::GZIP(GzipLevel::default()),
            // Level 1 of the library's default loses a tenth of the size for no speed on columnar pages.
            Self::Zstd => Codec::ZSTD(ZstdLevel::try_new(level.unwrap_or(3)).unwrap_or_default()),
            Self::Lz4 => Codec::LZ4_RAW,
            Self::Brotli => Codec::BROTLI(BrotliLevel::default()),
        }
    }

    /// What stands before `.parquet` in a file name, as Spark writes it.
    pub(super) fn file_suffix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Snappy => ".snappy",
            Self::Gzip => ".gz",
            Self::Zstd => ".zstd",
            Self::Lz4 => ".lz4raw",
            Self::Brotli => ".br",
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find_map(|(name, codec)| (codec == self).then_some(*name));
        f.write_str(name.unwrap_or_default())
    }
}

impl FromStr for Compression {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let lower = text.to_ascii_lowercase();
        Self::NAMES.iter().find_map(|(name, codec)| (*name == lower).then_some(*codec)).ok_or_else(|| {
            Error::InvalidProperty {
                property: "compression".into(),
                value: text.to_owned(),
                expected: "snappy, zstd, gzip, lz4, brotli, uncompressed or none",
            }
        })
    }
}

/// Options of [`write_parquet`](super::write_parquet).
#[derive(Debug, Clone)]
pub struct ParquetWriteOptions {
    /// Page compression.
    pub compression: Compression,
    /// Level of Zstandard, 1 to 22; 3 unless said.
    pub compression_level: Option<i32>,
    /// Columns that become `key=value` folders and leave the file body, in folder order.
    pub partition_keys: Vec<String>,
    /// Start of every file name; must be unique to this write within the target.
    pub file_prefix: String,
    /// Rows are dealt to this many files a partition.
    pub files: NonZeroUsize,
    /// A row group ends at this many rows,
    pub row_group_rows_max: usize,
    /// or at about this many encoded bytes.
    pub row_group_bytes_max: usize,
    /// A file that has reached this size is finished and the next one begun.
    pub file_bytes_max: u64,
    /// Files being written at one time; the one that was written to longest ago is finished first.
    pub open_files_max: usize,
    /// The one budget of a write, in bytes: waiting rows, encoders, and encoded bytes on their way to the
    /// store. Row groups and files are ended early to keep to it.
    pub memory_bytes_max: usize,
    /// Encoding tasks at one time.
    pub threads: NonZeroUsize,
}

impl ParquetWriteOptions {
    /// Defaults, with file names that begin with `file_prefix`.
    pub fn new(file_prefix: impl Into<String>) -> Self {
        Self {
            compression: Compression::default(),
            compression_level: None,
            partition_keys: Vec::new(),
            file_prefix: file_prefix.into(),
            files: NonZeroUsize::MIN,
            row_group_rows_max: 1 << 20,
            row_group_bytes_max: 64 << 20,
            file_bytes_max: 1 << 30,
            open_files_max: 64,
            memory_bytes_max: 96 << 20,
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        }
    }

    pub(super) fn properties(&self) -> WriterPropertiesPtr {
        Arc::new(
            WriterProperties::builder()
                .set_compression(self.compression.codec(self.compression_level))
                // List items are called `element` and map entries `key_value`, as the format's
                // specification has it and Spark and Athena expect.
                .set_coerce_types(true)
                .build(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for name in ["brotli", "gzip", "lz4", "none", "snappy", "zstd"] {
            assert_eq!(name.parse::<Compression>().unwrap().to_string(), name);
        }
        assert_eq!("UNCOMPRESSED".parse::<Compression>().unwrap(), Compression::None);
        let refused = "lzo".parse::<Compression>().unwrap_err().to_string();
        assert!(refused.contains("'lzo'"), "{refused}");
    }
}
