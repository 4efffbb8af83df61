//! The clauses of a call, as a constant argument of it.

use boathouse_types::{Result, TrinoError};
use serde::{Deserialize, Serialize};

/// How JSON is held in an SQL value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum Encoding {
    /// Text, or UTF-8 in binaries.
    #[default]
    Json,
    /// UTF-8 in binaries.
    Utf8,
    /// UTF-16, the low byte first.
    Utf16,
    /// UTF-32, the low byte first.
    Utf32,
}

/// What a call gives in place of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum Behavior {
    /// NULL, or UNKNOWN.
    #[default]
    Null,
    /// An error.
    Error,
    /// TRUE
    True,
    /// FALSE
    False,
    /// `[]`
    EmptyArray,
    /// `{}`
    EmptyObject,
    /// The value that is an argument.
    Default,
}

/// How items become one array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum Wrapper {
    /// Not.
    #[default]
    Without,
    /// Unless it is one array or object.
    Conditional,
    /// Always.
    Unconditional,
}

/// A value passed to a path, or a value of a constructor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Parameter {
    /// Its name in the path; constructors have none.
    pub name: String,
    /// How it holds JSON, if it does.
    pub format: Option<Encoding>,
}

/// The clauses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Options {
    /// How the input holds JSON.
    pub input: Encoding,
    /// What the arguments behind the fixed ones are.
    pub parameters: Vec<Parameter>,
    /// ON EMPTY
    pub on_empty: Behavior,
    /// ON ERROR
    pub on_error: Behavior,
    /// WRAPPER
    pub wrapper: Wrapper,
    /// OMIT QUOTES
    pub omit_quotes: bool,
    /// How the result holds JSON.
    pub output: Encoding,
    /// NULL ON NULL
    pub null_on_null: bool,
    /// WITH UNIQUE KEYS
    pub unique_keys: bool,
}

impl Options {
    /// The text that is the call's argument.
    ///
    /// # Errors
    /// None that is known.
    pub fn encode(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| TrinoError::internal(e.to_string()))
    }

    pub(super) fn decode(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|e| TrinoError::internal(e.to_string()))
    }
}
