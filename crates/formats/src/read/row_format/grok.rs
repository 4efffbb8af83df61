//! Options of `GrokSerDe`.

use std::sync::Arc;

use super::properties::Properties;
use crate::grok::Grok;
use crate::{Error, Result};

/// How `GrokSerDe` takes a line apart.
#[derive(Debug, Clone)]
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
        let wrong = |text: String| Error::InvalidLayout(format!("the property 'input.format' of GrokSerDe {text}"));
        let pattern = properties.non_empty("input.format").ok_or_else(|| wrong("is not given".to_owned()))?;
        let custom_patterns = properties.non_empty("input.grokCustomPatterns").unwrap_or_default();
        let grok = Grok::new(pattern, custom_patterns)
            .map_err(|error| wrong(format!("= '{pattern}' is not valid: {error}")))?;
        Ok(Self {
            pattern: pattern.to_owned(),
            custom_patterns: custom_patterns.to_owned(),
            header_lines: properties.line_count("skip.header.line.count")?,
            footer_lines: properties.line_count("skip.footer.line.count")?,
            grok: Arc::new(grok),
        })
    }

    pub(crate) fn grok(&self) -> &Grok {
        &self.grok
    }
}
