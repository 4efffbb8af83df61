//! Custom classifiers.

use boathouse_crawler as crawler;
use boathouse_wire::EpochSeconds;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::{Error, checks};

/// The classifier of `CreateClassifier` and `UpdateClassifier`: one of four kinds, of which one is served.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ClassifierInput {
    grok_classifier: Option<IgnoredAny>,
    #[serde(rename = "XMLClassifier")]
    xml_classifier: Option<IgnoredAny>,
    json_classifier: Option<IgnoredAny>,
    csv_classifier: Option<CsvClassifierInput>,
}

impl ClassifierInput {
    /// The CSV classifier; other kinds are refused by name.
    pub fn into_csv(self) -> Result<CsvClassifierInput, Error> {
        checks::refuse("GrokClassifier", self.grok_classifier.is_some())?;
        checks::refuse("XMLClassifier", self.xml_classifier.is_some())?;
        checks::refuse("JsonClassifier", self.json_classifier.is_some())?;
        self.csv_classifier.ok_or_else(|| Error::InvalidInput("One classifier must be given.".to_owned()))
    }
}

/// `CreateCsvClassifierRequest` and `UpdateCsvClassifierRequest`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CsvClassifierInput {
    pub name: String,
    delimiter: Option<String>,
    quote_symbol: Option<String>,
    contains_header: Option<crawler::ContainsHeader>,
    header: Option<Vec<String>>,
    disable_value_trimming: Option<bool>,
    allow_single_column: Option<bool>,
    custom_datatype_configured: Option<bool>,
    custom_datatypes: Option<Vec<String>>,
    serde: Option<crawler::CsvSerde>,
}

impl CsvClassifierInput {
    /// What is stored, with the members that were sent replaced.
    pub fn over(self, stored: crawler::CsvClassifier) -> crawler::CsvClassifier {
        crawler::CsvClassifier {
            name: self.name,
            delimiter: self.delimiter.or(stored.delimiter),
            quote_symbol: self.quote_symbol.or(stored.quote_symbol),
            contains_header: self.contains_header.or(stored.contains_header),
            header: self.header.or(stored.header),
            disable_value_trimming: self.disable_value_trimming.or(stored.disable_value_trimming),
            allow_single_column: self.allow_single_column.or(stored.allow_single_column),
            custom_datatype_configured: self.custom_datatype_configured.or(stored.custom_datatype_configured),
            custom_datatypes: self.custom_datatypes.or(stored.custom_datatypes),
            serde: self.serde.or(stored.serde),
        }
    }
}

/// `Classifier`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Classifier {
    csv_classifier: CsvClassifier,
}

/// `CsvClassifier`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct CsvClassifier {
    name: String,
    creation_time: EpochSeconds,
    last_updated: EpochSeconds,
    version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote_symbol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contains_header: Option<crawler::ContainsHeader>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disable_value_trimming: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allow_single_column: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_datatype_configured: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_datatypes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    serde: Option<crawler::CsvSerde>,
}

impl From<crawler::StoredClassifier> for Classifier {
    fn from(from: crawler::StoredClassifier) -> Self {
        let definition = from.definition;
        let csv_classifier = CsvClassifier {
            name: definition.name,
            creation_time: from.creation_time_ms.into(),
            last_updated: from.last_updated_ms.into(),
            version: from.version,
            delimiter: definition.delimiter,
            quote_symbol: definition.quote_symbol,
            contains_header: definition.contains_header,
            header: definition.header,
            disable_value_trimming: definition.disable_value_trimming,
            allow_single_column: definition.allow_single_column,
            custom_datatype_configured: definition.custom_datatype_configured,
            custom_datatypes: definition.custom_datatypes,
            serde: definition.serde,
        };
        Self { csv_classifier }
    }
}
