//! The custom Grok classifier.

use serde::{Deserialize, Serialize};

use super::check_name;
use crate::{Error, Result};

const PATTERN_CHARS_MAX: usize = 2_048;
const CUSTOM_PATTERNS_CHARS_MAX: usize = 16_000;
/// What can stand behind a field's name.
const TYPES: &[&str] = &["byte", "boolean", "double", "short", "int", "long", "float", "string"];

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
        check_pattern("GrokPattern", &self.grok_pattern)?;
        let custom = self.custom_patterns.as_deref().unwrap_or_default();
        if custom.chars().count() > CUSTOM_PATTERNS_CHARS_MAX {
            return Err(Error::invalid("CustomPatterns must have at most 16000 characters."));
        }
        for line in custom.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.split_once([' ', '\t']) {
                Some((name, pattern)) if is_name(name) && !pattern.trim().is_empty() => {
                    check_pattern("CustomPatterns", pattern)?;
                }
                _ => {
                    return Err(Error::invalid(format!(
                        "CustomPatterns has the line '{line}' without name and pattern."
                    )));
                }
            }
        }
        Ok(())
    }
}

/// Every `%{…}` must be closed and be a name, with a field and a type at most.
fn check_pattern(member: &str, pattern: &str) -> Result<()> {
    let mut rest = pattern;
    while let Some((_, after)) = rest.split_once("%{") {
        let Some((inside, after)) = after.split_once('}') else {
            return Err(Error::invalid(format!("{member} has '%{{' without '}}'.")));
        };
        let mut parts = inside.splitn(3, ':');
        let (name, field, data_type) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
        if !is_name(name) || field == Some("") {
            return Err(Error::invalid(format!("{member} has '%{{{inside}}}', which names no pattern or field.")));
        }
        if let Some(data_type) = data_type.filter(|data_type| !TYPES.contains(data_type)) {
            return Err(Error::invalid(format!("{member} has the unsupported type '{data_type}'.")));
        }
        rest = after;
    }
    Ok(())
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
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
            ("%{WORD", "", "without '}'"),
            ("%{}", "", "names no pattern"),
            ("%{WORD:}", "", "names no pattern"),
            ("%{NUMBER:n:money}", "", "type 'money'"),
            ("%{WORD}", "NAMEONLY", "'NAMEONLY'"),
            ("%{WORD}", "A %{B", "CustomPatterns has '%{'"),
            ("%{WORD}", &"A b\n".repeat(4_001), "at most 16000"),
        ] {
            let problem = problem(pattern, custom).unwrap_or_default();
            assert!(problem.contains(expected), "{pattern}: {problem}");
        }
    }
}
