//! What a command says while it runs and when it ends.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::command::Outcome;

/// One thing a running command says. `Schema` and `Batch` come from `sql` alone; exactly one `Done` or
/// `Failed` comes last.
#[derive(Debug, Clone)]
pub enum Message {
    /// How far it is.
    Progress(Progress),
    /// The columns of the rows that follow.
    Schema(SchemaRef),
    /// Rows.
    Batch(RecordBatch),
    /// It was done.
    Done(Box<Outcome>),
    /// It was not.
    Failed(Failure),
}

/// How far a stage of a command is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done, as a word or two.
    pub stage: String,
    /// How much is done.
    pub done: u64,
    /// How much there is, when that is known.
    pub total: Option<u64>,
    /// What is counted.
    pub unit: Unit,
}

/// What a progress counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Files or objects.
    Files,
    /// Rows.
    Rows,
    /// Bytes.
    Bytes,
}

/// Why a command failed, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Whose fault it is.
    pub kind: FailureKind,
    /// What is wrong.
    pub message: String,
    /// Why, outermost first.
    pub causes: Vec<String>,
    /// How to fix it.
    pub hint: Option<String>,
}

/// Whose fault a failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailureKind {
    /// The operation failed.
    Failed,
    /// It was asked for in a wrong way.
    Usage,
    /// Ours.
    Bug,
}

impl Failure {
    /// A failure without causes.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), causes: Vec::new(), hint: None }
    }

    /// The same with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let message = error.to_string();
        let mut causes: Vec<String> = Vec::new();
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            let text = cause.to_string();
            // Many errors print their source in their own text.
            if !causes.last().unwrap_or(&message).contains(&text) {
                causes.push(text);
            }
            source = cause.source();
        }
        Self { kind: error.kind(), message, causes, hint: error.hint() }
    }
}
