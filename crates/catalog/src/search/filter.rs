//! What a searched table must satisfy.

use super::fields::{self, Field};
use crate::Table;

/// How a property is compared with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    /// It is the value.
    Equals,
    /// It is later.
    GreaterThan,
    /// It is earlier.
    LessThan,
    /// It is the value or later.
    GreaterThanEquals,
    /// It is the value or earlier.
    LessThanEquals,
}

/// One condition on a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchFilter {
    /// On a time.
    Time {
        /// The property.
        field: Field,
        /// How.
        comparator: Comparator,
        /// With this, milliseconds since the epoch.
        ms: i64,
    },
    /// On a text: the whole of it or one of its words is the value. Case does not count.
    Text {
        /// The property.
        field: Field,
        /// The value.
        value: String,
    },
}

impl SearchFilter {
    pub(super) fn picks(&self, table: &Table) -> bool {
        match self {
            Self::Time { field, comparator, ms } => field.time(table).is_some_and(|time| match comparator {
                Comparator::Equals => time == *ms,
                Comparator::GreaterThan => time > *ms,
                Comparator::LessThan => time < *ms,
                Comparator::GreaterThanEquals => time >= *ms,
                Comparator::LessThanEquals => time <= *ms,
            }),
            Self::Text { field, value } => {
                field.text(table).is_some_and(|text| is_or_has_word(text, &value.to_lowercase()))
            }
        }
    }
}

/// Whether the lower-case `wanted` is the whole text or one of its words; case does not count.
fn is_or_has_word(text: &str, wanted: &str) -> bool {
    let text = text.to_lowercase();
    text == wanted || text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == wanted)
}

/// A search for words.
pub(super) enum Text {
    /// One whole value, or one word of it.
    Exact(String),
    /// All of these, anywhere.
    Words(Vec<String>),
}

impl Text {
    pub fn new(text: &str) -> Self {
        let text = text.trim().to_lowercase();
        match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(quoted) => Self::Exact(quoted.to_owned()),
            None => Self::Words(text.split_whitespace().map(str::to_owned).collect()),
        }
    }

    pub fn picks(&self, table: &Table) -> bool {
        match self {
            Self::Exact(wanted) => fields::texts(table).any(|text| is_or_has_word(text, wanted)),
            Self::Words(words) => {
                let texts: Vec<String> = fields::texts(table).map(str::to_lowercase).collect();
                words.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
            }
        }
    }
}
