//! What a statement that is no query has to tell: lines of text, and how they are kept.

use crate::results::ColumnInfo;

/// Columns of a table's description are padded to this many characters.
const CELL_CHARS: usize = 20;

/// How the lines are kept and served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// An empty object and nothing beside it: definitions were changed.
    Empty,
    /// As Hive's engine does it: `application/octet-stream`, no update count.
    Engine,
    /// As what is only looked up: `binary/octet-stream`, an update count of 0.
    LookedUp,
}

/// Lines under columns. Each line is one row with one cell, however many columns are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) columns: Vec<ColumnInfo>,
    pub(crate) lines: Vec<String>,
    pub(crate) manner: Manner,
}

impl Told {
    /// Definitions were changed, and there is no more to say.
    pub(crate) fn nothing() -> Self {
        Self { columns: Vec::new(), lines: Vec::new(), manner: Manner::Empty }
    }

    /// What Hive's engine says without naming columns.
    pub(crate) fn said(lines: Vec<String>) -> Self {
        Self { columns: Vec::new(), lines, manner: Manner::Engine }
    }

    /// What Hive's engine describes under columns of type `string`.
    pub(crate) fn described(columns: &[&str], lines: Vec<String>) -> Self {
        Self { columns: named(columns, "string"), lines, manner: Manner::Engine }
    }

    /// What is looked up under columns of type `string`.
    pub(crate) fn listed(columns: &[&str], lines: Vec<String>) -> Self {
        Self { columns: named(columns, "string"), lines, manner: Manner::LookedUp }
    }

    /// What is looked up about views, whose columns are Trino's.
    pub(crate) fn listed_of_views(columns: &[&str], lines: Vec<String>) -> Self {
        Self { columns: named(columns, "varchar"), lines, manner: Manner::LookedUp }
    }
}

fn named(columns: &[&str], type_name: &str) -> Vec<ColumnInfo> {
    columns.iter().map(|name| ColumnInfo::of_text(name, type_name)).collect()
}

/// `text` filled up with blanks as Hive fills the cells of its descriptions.
pub(crate) fn padded(text: &str) -> String {
    format!("{text:<CELL_CHARS$}")
}
