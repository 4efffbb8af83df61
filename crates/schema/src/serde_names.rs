//! SerDe and input format class names, as they stand in a Hive table.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a crawler calls the kind of data (`classification` in table parameters).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Classification {
    /// Delimited text.
    Csv,
    /// JSON, one object per line or concatenated.
    Json,
    /// Apache Parquet.
    Parquet,
    /// Apache ORC.
    Orc,
    /// Apache Avro object container files.
    Avro,
    /// BSON documents.
    Bson,
    /// Amazon Ion, text or binary.
    Ion,
}

impl Classification {
    /// The word in the `classification` parameter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Parquet => "parquet",
            Self::Orc => "orc",
            Self::Avro => "avro",
            Self::Bson => "bson",
            Self::Ion => "ion",
        }
    }
}

impl fmt::Display for Classification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A serializer/deserializer class of a Hive table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SerDe {
    /// `org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe`
    LazySimple,
    /// `org.apache.hadoop.hive.serde2.OpenCSVSerde`
    OpenCsv,
    /// `org.openx.data.jsonserde.JsonSerDe`
    OpenXJson,
    /// `org.apache.hive.hcatalog.data.JsonSerDe`
    HiveJson,
    /// `org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe`
    Parquet,
    /// `org.apache.hadoop.hive.ql.io.orc.OrcSerde`
    Orc,
    /// `org.apache.hadoop.hive.serde2.avro.AvroSerDe`
    Avro,
    /// `org.apache.hadoop.hive.serde2.RegexSerDe`
    Regex,
    /// `com.amazonaws.glue.serde.GrokSerDe`
    Grok,
    /// `com.amazon.ionhiveserde.IonHiveSerDe`
    Ion,
    /// `com.amazon.emr.hive.serde.CloudTrailSerde`
    CloudTrail,
    /// `org.apache.hadoop.hive.serde2.MultiDelimitSerDe`
    MultiDelimit,
}

/// The first name of a SerDe is the one it is written with.
const SERDES: &[(SerDe, &str)] = &[
    (SerDe::LazySimple, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"),
    (SerDe::OpenCsv, "org.apache.hadoop.hive.serde2.OpenCSVSerde"),
    (SerDe::OpenXJson, "org.openx.data.jsonserde.JsonSerDe"),
    (SerDe::HiveJson, "org.apache.hive.hcatalog.data.JsonSerDe"),
    (SerDe::Parquet, "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"),
    (SerDe::Orc, "org.apache.hadoop.hive.ql.io.orc.OrcSerde"),
    (SerDe::Avro, "org.apache.hadoop.hive.serde2.avro.AvroSerDe"),
    (SerDe::Regex, "org.apache.hadoop.hive.serde2.RegexSerDe"),
    (SerDe::Grok, "com.amazonaws.glue.serde.GrokSerDe"),
    (SerDe::Ion, "com.amazon.ionhiveserde.IonHiveSerDe"),
    (SerDe::CloudTrail, "com.amazon.emr.hive.serde.CloudTrailSerde"),
    (SerDe::MultiDelimit, "org.apache.hadoop.hive.serde2.MultiDelimitSerDe"),
    (SerDe::MultiDelimit, "org.apache.hadoop.hive.contrib.serde2.MultiDelimitSerDe"),
];

impl SerDe {
    /// The Java class name.
    pub fn class_name(self) -> &'static str {
        SERDES.iter().find_map(|(serde, name)| (*serde == self).then_some(*name)).unwrap_or_default()
    }
}

impl FromStr for SerDe {
    type Err = crate::Error;

    fn from_str(class: &str) -> crate::Result<Self> {
        SERDES
            .iter()
            .find_map(|(serde, name)| (*name == class).then_some(*serde))
            .ok_or_else(|| crate::Error::NoCounterpart(class.to_owned()))
    }
}

/// Input format, output format and SerDe that go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageFormat {
    /// Class that splits files into records.
    pub input_format: &'static str,
    /// Class that writes records into files.
    pub output_format: &'static str,
    /// Class that turns records into rows.
    pub serde: SerDe,
}

const TEXT_INPUT: &str = "org.apache.hadoop.mapred.TextInputFormat";
const TEXT_OUTPUT: &str = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";

impl StorageFormat {
    /// The formats Glue writes for a table of this SerDe.
    pub fn of(serde: SerDe) -> Self {
        let (input_format, output_format) = match serde {
            SerDe::Parquet => (
                "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            ),
            SerDe::Orc => {
                ("org.apache.hadoop.hive.ql.io.orc.OrcInputFormat", "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat")
            }
            SerDe::Avro => (
                "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
                "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
            ),
            SerDe::Ion => {
                ("com.amazon.ionhiveserde.formats.IonInputFormat", "com.amazon.ionhiveserde.formats.IonOutputFormat")
            }
            SerDe::CloudTrail => ("com.amazon.emr.cloudtrail.CloudTrailInputFormat", TEXT_OUTPUT),
            SerDe::LazySimple
            | SerDe::OpenCsv
            | SerDe::OpenXJson
            | SerDe::HiveJson
            | SerDe::Regex
            | SerDe::Grok
            | SerDe::MultiDelimit => (TEXT_INPUT, TEXT_OUTPUT),
        };
        Self { input_format, output_format, serde }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_name_finds_its_serde() {
        for (serde, name) in SERDES {
            assert_eq!(name.parse(), Ok(*serde));
            assert_eq!(serde.class_name().parse(), Ok(*serde));
        }
        assert!("com.example.Other".parse::<SerDe>().is_err());
    }
}
