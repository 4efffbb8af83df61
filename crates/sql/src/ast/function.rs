//! Function calls with all their clauses.

use crate::ast::{Expr, Ident, OrderItem, QualifiedName, WindowRef};

/// `name(DISTINCT a, b ORDER BY c) FILTER (WHERE d) IGNORE NULLS OVER w`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionCall {
    /// Function name.
    pub name: QualifiedName,
    /// `RUNNING` or `FINAL` before the name, inside pattern recognition.
    pub processing: Option<ProcessingMode>,
    /// DISTINCT before the arguments.
    pub distinct: bool,
    /// The arguments; none for `count(*)`.
    pub arguments: Vec<Expr>,
    /// `count(*)`, `count(label.*)`: the label, when there is one, stands in the first part.
    pub star: Option<StarArgument>,
    /// ORDER BY inside the parentheses, or LISTAGG's WITHIN GROUP.
    pub order_by: Vec<OrderItem>,
    /// FILTER (WHERE …)
    pub filter: Option<Expr>,
    /// IGNORE NULLS, RESPECT NULLS
    pub nulls: Option<NullTreatment>,
    /// OVER
    pub over: Option<WindowRef>,
    /// LISTAGG's ON OVERFLOW.
    pub overflow: Option<ListaggOverflow>,
}

/// The `*` of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StarArgument {
    /// `label` of `count(label.*)`.
    pub label: Option<Ident>,
}

/// Whether nulls count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NullTreatment {
    /// IGNORE NULLS
    Ignore,
    /// RESPECT NULLS
    Respect,
}

/// Which rows of a match a pattern function sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProcessingMode {
    /// RUNNING
    Running,
    /// FINAL
    Final,
}

/// What LISTAGG does when its text grows too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListaggOverflow {
    /// ON OVERFLOW ERROR
    Error,
    /// ON OVERFLOW TRUNCATE ['filler'] WITH|WITHOUT COUNT
    Truncate {
        /// What stands for the rest.
        filler: Option<String>,
        /// Whether the number of values left out is added.
        with_count: bool,
    },
}
