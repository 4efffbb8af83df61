//! Values as other types: implicit coercions and CAST.

use boathouse_functions_cast::{Caster, cast_udf};
use boathouse_types::{ErrorCode, Result, TrinoError, Type, can_coerce, common_super_type, is_type_only_coercion};
use datafusion::logical_expr::{Cast, Expr};

use super::super::error::semantic;
use super::super::{Analyzer, Typed};
use super::{literal, type_expr};
use crate::Position;
use crate::ast::{self, TypeExpr};

impl Analyzer<'_> {
    /// The value as another type it coerces to; the caller has checked that it does.
    pub(crate) fn coerce(&self, value: Typed, target: &Type) -> Result<Typed> {
        if value.data_type == *target {
            return Ok(value);
        }
        if is_type_only_coercion(&value.data_type, target) && value.data_type.to_arrow() == target.to_arrow() {
            return Ok(Typed { expr: value.expr, data_type: target.clone() });
        }
        if value.data_type == Type::Unknown && matches!(value.expr, Expr::Literal(..)) {
            return literal::null(target.clone());
        }
        if !is_native_cast(&value.data_type, target) {
            return Ok(self.folded(self.cast(value, target, false)?));
        }
        let constant = matches!(value.expr, Expr::Literal(..));
        let expr = Expr::Cast(Cast::new(Box::new(value.expr), target.to_arrow()));
        let expr = if constant { Expr::Literal(self.evaluate(&expr)?, None) } else { expr };
        Ok(Typed { expr, data_type: target.clone() })
    }

    /// The value as `target`, or Trino's error that `what` has another type.
    pub(crate) fn coerce_or_fail(&self, at: Position, value: Typed, target: &Type, what: &str) -> Result<Typed> {
        if can_coerce(&value.data_type, target) {
            return self.coerce(value, target);
        }
        let text = format!("{what} must evaluate to a {target} (actual: {})", value.data_type);
        Err(semantic(at, ErrorCode::TypeMismatch, text))
    }

    /// The type all of these have in common; `what` begins the error.
    pub(crate) fn common_type(&self, what: &str, values: &[(Position, &Type)]) -> Result<Type> {
        let mut types: Vec<&Type> = Vec::new();
        for (_, data_type) in values {
            if !types.contains(data_type) {
                types.push(data_type);
            }
        }
        let mut common = types.first().map_or(Type::Unknown, |first| (*first).clone());
        for data_type in types.iter().skip(1) {
            common = common_super_type(&common, data_type).ok_or_else(|| {
                let at = values.iter().find(|(_, t)| t == data_type).map_or(Position::START, |(at, _)| *at);
                let all: Vec<_> = types.iter().map(ToString::to_string).collect();
                let text = format!(
                    "{what} must be the same type or coercible to a common type. Cannot find common type between \
                     {common} and {data_type}, all types (without duplicates): [{}]",
                    all.join(", ")
                );
                semantic(at, ErrorCode::TypeMismatch, text)
            })?;
        }
        Ok(common)
    }

    /// Whether CAST takes one type to the other.
    pub(crate) fn can_cast(&self, from: &Type, to: &Type) -> bool {
        from == to || Caster::new(from, to, &self.session).is_some()
    }

    /// CAST, or TRY_CAST when `safe`.
    pub(crate) fn cast(&self, value: Typed, target: &Type, safe: bool) -> Result<Typed> {
        if value.data_type == *target {
            return Ok(value);
        }
        let udf = cast_udf(&value.data_type, target, safe, &self.session);
        let udf = udf.ok_or_else(|| TrinoError::not_supported(format!("cast {} to {target}", value.data_type)))?;
        Ok(Typed { expr: udf.call(vec![value.expr]), data_type: target.clone() })
    }

    pub(crate) fn cast_expression(
        &mut self,
        at: Position,
        (safe, written): (bool, &TypeExpr),
        value: &ast::Expr,
        scope: &super::super::Scope<'_>,
    ) -> Result<Typed> {
        let target = type_expr::resolve_type(written, at, ErrorCode::TypeMismatch)?;
        if target == Type::Unknown {
            return Err(semantic(at, ErrorCode::TypeMismatch, "UNKNOWN is not a valid type"));
        }
        let value = self.expression(value, scope)?;
        if value.data_type == Type::Unknown {
            return self.coerce(value, &target);
        }
        if !self.can_cast(&value.data_type, &target) {
            let text = format!("Cannot cast {} to {target}", value.data_type);
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        }
        if is_native_cast(&value.data_type, &target) {
            return self.coerce(value, &target);
        }
        Ok(self.folded(self.cast(value, &target, safe)?))
    }
}

/// Whether the engine's own cast does what Trino's does, without failing: the optimizer sees through it.
fn is_native_cast(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Unknown, _) => true,
        (from, Type::Double) if from.is_integer() => true,
        (from, Type::Real) if from.is_integer() => true,
        (Type::Decimal { precision: 1..=18, .. }, Type::Double) => true,
        (from, to) if from.is_integer() && to.is_integer() => can_coerce(from, to),
        (from, Type::Decimal { precision, scale }) if from.is_integer() => {
            let digits = match from {
                Type::TinyInt => 3,
                Type::SmallInt => 5,
                Type::Integer => 10,
                _ => 19,
            };
            precision.saturating_sub(*scale) >= digits
        }
        (Type::Decimal { precision: p, scale: s }, Type::Decimal { precision: q, scale: t }) => {
            t >= s && q.saturating_sub(*t) >= p.saturating_sub(*s)
        }
        (Type::Date, Type::Timestamp(0..=6)) => true,
        (Type::Timestamp(p), Type::Timestamp(q)) => p <= q && *q <= 6,
        (Type::Time(p), Type::Time(q)) => p <= q && *q <= 9,
        _ => false,
    }
}

/// An internal error for what cannot be.
pub(crate) fn unreachable_type(what: &str) -> TrinoError {
    TrinoError::internal(format!("{what} has an unexpected type"))
}
