//! What kind of statement a text is, as Athena reports it.

use serde::{Deserialize, Serialize};

use crate::explain::ANALYZE_WORDS;

/// The coarse kind; results of DML have a header row, the others have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StatementType {
    /// Changes definitions.
    Ddl,
    /// Reads or changes rows.
    Dml,
    /// Shows definitions.
    Utility,
}

/// The kind of a statement in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementKind {
    /// Coarse kind.
    pub statement_type: StatementType,
    /// Fine kind, `SELECT` or `CREATE_TABLE`; absent when Athena has no name for it.
    pub substatement_type: Option<String>,
    /// The statement's own words, for messages: `SHOW TABLES`.
    pub words: String,
    /// What the result object is named.
    pub output: OutputName,
}

impl StatementKind {
    pub(super) fn new(statement_type: StatementType, substatement: &str, words: &str, output: OutputName) -> Self {
        Self {
            statement_type,
            substatement_type: (!substatement.is_empty()).then(|| substatement.to_owned()),
            words: words.to_owned(),
            output,
        }
    }
}

impl StatementKind {
    /// Whether Athena charges for what such a statement reads: all that reads rows, and nothing that only changes or
    /// shows definitions or plans.
    pub fn is_billed(&self) -> bool {
        let substatement = self.substatement_type.as_deref();
        let explains = substatement == Some("EXPLAIN") && self.words != ANALYZE_WORDS;
        (self.statement_type == StatementType::Dml && !explains) || substatement == Some("CREATE_TABLE_AS_SELECT")
    }
}

/// How the result object of a statement is named after its execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputName {
    /// `<id>.csv`
    Csv,
    /// `<id>.txt`
    Txt,
    /// `<id>`
    Bare,
    /// `tables/<id>`
    Tables,
}

impl OutputName {
    /// The key of the object below the output prefix.
    pub fn key(self, id: &str) -> String {
        match self {
            Self::Csv => format!("{id}.csv"),
            Self::Txt => format!("{id}.txt"),
            Self::Bare => id.to_owned(),
            Self::Tables => format!("tables/{id}"),
        }
    }
}
