//! What a row pattern recognition computes, once its expressions are typed.

use std::sync::Arc;

use boathouse_types::Type;
use datafusion::logical_expr::{AggregateUDF, Expr};

use super::program::{Label, Program};
use crate::analyzer::udf::FrameFunction;
use crate::ast::RowsPerMatch;

/// A recognition.
#[derive(Debug)]
pub(crate) struct Spec {
    /// The primary variables, as CLASSIFIER shows them; a variable's number is its place.
    pub(crate) labels: Vec<String>,
    pub(crate) program: Program,
    /// What the expressions read, as columns `$p0`, `$p1`, …
    pub(crate) leaves: Vec<Leaf>,
    /// The condition of each variable, over the leaves; a variable without one matches any row.
    pub(crate) definitions: Vec<Option<Expr>>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) skip: Skip,
    pub(crate) rows: RowsPerMatch,
    /// Columns of the input that tell its partitions apart.
    pub(crate) partition: Vec<String>,
    /// Columns of the input that are put out, before the measures.
    pub(crate) outputs: Vec<String>,
    /// Of the pattern of a window, for which every row looks for a match of its own and is put out once.
    pub(crate) search: Option<Search>,
    /// Functions over the rows of the match, put out behind the measures; only windows have them.
    pub(crate) functions: Vec<FrameCall>,
}

/// Where each row of a window looks for its match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Search {
    /// INITIAL: the match begins at the row itself; else SEEK: at the first row where there is one.
    pub(crate) initial: bool,
    pub(crate) end: SearchEnd,
}

/// The last row that can belong to the match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SearchEnd {
    CurrentRow,
    /// So many rows further on, as a column of the input says.
    Following(String),
    Unbounded,
}

/// A function over the rows of the match.
#[derive(Debug, Clone)]
pub(crate) struct FrameCall {
    /// Its column of the output.
    pub(crate) column: String,
    pub(crate) data_type: Type,
    pub(crate) kind: FrameCallKind,
    /// Only rows where this column of the input is true count.
    pub(crate) filter: Option<String>,
}

/// The kinds of such functions.
#[derive(Debug, Clone)]
pub(crate) enum FrameCallKind {
    Aggregate(AggregateLeaf),
    /// One of the values of a column of the input.
    Value {
        function: FrameFunction,
        /// The value, and for `nth_value` its place.
        columns: Vec<String>,
        ignore_nulls: bool,
    },
}

/// A measure.
#[derive(Debug, Clone)]
pub(crate) struct Measure {
    /// Its column of the output.
    pub(crate) column: String,
    pub(crate) data_type: Type,
    /// Over the leaves.
    pub(crate) value: Expr,
}

/// Where to look for the next match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Skip {
    PastLastRow,
    NextRow,
    First(Labels),
    Last(Labels),
}

/// The variables something is about, in order; none means all.
pub(crate) type Labels = Option<Arc<[Label]>>;

/// A value that hangs on the match.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    pub(crate) data_type: Type,
    pub(crate) kind: LeafKind,
}

/// The kinds of such values.
#[derive(Debug, Clone)]
pub(crate) enum LeafKind {
    /// A column of the input, in the row that is meant.
    Column(String, Navigation),
    /// The variable of the row that is meant.
    Classifier(Navigation),
    /// The match's number.
    MatchNumber,
    Aggregate(AggregateLeaf),
}

/// Which row is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Navigation {
    pub(crate) labels: Labels,
    /// FIRST, not LAST.
    pub(crate) first: bool,
    /// How many such rows further in, from that end.
    pub(crate) offset: usize,
    /// FINAL: of the whole match, not of its rows up to the current one.
    pub(crate) whole: bool,
    /// So many rows from there, in the partition.
    pub(crate) rows: i64,
}

impl Navigation {
    /// The last row of some variables, up to the current one.
    pub(crate) fn last(labels: Labels) -> Self {
        Self { labels, first: false, offset: 0, whole: false, rows: 0 }
    }
}

/// An aggregate over rows of the match.
#[derive(Debug, Clone)]
pub(crate) struct AggregateLeaf {
    pub(crate) function: Arc<AggregateUDF>,
    /// Over columns `$a0`, `$a1`, …, which stand for `inputs`.
    pub(crate) arguments: Vec<Expr>,
    pub(crate) inputs: Vec<AggregateInput>,
    pub(crate) labels: Labels,
    /// FINAL
    pub(crate) whole: bool,
}

impl AggregateLeaf {
    /// The columns of the input it reads.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.inputs.iter().filter_map(|input| match &input.kind {
            AggregateInputKind::Column(name) => Some(name.as_str()),
            AggregateInputKind::Classifier | AggregateInputKind::MatchNumber => None,
        })
    }
}

/// What an aggregate's arguments read of each row.
#[derive(Debug, Clone)]
pub(crate) struct AggregateInput {
    pub(crate) data_type: Type,
    pub(crate) kind: AggregateInputKind,
}

/// The kinds of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AggregateInputKind {
    /// A column of the input.
    Column(String),
    /// The row's variable.
    Classifier,
    /// The match's number.
    MatchNumber,
}

/// The name of a leaf's column.
pub(crate) fn leaf_column(index: usize) -> String {
    format!("$p{index}")
}

/// The name of the column of an aggregate's input.
pub(crate) fn input_column(index: usize) -> String {
    format!("$a{index}")
}

/// Whether rows of a variable are meant.
pub(crate) fn has(labels: &Labels, label: Label) -> bool {
    labels.as_ref().is_none_or(|labels| labels.contains(&label))
}
