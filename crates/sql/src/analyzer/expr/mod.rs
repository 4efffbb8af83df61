//! Expressions: from the tree to typed expressions of the engine.

use boathouse_types::{Result, TrinoError, Type};

use super::{Analyzer, Scope, Typed};
use crate::ast;

impl Analyzer<'_> {
    /// Types an expression.
    pub(crate) fn expression(&mut self, expr: &ast::Expr, scope: &Scope<'_>) -> Result<Typed> {
        let _ = (expr, scope);
        Err(TrinoError::not_supported("expressions"))
    }

    /// The value as another type it coerces to; the caller has checked that it does.
    pub(crate) fn coerce(&self, value: Typed, target: &Type) -> Result<Typed> {
        let _ = (value, target);
        Err(TrinoError::not_supported("coercions"))
    }
}
