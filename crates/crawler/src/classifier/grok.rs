//! The custom Grok classifier.

use boathouse_formats::grok::{Grok, GrokError};
use serde::{Deserialize, Serialize};

use super::check_name;
use crate::{Error, Result};

const PATTERN_CHARS_MAX: usize = 2_048;
const CUSTOM_PATTERNS_CHARS_MAX: usize = 16_000;

/// Lines that fit a pattern of named patterns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GrokClassifier {
    /// Name, unique among classifiers.
    pub name: String,
    /// What the format is called.
    pub classification: String,
    /// `%{PATTERN:field:type}` between other text.
    pub grok_pattern: String,
    /// More named patterns, one a line: the name, a blank, a regular expression.
    pub custom_patterns: Option<String>,
}

impl GrokClassifier {
    /// Checks every member.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] naming the member.
    pub fn validate(&self) -> Result<()> {
        check_name(&self.name)?;
        if self.classification.is_empty() {
            return Err(Error::invalid("Classification must not be empty."));
        }
        let length = self.grok_pattern.chars().count();
        if length == 0 || length > PATTERN_CHARS_MAX || self.grok_pattern.contains('\n') {
            return Err(Error::invalid("GrokPattern must be a single line of 1 to 2048 characters."));
        }
        if self.custom_patterns.as_ref().is_some_and(|text| text.chars().count() > CUSTOM_PATTERNS_CHARS_MAX) {
            return Err(Error::invalid("CustomPatterns must have at most 16000 characters."));
        }
        self.compile()?;
        Ok(())
    }

    /// The pattern ready for use.
    pub(crate) fn compile(&self) -> Result<Grok> {
        let custom = self.custom_patterns.as_deref().unwrap_or_default();
        Grok::new(&self.grok_pattern, custom).map_err(|error| match error {
            GrokError::NotAPattern(_) => Error::invalid(format!("CustomPatterns: {error}.")),
            _ => Error::invalid(format!("GrokPattern: {error}.")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(grok_pattern: &str, custom_patterns: &str) -> Option<String> {
        let classifier = GrokClassifier {
            name: "g".to_owned(),
            classification: "log".to_owned(),
            grok_pattern: grok_pattern.to_owned(),
            custom_patterns: Some(custom_patterns.to_owned()),
        };
        classifier.validate().err().map(|error| error.to_string())
    }

    #[test]
    fn patterns() {
        for (pattern, custom) in [
            ("%{COMMONAPACHELOG}", ""),
            (
                "%{TIMESTAMP_ISO8601:timestamp} \\[%{MESSAGEPREFIX:message_prefix}\\] %{NUMBER:n:int}",
                "MESSAGEPREFIX .*-.*-.*",
            ),
            ("plain", "# a remark\n\nA\tx%{WORD}\n"),
        ] {
            assert_eq!(problem(pattern, custom), None, "{pattern}");
        }
        for (pattern, custom, expected) in [
            ("", "", "1 to 2048 characters"),
            ("a\nb", "", "single line"),
            (&"x".repeat(2_049), "", "1 to 2048 characters"),
            ("%{WORD", "", "'%{WORD' is not"),
            ("%{}", "", "'%{}' is not"),
            ("%{WORD:}", "", "'%{WORD:}' is not"),
            ("%{NOPE}", "", "GrokPattern: there is no pattern 'NOPE'."),
            ("%{A}", "A (", "the regular expression is not valid"),
            ("%{NUMBER:n:money}", "", "the type 'money'"),
            ("%{WORD}", "NAMEONLY", "'NAMEONLY'"),
            ("%{A}", "A %{B", "'%{B' is not"),
            ("%{WORD}", &"A b\n".repeat(4_001), "at most 16000"),
        ] {
            let problem = problem(pattern, custom).unwrap_or_default();
            assert!(problem.contains(expected), "{pattern}: {problem}");
        }
    }
}
