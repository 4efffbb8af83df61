//! Identifiers and dotted names.

use std::fmt;

use crate::Position;

/// An identifier. Trino compares identifiers without regard to case, quoted ones too; the spelling is
/// kept for column labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ident {
    /// Where it stands.
    pub at: Position,
    /// As written, without quotes.
    pub value: String,
    /// Whether it stood in double quotes.
    pub quoted: bool,
}

impl Ident {
    /// The name lookups use.
    pub fn folded(&self) -> String {
        self.value.to_lowercase()
    }
}

/// `catalog.schema.table` and the like; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualifiedName {
    /// The parts, outermost first.
    pub parts: Vec<Ident>,
}

impl QualifiedName {
    /// Place of the first part.
    pub fn at(&self) -> Position {
        self.parts.first().map_or(Position::START, |part| part.at)
    }

    /// The parts in lower case.
    pub fn folded(&self) -> Vec<String> {
        self.parts.iter().map(Ident::folded).collect()
    }
}

impl fmt::Display for QualifiedName {
    /// Lower case and dot-joined, as error messages name things.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.folded().join("."))
    }
}
