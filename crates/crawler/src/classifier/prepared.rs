//! Classifiers made ready for a crawl: patterns are compiled once.

use std::sync::Arc;

use boathouse_formats::grok::Grok;
use boathouse_formats::infer::JsonPath;

use super::{Classifier, CsvClassifier, XmlClassifier};
use crate::Result;
use crate::schema::GrokFormat;

/// A custom classifier as a crawl uses it.
#[derive(Debug, Clone)]
pub(crate) enum Prepared {
    Csv(CsvClassifier),
    Grok { name: String, grok: Box<Grok>, format: Arc<GrokFormat> },
    Xml(XmlClassifier),
    Json { name: String, path: JsonPath, text: Arc<str> },
}

impl Prepared {
    /// # Errors
    /// [`Error::InvalidInput`](crate::Error::InvalidInput) naming what is wrong.
    pub fn new(classifier: &Classifier) -> Result<Self> {
        classifier.validate()?;
        Ok(match classifier {
            Classifier::Csv(csv) => Self::Csv(csv.clone()),
            Classifier::Xml(xml) => Self::Xml(xml.clone()),
            Classifier::Grok(grok) => Self::Grok {
                name: grok.name.clone(),
                grok: Box::new(grok.compile()?),
                format: Arc::new(GrokFormat {
                    classification: grok.classification.clone(),
                    pattern: grok.grok_pattern.clone(),
                    custom_patterns: grok.custom_patterns.clone().filter(|text| !text.trim().is_empty()),
                }),
            },
            Classifier::Json(json) => {
                Self::Json { name: json.name.clone(), path: json.path()?, text: json.json_path.as_str().into() }
            }
        })
    }

    pub fn name(&self) -> &str {
        match self {
            Self::Csv(csv) => &csv.name,
            Self::Grok { name, .. } | Self::Json { name, .. } => name,
            Self::Xml(xml) => &xml.name,
        }
    }

    /// What it calls what it knows, when that is its own to say.
    pub fn classification(&self) -> Option<&str> {
        match self {
            Self::Grok { format, .. } => Some(&format.classification),
            Self::Xml(xml) => Some(&xml.classification),
            Self::Csv(_) | Self::Json { .. } => None,
        }
    }
}
