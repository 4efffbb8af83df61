//! Options of `GrokSerDe`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::properties::Properties;
use crate::grok::Grok;
use crate::{Error, Result};

/// How `GrokSerDe` takes a line apart.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Text", into = "Text")]
pub struct GrokOptions {
    /// `%{PATTERN:field}` between other text.
    pub pattern: String,
    /// More named patterns, one a line.
    pub custom_patterns: String,
    /// Lines to skip at the start of each file.
    pub header_lines: usize,
    /// Lines to skip at the end of each file.
    pub footer_lines: usize,
    /// The pattern ready for use, shared by all files.
    grok: Arc<Grok>,
}

/// Equal patterns are ready alike.
impl PartialEq for GrokOptions {
    fn eq(&self, other: &Self) -> bool {
        (&self.pattern, &self.custom_patterns, self.header_lines, self.footer_lines)
            == (&other.pattern, &other.custom_patterns, other.header_lines, other.footer_lines)
    }
}

impl Eq for GrokOptions {}

impl GrokOptions {
    pub(super) fn from_properties(properties: &Properties<'_>) -> Result<Self> {
        properties.require_utf8()?;
        properties.refuse(&["textinputformat.record.delimiter", "timestamp.formats"])?;
        let pattern = properties.non_empty("input.format").ok_or_else(|| wrong("is not given"))?;
        let custom_patterns = properties.non_empty("input.grokCustomPatterns").unwrap_or_default();
        Self::try_from(Text {
            pattern: pattern.to_owned(),
            custom_patterns: custom_patterns.to_owned(),
            header_lines: properties.line_count("skip.header.line.count")?,
            footer_lines: properties.line_count("skip.footer.line.count")?,
        })
    }

    pub(crate) fn grok(&self) -> &Grok {
        &self.grok
    }
}

/// The options without what is made of them.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    pattern: String,
    custom_patterns: String,
    header_lines: usize,
    footer_lines: usize,
}

impl From<GrokOptions> for Text {
    fn from(options: GrokOptions) -> Self {
        let GrokOptions { pattern, custom_patterns, header_lines, footer_lines, .. } = options;
        Self { pattern, custom_patterns, header_lines, footer_lines }
    }
}

impl TryFrom<Text> for GrokOptions {
    type Error = Error;

    fn try_from(text: Text) -> Result<Self> {
        let Text { pattern, custom_patterns, header_lines, footer_lines } = text;
        let grok = Grok::new(&pattern, &custom_patterns)
            .map_err(|error| wrong(&format!("= '{pattern}' is not valid: {error}")))?;
        Ok(Self { pattern, custom_patterns, header_lines, footer_lines, grok: Arc::new(grok) })
    }
}

fn wrong(text: &str) -> Error {
    Error::InvalidLayout(format!("the property 'input.format' of GrokSerDe {text}"))
}
