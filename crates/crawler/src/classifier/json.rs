//! The custom JSON classifier.

use boathouse_formats::infer::JsonPath;
use serde::{Deserialize, Serialize};

use super::check_name;
use crate::{Error, Result};

/// Parts of JSON, each of which is a row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JsonClassifier {
    /// Name, unique among classifiers.
    pub name: String,
    /// Where the parts are: `$` and then any of `.name`, `['name']`, `[n]`, `.*` and `[*]`.
    pub json_path: String,
}

impl JsonClassifier {
    /// Checks every member.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] naming the member.
    pub fn validate(&self) -> Result<()> {
        check_name(&self.name)?;
        self.path().map(|_| ())
    }

    /// The path, read.
    pub(crate) fn path(&self) -> Result<JsonPath> {
        let wrong = |_| {
            Error::invalid(format!("JsonPath '{}' is not '$' followed by .name, ['name'], [n] or *.", self.json_path))
        };
        self.json_path.parse().map_err(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let problem = |path: &str| {
            let classifier = JsonClassifier { name: "j".to_owned(), json_path: path.to_owned() };
            classifier.validate().err().map(|error| error.to_string())
        };
        assert_eq!(problem("$.items[*]"), None);
        assert_eq!(problem("items").unwrap(), "JsonPath 'items' is not '$' followed by .name, ['name'], [n] or *.");
    }
}
