//! Custom classifiers.

mod others;

use boathouse_crawler as crawler;
use boathouse_wire::{Constraints, EpochSeconds};
use serde::{Deserialize, Serialize};

use others::{GrokClassifier, GrokClassifierInput, History, JsonClassifier, JsonClassifierInput};
use others::{XmlClassifier, XmlClassifierInput};

use crate::{Error, checks};

const NAME_CHARS_MAX: usize = 255;
const GROK_CHARS_MAX: usize = 2_048;
const PATTERNS_CHARS_MAX: usize = 16_000;

/// The classifier of `CreateClassifier` and `UpdateClassifier`: one of four kinds.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ClassifierInput {
    grok_classifier: Option<GrokClassifierInput>,
    #[serde(rename = "XMLClassifier")]
    xml_classifier: Option<XmlClassifierInput>,
    json_classifier: Option<JsonClassifierInput>,
    csv_classifier: Option<CsvClassifierInput>,
}

/// The one classifier of a request.
#[derive(Debug)]
pub(crate) enum OneClassifier {
    Csv(CsvClassifierInput),
    Grok(GrokClassifierInput),
    Xml(XmlClassifierInput),
    Json(JsonClassifierInput),
}

impl ClassifierInput {
    /// The one classifier; none and several are refused.
    pub fn one(self) -> Result<OneClassifier, Error> {
        let given = [
            self.csv_classifier.map(OneClassifier::Csv),
            self.grok_classifier.map(OneClassifier::Grok),
            self.xml_classifier.map(OneClassifier::Xml),
            self.json_classifier.map(OneClassifier::Json),
        ];
        let mut given = given.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(one), None) => {
                let mut all = Constraints::naming_values();
                one.check(&mut all);
                all.finish()?;
                Ok(one)
            }
            _ => Err(Error::InvalidInput("One classifier must be given.".to_owned())),
        }
    }
}

impl OneClassifier {
    /// The model's constraints.
    fn check(&self, all: &mut Constraints) {
        let kind = match self {
            Self::Csv(_) => "csvClassifier",
            Self::Grok(_) => "grokClassifier",
            Self::Xml(_) => "xMLClassifier",
            Self::Json(_) => "jsonClassifier",
        };
        all.length(&format!("{kind}.name"), self.name(), 1, NAME_CHARS_MAX);
        match self {
            Self::Csv(one) => {
                checks::optional(all, "csvClassifier.delimiter", one.delimiter.as_deref(), 1, 1);
                checks::optional(all, "csvClassifier.quoteSymbol", one.quote_symbol.as_deref(), 1, 1);
                checks::texts(all, "csvClassifier.header", one.header.as_deref().unwrap_or_default(), NAME_CHARS_MAX);
                let types = one.custom_datatypes.as_deref().unwrap_or_default();
                checks::texts(all, "csvClassifier.customDatatypes", types, NAME_CHARS_MAX);
            }
            Self::Grok(one) => {
                checks::optional(all, "grokClassifier.grokPattern", one.grok_pattern.as_deref(), 1, GROK_CHARS_MAX);
                let patterns = one.custom_patterns.as_deref();
                checks::optional(all, "grokClassifier.customPatterns", patterns, 0, PATTERNS_CHARS_MAX);
            }
            Self::Xml(_) | Self::Json(_) => {}
        }
    }

    /// The name of what is meant.
    pub fn name(&self) -> &str {
        match self {
            Self::Csv(one) => &one.name,
            Self::Grok(one) => &one.name,
            Self::Xml(one) => &one.name,
            Self::Json(one) => &one.name,
        }
    }

    /// A new classifier. Members that only an update can leave out must be there.
    pub fn made(self) -> Result<crawler::Classifier, Error> {
        match &self {
            Self::Csv(_) => {}
            Self::Grok(one) => {
                checks::required("grokClassifier.classification", one.classification.as_ref())?;
                checks::required("grokClassifier.grokPattern", one.grok_pattern.as_ref())?;
            }
            Self::Xml(one) => drop(checks::required("xMLClassifier.classification", one.classification.as_ref())?),
            Self::Json(one) => drop(checks::required("jsonClassifier.jsonPath", one.json_path.as_ref())?),
        }
        Ok(match self {
            Self::Csv(one) => one.over(crawler::CsvClassifier::default()).into(),
            Self::Grok(one) => one.over(crawler::GrokClassifier::default()).into(),
            Self::Xml(one) => one.over(crawler::XmlClassifier::default()).into(),
            Self::Json(one) => one.over(crawler::JsonClassifier::default()).into(),
        })
    }

    /// What is stored, with the members that were sent replaced. A classifier stays of its kind.
    pub fn over(self, stored: crawler::Classifier) -> Result<crawler::Classifier, crawler::Error> {
        Ok(match (self, stored) {
            (Self::Csv(one), crawler::Classifier::Csv(stored)) => one.over(stored).into(),
            (Self::Grok(one), crawler::Classifier::Grok(stored)) => one.over(stored).into(),
            (Self::Xml(one), crawler::Classifier::Xml(stored)) => one.over(stored).into(),
            (Self::Json(one), crawler::Classifier::Json(stored)) => one.over(stored).into(),
            (one, stored) => {
                let text = format!("Classifier {} is a {} classifier.", one.name(), stored.kind());
                return Err(crawler::Error::InvalidInput(text));
            }
        })
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

/// `Classifier`: the member of its kind.
#[derive(Debug, Serialize)]
pub(crate) enum Classifier {
    #[serde(rename = "CsvClassifier")]
    Csv(CsvClassifier),
    #[serde(rename = "GrokClassifier")]
    Grok(GrokClassifier),
    #[serde(rename = "XMLClassifier")]
    Xml(XmlClassifier),
    #[serde(rename = "JsonClassifier")]
    Json(JsonClassifier),
}

/// `CsvClassifier`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CsvClassifier {
    name: String,
    #[serde(flatten)]
    history: History,
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

impl CsvClassifier {
    fn new(from: crawler::CsvClassifier, history: History) -> Self {
        Self {
            name: from.name,
            history,
            delimiter: from.delimiter,
            quote_symbol: from.quote_symbol,
            contains_header: from.contains_header,
            header: from.header,
            disable_value_trimming: from.disable_value_trimming,
            allow_single_column: from.allow_single_column,
            custom_datatype_configured: from.custom_datatype_configured,
            custom_datatypes: from.custom_datatypes,
            serde: from.serde,
        }
    }
}

impl From<crawler::StoredClassifier> for Classifier {
    fn from(from: crawler::StoredClassifier) -> Self {
        let history = History {
            creation_time: EpochSeconds(from.creation_time_ms),
            last_updated: EpochSeconds(from.last_updated_ms),
            version: from.version,
        };
        match from.definition {
            crawler::Classifier::Csv(one) => Self::Csv(CsvClassifier::new(one, history)),
            crawler::Classifier::Grok(one) => Self::Grok(GrokClassifier::new(one, history)),
            crawler::Classifier::Xml(one) => Self::Xml(XmlClassifier::new(one, history)),
            crawler::Classifier::Json(one) => Self::Json(JsonClassifier::new(one, history)),
        }
    }
}
