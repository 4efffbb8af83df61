//! Values as evidence shows them: much as JSON would, and cut.

use std::fmt::{Display, Write};

use super::EVIDENCE_VALUE_CHARS_MAX;

/// A value's text in the making. What is too long to be shown is not kept.
#[derive(Debug, Default)]
pub(super) struct Shown {
    text: String,
    chars: usize,
}

impl Shown {
    /// Whether more would not be shown.
    pub fn is_full(&self) -> bool {
        self.chars >= EVIDENCE_VALUE_CHARS_MAX
    }

    pub fn push(&mut self, text: &str) {
        for c in text.chars().take(EVIDENCE_VALUE_CHARS_MAX.saturating_sub(self.chars)) {
            self.text.push(c);
            self.chars += 1;
        }
    }

    /// Whatever has a text.
    pub fn push_all(&mut self, value: impl Display) {
        // Writing to it cannot fail.
        let _ = write!(self, "{value}");
    }

    /// Digits of bytes.
    pub fn push_hex(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().take(EVIDENCE_VALUE_CHARS_MAX) {
            self.push_all(format_args!("{byte:02x}"));
        }
    }

    /// What stands before an item of a list or a struct that has so many already.
    pub fn push_comma(&mut self, items: usize) {
        if items > 0 {
            self.push(",");
        }
    }

    /// A moment, as milliseconds since 1970.
    pub fn push_millis(&mut self, millis: i64) {
        match chrono::DateTime::from_timestamp_millis(millis) {
            Some(moment) => self.push_all(moment.format("%Y-%m-%dT%H:%M:%S%.3fZ")),
            None => self.push_all(millis),
        }
    }

    pub fn finish(self) -> String {
        self.text
    }
}

impl Write for Shown {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.push(text);
        Ok(())
    }
}
