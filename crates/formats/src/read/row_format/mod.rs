//! How a SerDe class and its properties say that bytes become rows.

mod avro;
mod cloudtrail;
mod grok;
mod input;
mod ion;
mod json;
mod lazy_simple;
mod open_csv;
mod orc;
mod parquet;
mod properties;
mod regex;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use boathouse_schema::SerDe;
use serde::{Deserialize, Serialize};

pub use self::avro::AvroOptions;
pub use self::cloudtrail::CloudTrailOptions;
pub use self::grok::GrokOptions;
pub use self::ion::{IonOptions, IonStep};
pub use self::json::{JsonFlavour, JsonOptions};
pub use self::lazy_simple::LazySimpleOptions;
pub use self::open_csv::OpenCsvOptions;
pub use self::orc::OrcOptions;
pub use self::parquet::ParquetOptions;
use self::properties::Properties;
pub use self::regex::RegexOptions;
use crate::{Error, Result};

/// A row format this crate reads, with its options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowFormat {
    /// Delimited text without quotes: `LazySimpleSerDe` and `MultiDelimitSerDe`.
    LazySimple(LazySimpleOptions),
    /// Delimited text with quotes: `OpenCSVSerde`.
    OpenCsv(OpenCsvOptions),
    /// One JSON object a line: the OpenX and the Hive `JsonSerDe`.
    Json(JsonOptions),
    /// Lines that a pattern takes apart: `GrokSerDe`.
    Grok(GrokOptions),
    /// Apache Parquet: `ParquetHiveSerDe`.
    Parquet(ParquetOptions),
    /// Apache ORC: `OrcSerde`.
    Orc(OrcOptions),
    /// Avro object container files: `AvroSerDe`.
    Avro(AvroOptions),
    /// Lines that a regular expression fits: `RegexSerDe`.
    Regex(RegexOptions),
    /// Amazon Ion, text or binary: `IonHiveSerDe`.
    Ion(IonOptions),
    /// Logs of CloudTrail: `CloudTrailSerde`.
    CloudTrail(CloudTrailOptions),
}

impl RowFormat {
    /// The row format a catalog table declares. Properties are looked up among the SerDe's first and
    /// the table's second, as Hive merges them.
    ///
    /// # Errors
    /// [`Error::UnsupportedSerDe`] names a class without a reader, [`Error::UnsupportedProperty`] a
    /// property that would change the rows and is not implemented, [`Error::InvalidProperty`] a value
    /// that cannot be understood.
    pub fn from_serde(
        serde_class: &str,
        serde_params: &BTreeMap<String, String>,
        table_params: &BTreeMap<String, String>,
    ) -> Result<Self> {
        let serde: SerDe = serde_class.parse().map_err(|_| Error::UnsupportedSerDe(serde_class.to_owned()))?;
        let properties = |name| Properties::new(name, serde_params, table_params);
        match serde {
            SerDe::LazySimple => {
                LazySimpleOptions::from_properties(&properties("LazySimpleSerDe")).map(Self::LazySimple)
            }
            SerDe::OpenCsv => OpenCsvOptions::from_properties(&properties("OpenCSVSerde")).map(Self::OpenCsv),
            SerDe::OpenXJson => {
                JsonOptions::from_properties(JsonFlavour::OpenX, &properties("the OpenX JsonSerDe")).map(Self::Json)
            }
            SerDe::HiveJson => {
                JsonOptions::from_properties(JsonFlavour::Hive, &properties("the Hive JsonSerDe")).map(Self::Json)
            }
            SerDe::Parquet => ParquetOptions::from_properties(&properties("ParquetHiveSerDe")).map(Self::Parquet),
            SerDe::Grok => GrokOptions::from_properties(&properties("GrokSerDe")).map(Self::Grok),
            SerDe::Orc => OrcOptions::from_properties(&properties("OrcSerde")).map(Self::Orc),
            SerDe::Avro => AvroOptions::from_properties(&properties("AvroSerDe")).map(Self::Avro),
            SerDe::Regex => RegexOptions::from_properties(&properties("RegexSerDe")).map(Self::Regex),
            SerDe::Ion => IonOptions::from_properties(&properties("IonHiveSerDe")).map(Self::Ion),
            SerDe::CloudTrail => {
                CloudTrailOptions::from_properties(&properties("CloudTrailSerde")).map(Self::CloudTrail)
            }
            SerDe::MultiDelimit => {
                LazySimpleOptions::multi_delimited(&properties("MultiDelimitSerDe")).map(Self::LazySimple)
            }
        }
    }

    /// Fails for options that no properties make.
    pub(crate) fn check(&self) -> Result<()> {
        match self {
            Self::LazySimple(options) => options.check(),
            Self::OpenCsv(options) => options.check(),
            Self::Avro(options) => options.check(),
            // Patterns were made when the options were; the rest can be anything.
            Self::Json(_)
            | Self::Grok(_)
            | Self::Parquet(_)
            | Self::Orc(_)
            | Self::Regex(_)
            | Self::Ion(_)
            | Self::CloudTrail(_) => Ok(()),
        }
    }

    /// Short name, for messages and plans.
    pub fn name(&self) -> &'static str {
        match self {
            Self::LazySimple(_) => "LazySimpleSerDe",
            Self::OpenCsv(_) => "OpenCSVSerde",
            Self::Json(_) => "JsonSerDe",
            Self::Grok(_) => "GrokSerDe",
            Self::Parquet(_) => "Parquet",
            Self::Orc(_) => "ORC",
            Self::Avro(_) => "Avro",
            Self::Regex(_) => "RegexSerDe",
            Self::Ion(_) => "Ion",
            Self::CloudTrail(_) => "CloudTrail",
        }
    }

    /// True when columns are found by their position in a record, not by name.
    pub fn is_positional(&self) -> bool {
        match self {
            Self::LazySimple(_) | Self::OpenCsv(_) | Self::Regex(_) => true,
            Self::Json(_) | Self::Grok(_) | Self::Avro(_) | Self::Ion(_) | Self::CloudTrail(_) => false,
            Self::Parquet(options) => options.by_position,
            Self::Orc(options) => options.by_position,
        }
    }
}
