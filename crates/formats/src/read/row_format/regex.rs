//! Options of `RegexSerDe`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::properties::Properties;
use crate::grok::LineRegex;
use crate::{Error, Result};

/// How `RegexSerDe` takes a line apart.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Text", into = "Text")]
pub struct RegexOptions {
    /// A regular expression of Java that fits whole lines; its groups are the columns.
    pub pattern: String,
    /// Letters fit in any case.
    pub case_insensitive: bool,
    /// Lines to skip at the start of each file.
    pub header_lines: usize,
    /// Lines to skip at the end of each file.
    pub footer_lines: usize,
    /// The pattern ready for use, shared by all files.
    regex: Arc<LineRegex>,
}

/// Equal patterns are ready alike.
impl PartialEq for RegexOptions {
    fn eq(&self, other: &Self) -> bool {
        (&self.pattern, self.case_insensitive, self.header_lines, self.footer_lines)
            == (&other.pattern, other.case_insensitive, other.header_lines, other.footer_lines)
    }
}

impl Eq for RegexOptions {}

impl RegexOptions {
    pub(super) fn from_properties(properties: &Properties<'_>) -> Result<Self> {
        properties.require_utf8()?;
        properties.refuse(&["textinputformat.record.delimiter", "timestamp.formats"])?;
        let pattern = properties
            .non_empty("input.regex")
            .ok_or_else(|| wrong("is not given: This table does not have serde property \"input.regex\"!"))?;
        Self::try_from(Text {
            pattern: pattern.to_owned(),
            case_insensitive: properties.boolean("input.regex.case.insensitive", false)?,
            header_lines: properties.line_count("skip.header.line.count")?,
            footer_lines: properties.line_count("skip.footer.line.count")?,
        })
    }

    pub(crate) fn regex(&self) -> &Arc<LineRegex> {
        &self.regex
    }
}

/// The options without what is made of them.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    pattern: String,
    case_insensitive: bool,
    header_lines: usize,
    footer_lines: usize,
}

impl From<RegexOptions> for Text {
    fn from(options: RegexOptions) -> Self {
        let RegexOptions { pattern, case_insensitive, header_lines, footer_lines, .. } = options;
        Self { pattern, case_insensitive, header_lines, footer_lines }
    }
}

impl TryFrom<Text> for RegexOptions {
    type Error = Error;

    fn try_from(text: Text) -> Result<Self> {
        let Text { pattern, case_insensitive, header_lines, footer_lines } = text;
        let regex = LineRegex::new(&pattern, case_insensitive)
            .map_err(|error| wrong(&format!("= '{pattern}' is not valid: {error}")))?;
        Ok(Self { pattern, case_insensitive, header_lines, footer_lines, regex: Arc::new(regex) })
    }
}

fn wrong(text: &str) -> Error {
    Error::InvalidLayout(format!("the property 'input.regex' of RegexSerDe {text}"))
}
