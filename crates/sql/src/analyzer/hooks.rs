//! What the analysis of expressions asks of the query around them.

use boathouse_types::{Result, TrinoError};

use super::{Analyzer, Scope, Typed};
use crate::Position;
use crate::ast::{self, ComparisonOp, FunctionCall, Quantifier, Query};

impl Analyzer<'_> {
    /// A call of an aggregate function without OVER, at the place of the call.
    pub(crate) fn aggregate_call(&mut self, at: Position, call: &FunctionCall, scope: &Scope<'_>) -> Result<Typed> {
        let _ = (at, call, scope);
        Err(TrinoError::not_supported("aggregate functions"))
    }

    /// A call with OVER: of an aggregate or a window function.
    pub(crate) fn window_call(&mut self, at: Position, call: &FunctionCall, scope: &Scope<'_>) -> Result<Typed> {
        let _ = (at, call, scope);
        Err(TrinoError::not_supported("window functions"))
    }

    /// `(query)` as a value.
    pub(crate) fn scalar_subquery(&mut self, at: Position, query: &Query, scope: &Scope<'_>) -> Result<Typed> {
        let _ = (at, query, scope);
        Err(TrinoError::not_supported("subqueries"))
    }

    /// `EXISTS (query)`
    pub(crate) fn exists(&mut self, at: Position, query: &Query, scope: &Scope<'_>) -> Result<Typed> {
        let _ = (at, query, scope);
        Err(TrinoError::not_supported("subqueries"))
    }

    /// `value IN (query)`; the caller negates.
    pub(crate) fn in_subquery(
        &mut self,
        at: Position,
        value: &ast::Expr,
        query: &Query,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let _ = (at, value, query, scope);
        Err(TrinoError::not_supported("subqueries"))
    }

    /// `value op ALL|ANY|SOME (query)`
    pub(crate) fn quantified(
        &mut self,
        at: Position,
        op: ComparisonOp,
        quantifier: Quantifier,
        value: &ast::Expr,
        query: &Query,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let _ = (at, op, quantifier, value, query, scope);
        Err(TrinoError::not_supported("subqueries"))
    }

    /// `GROUPING(a, b)`
    pub(crate) fn grouping(&mut self, at: Position, columns: &[ast::Expr], scope: &Scope<'_>) -> Result<Typed> {
        let _ = (at, columns, scope);
        Err(TrinoError::not_supported("GROUPING"))
    }
}
