//! The custom XML classifier.

use serde::{Deserialize, Serialize};

use super::check_name;
use crate::{Error, Result};

/// Elements of XML, each of which is a row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct XmlClassifier {
    /// Name, unique among classifiers.
    pub name: String,
    /// What the format is called.
    pub classification: String,
    /// The element's name.
    pub row_tag: Option<String>,
}

impl XmlClassifier {
    /// Checks every member.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] naming the member.
    pub fn validate(&self) -> Result<()> {
        check_name(&self.name)?;
        if self.classification.is_empty() {
            return Err(Error::invalid("Classification must not be empty."));
        }
        let cannot_be = |c: char| c.is_whitespace() || c.is_control() || "<>/&\"'=".contains(c);
        match self.row_tag.as_deref() {
            Some(tag) if tag.is_empty() || tag.contains(cannot_be) => {
                Err(Error::invalid(format!("RowTag '{tag}' is not the name of an element.")))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_tags() {
        for (tag, is_fine) in [
            (None, true),
            (Some("row"), true),
            (Some("ns:größe-1"), true),
            (Some(""), false),
            (Some("<row>"), false),
            (Some("a b"), false),
        ] {
            let classifier = XmlClassifier {
                name: "x".to_owned(),
                classification: "xml".to_owned(),
                row_tag: tag.map(str::to_owned),
            };
            assert_eq!(classifier.validate().is_ok(), is_fine, "{tag:?}");
        }
    }
}
