//! Row pattern recognition: MATCH_RECOGNIZE and pattern frames of windows.

use crate::Position;
use crate::ast::{Expr, Ident, OrderItem, WindowRef};

/// MEASURES, AFTER MATCH, PATTERN, SUBSET and DEFINE, shared by the table function and the window frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternRecognition {
    /// MEASURES
    pub measures: Vec<Measure>,
    /// AFTER MATCH SKIP
    pub after_match: Option<AfterMatch>,
    /// Where SKIP stands.
    pub after_match_at: Position,
    /// INITIAL (true) or SEEK (false) before PATTERN.
    pub initial: Option<bool>,
    /// Where that word stands.
    pub initial_at: Position,
    /// PATTERN
    pub pattern: Option<RowPattern>,
    /// SUBSET
    pub subsets: Vec<(Ident, Vec<Ident>)>,
    /// DEFINE
    pub definitions: Vec<(Ident, Expr)>,
}

impl PatternRecognition {
    /// Whether nothing of it is written.
    pub fn is_empty(&self) -> bool {
        self.measures.is_empty()
            && self.after_match.is_none()
            && self.initial.is_none()
            && self.pattern.is_none()
            && self.subsets.is_empty()
            && self.definitions.is_empty()
    }
}

/// `expression AS name`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// What is measured.
    pub value: Expr,
    /// Output column.
    pub name: Ident,
}

/// Where matching goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterMatch {
    /// SKIP PAST LAST ROW
    PastLastRow,
    /// SKIP TO NEXT ROW
    NextRow,
    /// SKIP TO FIRST label
    First(Ident),
    /// `SKIP TO [LAST] label`
    Last(Ident),
}

/// What MATCH_RECOGNIZE puts out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowsPerMatch {
    /// ONE ROW PER MATCH
    One,
    /// ALL ROWS PER MATCH [SHOW EMPTY MATCHES]
    AllShowEmpty,
    /// ALL ROWS PER MATCH OMIT EMPTY MATCHES
    AllOmitEmpty,
    /// ALL ROWS PER MATCH WITH UNMATCHED ROWS
    AllWithUnmatched,
}

/// `table MATCH_RECOGNIZE (…)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchRecognize {
    /// PARTITION BY
    pub partition_by: Vec<Expr>,
    /// ORDER BY
    pub order_by: Vec<OrderItem>,
    /// ROWS PER MATCH
    pub rows_per_match: Option<RowsPerMatch>,
    /// The rest.
    pub recognition: PatternRecognition,
}

/// A row pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowPattern {
    /// Where it stands.
    pub at: Position,
    /// What it is.
    pub kind: RowPatternKind,
}

/// The forms of a row pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowPatternKind {
    /// A label.
    Label(Ident),
    /// `()`
    Empty,
    /// `^`
    PartitionStart,
    /// `$`
    PartitionEnd,
    /// `PERMUTE(a, b)`
    Permute(Vec<RowPattern>),
    /// `{- a -}`
    Excluded(Box<RowPattern>),
    /// `a b c`
    Sequence(Vec<RowPattern>),
    /// `a | b`
    Alternation(Vec<RowPattern>),
    /// `a*`, `a+?`, `a{2,5}`
    Quantified {
        /// What is repeated.
        pattern: Box<RowPattern>,
        /// Fewest times.
        at_least: u32,
        /// Most times.
        at_most: Option<u32>,
        /// As many as possible, rather than as few.
        greedy: bool,
    },
}

/// `measure OVER window`: a measure of a pattern window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowMeasure {
    /// Measure name.
    pub name: Ident,
    /// The window.
    pub window: WindowRef,
}
