//! The formats objects are written in, and the codecs each of them is compressed with.

use arrow_schema::SchemaRef;

use super::encoder::RowEncoder;
use super::text::{JsonLines, LazySimpleLines, TextEncoder};
use super::{avro, orc};
use crate::read::LazySimpleOptions;
use crate::{Error, Result};

/// What kind of file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileKind {
    /// Apache Parquet.
    Parquet,
    /// Apache ORC.
    Orc,
    /// Apache Avro object container files.
    Avro,
    /// One JSON object a line, as both of Hive's and OpenX' SerDes read them.
    Json,
    /// Delimited text as `LazySimpleSerDe` reads it, perhaps with the columns' names in the first line.
    Text {
        /// Separators, escapes and what stands for NULL.
        layout: LazySimpleOptions,
        /// Whether a line of names comes first.
        header: bool,
    },
}

/// How a file, or what is in it, is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileCodec {
    /// Not at all.
    None,
    /// bzip2.
    Bzip2,
    /// Deflate.
    Deflate,
    /// gzip.
    Gzip,
    /// LZ4.
    Lz4,
    /// Snappy.
    Snappy,
    /// zlib.
    Zlib,
    /// Zstandard.
    Zstd,
}

const CODECS: &[(&str, FileCodec)] = &[
    ("BZIP2", FileCodec::Bzip2),
    ("DEFLATE", FileCodec::Deflate),
    ("GZIP", FileCodec::Gzip),
    ("LZ4", FileCodec::Lz4),
    ("NONE", FileCodec::None),
    ("SNAPPY", FileCodec::Snappy),
    ("UNCOMPRESSED", FileCodec::None),
    ("ZLIB", FileCodec::Zlib),
    ("ZSTD", FileCodec::Zstd),
];

impl FileKind {
    /// The word for it in a `format` property.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Parquet => "PARQUET",
            Self::Orc => "ORC",
            Self::Avro => "AVRO",
            Self::Json => "JSON",
            Self::Text { .. } => "TEXTFILE",
        }
    }

    /// The codecs, the one that is used unless another is asked for first.
    fn codecs(&self) -> &'static [FileCodec] {
        use FileCodec::{Bzip2, Deflate, Gzip, Lz4, None, Snappy, Zlib, Zstd};
        match self {
            Self::Parquet => &[Gzip, Lz4, None, Snappy, Zstd],
            Self::Orc => &[Zlib, Lz4, None, Snappy, Zstd],
            Self::Avro => &[Deflate, Bzip2, None, Snappy, Zstd],
            Self::Json | Self::Text { .. } => &[Gzip, Bzip2, Lz4, None, Snappy, Zstd],
        }
    }
}

/// A kind of file with its codec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFormat {
    kind: FileKind,
    codec: FileCodec,
    level: Option<i32>,
}

impl FileFormat {
    /// Files of a kind, compressed with the codec of this name (the kind's usual one without a name).
    ///
    /// # Errors
    /// [`Error::CodecNotWritable`] for a codec that files of the kind cannot have, and [`Error::InvalidProperty`] for a
    /// level that the codec has not.
    pub fn new(kind: FileKind, codec: Option<&str>, level: Option<i32>) -> Result<Self> {
        let codecs = kind.codecs();
        let codec = match codec {
            None => codecs[0],
            Some(name) => CODECS
                .iter()
                .find_map(|(known, codec)| known.eq_ignore_ascii_case(name).then_some(*codec))
                .filter(|codec| codecs.contains(codec))
                .ok_or_else(|| Error::CodecNotWritable { codec: name.to_uppercase(), format: kind.word() })?,
        };
        if let Some(level) = level
            && (codec != FileCodec::Zstd
                || !(1..=22).contains(&level)
                || matches!(kind, FileKind::Orc | FileKind::Avro))
        {
            return Err(Error::InvalidProperty {
                property: "compression_level".to_owned(),
                value: level.to_string(),
                expected: "a level of 1 to 22, with ZSTD in a format other than ORC and AVRO",
            });
        }
        Ok(Self { kind, codec, level })
    }

    /// The kind.
    pub fn kind(&self) -> &FileKind {
        &self.kind
    }

    /// The codec's name.
    pub fn codec_name(&self) -> &'static str {
        CODECS.iter().find_map(|(name, codec)| (*codec == self.codec).then_some(*name)).unwrap_or_default()
    }

    pub(super) fn codec(&self) -> FileCodec {
        self.codec
    }

    pub(super) fn level(&self) -> Option<i32> {
        self.level
    }

    /// What a file's name ends with: readers of text know the codec by it.
    pub fn file_suffix(&self) -> &'static str {
        match (&self.kind, self.codec) {
            (FileKind::Parquet | FileKind::Orc | FileKind::Avro, _) => "",
            (_, FileCodec::Bzip2) => ".bz2",
            (_, FileCodec::Gzip) => ".gz",
            (_, FileCodec::Lz4) => ".lz4",
            (_, FileCodec::Snappy) => ".snappy",
            (_, FileCodec::Zstd) => ".zst",
            (_, FileCodec::None | FileCodec::Deflate | FileCodec::Zlib) => "",
        }
    }

    /// Fails for columns that files of this kind cannot hold.
    ///
    /// # Errors
    /// [`Error::NotWritable`].
    pub fn check(&self, schema: &SchemaRef) -> Result<()> {
        match &self.kind {
            FileKind::Orc => orc::check(schema),
            FileKind::Avro => avro::check(schema),
            FileKind::Text { layout, .. } => LazySimpleLines::new(layout, schema).map(drop),
            FileKind::Json => Ok(()),
            FileKind::Parquet => super::writable_schema(schema).map(drop),
        }
    }

    /// An encoder for one file; none for Parquet, whose row groups are encoded on all cores.
    pub(super) fn encoder(&self, schema: &SchemaRef) -> Result<Option<Box<dyn RowEncoder>>> {
        Ok(Some(match &self.kind {
            FileKind::Parquet => return Ok(None),
            FileKind::Orc => Box::new(orc::OrcEncoder::new(schema, self.codec)?),
            FileKind::Avro => Box::new(avro::AvroEncoder::new(schema, self.codec)?),
            FileKind::Json => Box::new(TextEncoder::new(JsonLines::new(schema), self.codec, self.level, None)),
            FileKind::Text { layout, header } => {
                let lines = LazySimpleLines::new(layout, schema)?;
                let header = header.then(|| lines.header(schema));
                Box::new(TextEncoder::new(lines, self.codec, self.level, header))
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codecs_belong_to_formats() {
        let text = FileKind::Text { layout: LazySimpleOptions::delimited(1), header: false };
        for (kind, codec, level, expected) in [
            (FileKind::Parquet, None, None, Ok("GZIP ")),
            (FileKind::Parquet, Some("zstd"), Some(22), Ok("ZSTD ")),
            (FileKind::Parquet, Some("LZO"), None, Err("Compression codec LZO not supported for PARQUET")),
            (FileKind::Parquet, Some("SNAPPY"), Some(3), Err("'compression_level' = '3'")),
            (FileKind::Parquet, Some("ZSTD"), Some(23), Err("'compression_level' = '23'")),
            (FileKind::Orc, None, None, Ok("ZLIB ")),
            (FileKind::Orc, Some("GZIP"), None, Err("Compression codec GZIP not supported for ORC")),
            (FileKind::Avro, None, None, Ok("DEFLATE ")),
            (FileKind::Json, None, None, Ok("GZIP .gz")),
            (FileKind::Json, Some("ZLIB"), None, Err("Compression codec ZLIB not supported for JSON")),
            (text.clone(), Some("none"), None, Ok("NONE ")),
            (text, Some("bzip2"), None, Ok("BZIP2 .bz2")),
        ] {
            let made = FileFormat::new(kind.clone(), codec, level);
            match (made, expected) {
                (Ok(format), Ok(text)) => assert_eq!(format!("{} {}", format.codec_name(), format.file_suffix()), text),
                (Err(error), Err(text)) => assert!(error.to_string().contains(text), "{error}"),
                (made, _) => panic!("{kind:?} {codec:?} {level:?}: {made:?}"),
            }
        }
    }
}
