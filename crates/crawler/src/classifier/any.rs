//! A custom classifier of any kind.

use serde::{Deserialize, Serialize};

use super::{CsvClassifier, GrokClassifier, JsonClassifier, XmlClassifier};
use crate::Result;

/// How objects of one kind are recognised and read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Classifier {
    /// Delimited text.
    Csv(CsvClassifier),
    /// Lines that fit a pattern.
    Grok(GrokClassifier),
    /// Elements of XML.
    Xml(XmlClassifier),
    /// Parts of JSON.
    Json(JsonClassifier),
}

impl Classifier {
    /// Its name, unique among classifiers of all kinds.
    pub fn name(&self) -> &str {
        match self {
            Self::Csv(one) => &one.name,
            Self::Grok(one) => &one.name,
            Self::Xml(one) => &one.name,
            Self::Json(one) => &one.name,
        }
    }

    /// The kind's name, as people call it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Csv(_) => "CSV",
            Self::Grok(_) => "Grok",
            Self::Xml(_) => "XML",
            Self::Json(_) => "JSON",
        }
    }

    /// Checks every member.
    ///
    /// # Errors
    /// [`Error::InvalidInput`](crate::Error::InvalidInput) naming the member.
    pub fn validate(&self) -> Result<()> {
        match self {
            Self::Csv(one) => one.validate(),
            Self::Grok(one) => one.validate(),
            Self::Xml(one) => one.validate(),
            Self::Json(one) => one.validate(),
        }
    }
}

impl From<CsvClassifier> for Classifier {
    fn from(from: CsvClassifier) -> Self {
        Self::Csv(from)
    }
}

impl From<GrokClassifier> for Classifier {
    fn from(from: GrokClassifier) -> Self {
        Self::Grok(from)
    }
}

impl From<XmlClassifier> for Classifier {
    fn from(from: XmlClassifier) -> Self {
        Self::Xml(from)
    }
}

impl From<JsonClassifier> for Classifier {
    fn from(from: JsonClassifier) -> Self {
        Self::Json(from)
    }
}
