//! Grok, XML and JSON classifiers.

use boathouse_crawler as crawler;
use boathouse_wire::EpochSeconds;
use serde::{Deserialize, Serialize};

/// `CreateGrokClassifierRequest` and `UpdateGrokClassifierRequest`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GrokClassifierInput {
    pub name: String,
    pub classification: Option<String>,
    pub grok_pattern: Option<String>,
    pub custom_patterns: Option<String>,
}

impl GrokClassifierInput {
    /// What is stored, with the members that were sent replaced.
    pub fn over(self, stored: crawler::GrokClassifier) -> crawler::GrokClassifier {
        crawler::GrokClassifier {
            name: self.name,
            classification: self.classification.unwrap_or(stored.classification),
            grok_pattern: self.grok_pattern.unwrap_or(stored.grok_pattern),
            custom_patterns: self.custom_patterns.or(stored.custom_patterns),
        }
    }
}

/// `CreateXMLClassifierRequest` and `UpdateXMLClassifierRequest`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct XmlClassifierInput {
    pub name: String,
    pub classification: Option<String>,
    row_tag: Option<String>,
}

impl XmlClassifierInput {
    /// What is stored, with the members that were sent replaced.
    pub fn over(self, stored: crawler::XmlClassifier) -> crawler::XmlClassifier {
        crawler::XmlClassifier {
            name: self.name,
            classification: self.classification.unwrap_or(stored.classification),
            row_tag: self.row_tag.or(stored.row_tag),
        }
    }
}

/// `CreateJsonClassifierRequest` and `UpdateJsonClassifierRequest`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct JsonClassifierInput {
    pub name: String,
    pub json_path: Option<String>,
}

impl JsonClassifierInput {
    /// What is stored, with the members that were sent replaced.
    pub fn over(self, stored: crawler::JsonClassifier) -> crawler::JsonClassifier {
        crawler::JsonClassifier { name: self.name, json_path: self.json_path.unwrap_or(stored.json_path) }
    }
}

/// When a classifier was made and changed, and how often.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct History {
    pub creation_time: EpochSeconds,
    pub last_updated: EpochSeconds,
    pub version: i64,
}

/// `GrokClassifier`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GrokClassifier {
    name: String,
    classification: String,
    #[serde(flatten)]
    history: History,
    grok_pattern: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_patterns: Option<String>,
}

impl GrokClassifier {
    pub fn new(from: crawler::GrokClassifier, history: History) -> Self {
        Self {
            name: from.name,
            classification: from.classification,
            history,
            grok_pattern: from.grok_pattern,
            custom_patterns: from.custom_patterns,
        }
    }
}

/// `XMLClassifier`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct XmlClassifier {
    name: String,
    classification: String,
    #[serde(flatten)]
    history: History,
    #[serde(skip_serializing_if = "Option::is_none")]
    row_tag: Option<String>,
}

impl XmlClassifier {
    pub fn new(from: crawler::XmlClassifier, history: History) -> Self {
        Self { name: from.name, classification: from.classification, history, row_tag: from.row_tag }
    }
}

/// `JsonClassifier`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct JsonClassifier {
    name: String,
    #[serde(flatten)]
    history: History,
    json_path: String,
}

impl JsonClassifier {
    pub fn new(from: crawler::JsonClassifier, history: History) -> Self {
        Self { name: from.name, history, json_path: from.json_path }
    }
}
