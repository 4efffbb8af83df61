//! Arithmetic, signs and `||`.

use boathouse_functions::ResolveError;
use boathouse_types::{ErrorCode, Result, TrinoError};

use super::super::error::{placed, semantic};
use super::super::{Analyzer, Scope, Typed};
use super::compare::operator_error;
use crate::Position;
use crate::ast::{self, ArithmeticOp, ExprKind};

impl Analyzer<'_> {
    pub(crate) fn arithmetic(
        &mut self,
        at: Position,
        op: ArithmeticOp,
        (left, right): (&ast::Expr, &ast::Expr),
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let left = self.expression(left, scope)?;
        let right = self.expression(right, scope)?;
        let name = match op {
            ArithmeticOp::Add => "$add",
            ArithmeticOp::Subtract => "$subtract",
            ArithmeticOp::Multiply => "$multiply",
            ArithmeticOp::Divide => "$divide",
            ArithmeticOp::Modulus => "$modulus",
        };
        let (left_type, right_type) = (left.data_type.clone(), right.data_type.clone());
        match self.resolve_and_call(name, vec![left, right]) {
            Ok(found) => Ok(self.folded(found)),
            Err(error) => Err(operator_failure(error, at, || operator_error(at, &left_type, op.sign(), &right_type))),
        }
    }

    pub(crate) fn sign(&mut self, at: Position, negative: bool, value: &ast::Expr, scope: &Scope<'_>) -> Result<Typed> {
        if negative
            && let ExprKind::Literal(literal) = &value.kind
            && let Some(number) = self.negative_literal(at, literal)?
        {
            return Ok(number);
        }
        let typed = self.expression(value, scope)?;
        let data_type = typed.data_type.clone();
        if !negative {
            if data_type.is_numeric() {
                return Ok(typed);
            }
            let text = format!("Unary '+' operator cannot by applied to {data_type} type");
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        }
        match self.resolve_and_call("$negate", vec![typed]) {
            Ok(found) => Ok(self.folded(found)),
            Err(error) => Err(operator_failure(error, at, || {
                semantic(at, ErrorCode::TypeMismatch, format!("Cannot apply operator: -{data_type}"))
            })),
        }
    }
}

/// What an operator's resolution failed by: no overload takes the types, unless it says something else.
pub(super) fn operator_failure(
    error: ResolveError<TrinoError>,
    at: Position,
    mismatch: impl FnOnce() -> TrinoError,
) -> TrinoError {
    match error {
        ResolveError::NoFunction | ResolveError::Parameters(_) | ResolveError::Ambiguous => mismatch(),
        ResolveError::Lambda(error) | ResolveError::Returns(error) => placed(error, at),
    }
}
