//! Window specifications and ORDER BY.

use crate::Position;
use crate::ast::{Expr, Ident, PatternRecognition};

/// `OVER name` or `OVER (…)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WindowRef {
    /// A window of the WINDOW clause.
    Named(Ident),
    /// A window written in place.
    Inline(Box<WindowSpec>),
}

/// `([name] PARTITION BY … ORDER BY … frame)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowSpec {
    /// Where it stands.
    pub at: Position,
    /// The window it builds on.
    pub base: Option<Ident>,
    /// PARTITION BY
    pub partition_by: Vec<Expr>,
    /// ORDER BY
    pub order_by: Vec<OrderItem>,
    /// The frame.
    pub frame: Option<WindowFrame>,
}

/// `WINDOW name AS (…)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowDefinition {
    /// Its name.
    pub name: Ident,
    /// What it stands for.
    pub window: WindowSpec,
}

/// `ROWS BETWEEN a AND b EXCLUDE c`, with the pattern clauses of a row pattern frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowFrame {
    /// Where it stands.
    pub at: Position,
    /// ROWS, RANGE or GROUPS.
    pub unit: FrameUnit,
    /// First row.
    pub start: FrameBound,
    /// Last row; the current row when not written.
    pub end: Option<FrameBound>,
    /// EXCLUDE
    pub exclude: Option<FrameExclude>,
    /// MEASURES … PATTERN … DEFINE of a pattern frame.
    pub pattern: Option<Box<PatternRecognition>>,
}

/// What a frame counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrameUnit {
    /// ROWS
    Rows,
    /// RANGE
    Range,
    /// GROUPS
    Groups,
}

/// One end of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameBound {
    /// Where it stands.
    pub at: Position,
    /// What it is.
    pub kind: FrameBoundKind,
}

/// The forms of a frame's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FrameBoundKind {
    /// UNBOUNDED PRECEDING
    UnboundedPreceding,
    /// n PRECEDING
    Preceding(Box<Expr>),
    /// CURRENT ROW
    CurrentRow,
    /// n FOLLOWING
    Following(Box<Expr>),
    /// UNBOUNDED FOLLOWING
    UnboundedFollowing,
}

/// Rows left out of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrameExclude {
    /// EXCLUDE CURRENT ROW
    CurrentRow,
    /// EXCLUDE GROUP
    Group,
    /// EXCLUDE TIES
    Ties,
    /// EXCLUDE NO OTHERS
    NoOthers,
}

/// One sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderItem {
    /// Where it stands.
    pub at: Position,
    /// The key.
    pub key: Expr,
    /// DESC.
    pub descending: bool,
    /// NULLS FIRST or LAST, when written.
    pub nulls_first: Option<bool>,
}
