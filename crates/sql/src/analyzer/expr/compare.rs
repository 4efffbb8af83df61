//! Comparisons: `=` and its kin, BETWEEN, IN with a list, IS DISTINCT FROM.
//!
//! Where the engine's own comparison of Arrow values is Trino's, it is used, so that scans prune and joins hash
//! by it. Otherwise a function compares.

use boathouse_types::{ErrorCode, Result, Type, common_super_type};
use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::{Between, Expr, Operator};

use super::super::error::semantic;
use super::super::{Analyzer, Scope, Typed};
use super::float;
use super::logic::{balanced, binary, negate};
use super::narrow::narrowed;
use crate::Position;
use crate::ast::{self, ComparisonOp};

const EQUAL: &str = "$eq";
const LESS: &str = "$lt";
const LESS_OR_EQUAL: &str = "$lte";
const DISTINCT: &str = "$distinct";

impl Analyzer<'_> {
    pub(crate) fn comparison(
        &mut self,
        at: Position,
        op: ComparisonOp,
        (left, right): (&ast::Expr, &ast::Expr),
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let left = self.expression(left, scope)?;
        let right = self.expression(right, scope)?;
        self.compare(at, op, left, right)
    }

    /// `left op right` of values of any types.
    ///
    /// # Errors
    /// `TYPE_MISMATCH` when they have no comparable type in common.
    pub(crate) fn compare(&self, at: Position, op: ComparisonOp, left: Typed, right: Typed) -> Result<Typed> {
        let common = common_super_type(&left.data_type, &right.data_type)
            .filter(|common| if is_equality(op) { common.is_comparable() } else { common.is_orderable() });
        let common = common.ok_or_else(|| {
            let sign = match op {
                ComparisonOp::Equal | ComparisonOp::NotEqual => "=",
                ComparisonOp::Less | ComparisonOp::Greater => "<",
                ComparisonOp::LessOrEqual | ComparisonOp::GreaterOrEqual => "<=",
            };
            operator_error(at, &left.data_type, sign, &right.data_type)
        })?;
        let (left, right) = match (narrowed(&left, &[&right]), narrowed(&right, &[&left])) {
            (Some(mut constant), _) => (left, constant.swap_remove(0)),
            (_, Some(mut constant)) => (constant.swap_remove(0), right),
            _ => (left, right),
        };
        let common = if left.data_type == right.data_type { left.data_type.clone() } else { common };
        let common = known(common);
        let (left, right) = (self.coerce(left, &common)?, self.coerce(right, &common)?);
        let expr = self.compared(op, left.expr, right.expr, &common)?;
        Ok(Typed { expr, data_type: Type::Boolean })
    }

    /// `left op right` of values of one type.
    pub(crate) fn compared(&self, op: ComparisonOp, left: Expr, right: Expr, data_type: &Type) -> Result<Expr> {
        if is_native(data_type) && (is_equality(op) || is_native_order(data_type)) {
            return Ok(binary(operator(op), left, right));
        }
        if matches!(data_type, Type::Double | Type::Real)
            && let Some(found) = float::compared(op, &left, &right)
        {
            return Ok(found);
        }
        let (name, swapped, negated) = match op {
            ComparisonOp::Equal => (EQUAL, false, false),
            ComparisonOp::NotEqual => (EQUAL, false, true),
            ComparisonOp::Less => (LESS, false, false),
            ComparisonOp::Greater => (LESS, true, false),
            ComparisonOp::LessOrEqual => (LESS_OR_EQUAL, false, false),
            ComparisonOp::GreaterOrEqual => (LESS_OR_EQUAL, true, false),
        };
        let (left, right) = if swapped { (right, left) } else { (left, right) };
        let typed = |expr| Typed { expr, data_type: data_type.clone() };
        let found = self.call_builtin(name, vec![typed(left), typed(right)])?.expr;
        Ok(if negated { negate(found) } else { found })
    }

    pub(crate) fn between(
        &mut self,
        at: Position,
        negated: bool,
        (value, low, high): (&ast::Expr, &ast::Expr, &ast::Expr),
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let value = self.expression(value, scope)?;
        let low = self.expression(low, scope)?;
        let high = self.expression(high, scope)?;
        let common = common_super_type(&value.data_type, &low.data_type)
            .and_then(|common| common_super_type(&common, &high.data_type))
            .filter(Type::is_orderable);
        let common = common.ok_or_else(|| {
            let (value, low, high) = (&value.data_type, &low.data_type, &high.data_type);
            semantic(at, ErrorCode::TypeMismatch, format!("Cannot check if {value} is BETWEEN {low} and {high}"))
        })?;
        let (common, low, high) = match narrowed(&value, &[&low, &high]).as_deref() {
            Some([low, high]) => (value.data_type.clone(), low.clone(), high.clone()),
            _ => (known(common), low, high),
        };
        let value = self.coerce(value, &common)?.expr;
        let (low, high) = (self.coerce(low, &common)?.expr, self.coerce(high, &common)?.expr);
        if is_native_order(&common) {
            let expr = Expr::Between(Between::new(Box::new(value), negated, Box::new(low), Box::new(high)));
            return Ok(Typed { expr, data_type: Type::Boolean });
        }
        let lower = self.compared(ComparisonOp::GreaterOrEqual, value.clone(), low, &common)?;
        let upper = self.compared(ComparisonOp::LessOrEqual, value, high, &common)?;
        let both = binary(Operator::And, lower, upper);
        Ok(Typed { expr: if negated { negate(both) } else { both }, data_type: Type::Boolean })
    }

    pub(crate) fn in_list(
        &mut self,
        negated: bool,
        value: &ast::Expr,
        list: &[ast::Expr],
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let typed_value = self.expression(value, scope)?;
        let items = list.iter().map(|item| self.expression(item, scope)).collect::<Result<Vec<_>>>()?;
        let mut types = vec![(value.at, &typed_value.data_type)];
        types.extend(list.iter().map(|item| item.at).zip(items.iter().map(|item| &item.data_type)));
        let common = known(self.common_type("IN value and list items", &types)?);
        if !common.is_comparable() {
            return Err(operator_error(value.at, &common, "=", &common));
        }
        let constants: Vec<&Typed> = items.iter().collect();
        let (common, items) = match narrowed(&typed_value, &constants) {
            Some(constants) => (typed_value.data_type.clone(), constants),
            None => (common, items),
        };
        let value = self.coerce(typed_value, &common)?.expr;
        let items = items.into_iter().map(|item| Ok(self.coerce(item, &common)?.expr)).collect::<Result<Vec<_>>>()?;
        let native = match common {
            Type::Double | Type::Real => float::list(&items),
            _ => is_native(&common).then(|| items.clone()),
        };
        if let Some(list) = native {
            let expr = Expr::InList(InList { expr: Box::new(value), list, negated });
            return Ok(Typed { expr, data_type: Type::Boolean });
        }
        let equal = items.into_iter().map(|item| self.compared(ComparisonOp::Equal, value.clone(), item, &common));
        let any = balanced(Operator::Or, equal.collect::<Result<Vec<_>>>()?);
        Ok(Typed { expr: if negated { negate(any) } else { any }, data_type: Type::Boolean })
    }

    pub(crate) fn is_distinct_from(
        &mut self,
        at: Position,
        negated: bool,
        (left, right): (&ast::Expr, &ast::Expr),
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let left = self.expression(left, scope)?;
        let right = self.expression(right, scope)?;
        let common = common_super_type(&left.data_type, &right.data_type).filter(Type::is_comparable);
        let common = common.ok_or_else(|| {
            let (left, right) = (&left.data_type, &right.data_type);
            semantic(at, ErrorCode::TypeMismatch, format!("Cannot check if {left} is identical to {right}"))
        })?;
        let common = known(common);
        let (left, right) = (self.coerce(left, &common)?, self.coerce(right, &common)?);
        if is_native(&common) {
            let op = if negated { Operator::IsNotDistinctFrom } else { Operator::IsDistinctFrom };
            return Ok(Typed { expr: binary(op, left.expr, right.expr), data_type: Type::Boolean });
        }
        let distinct = self.call_builtin(DISTINCT, vec![left, right])?.expr;
        Ok(Typed { expr: if negated { negate(distinct) } else { distinct }, data_type: Type::Boolean })
    }
}

/// NULLs without a type are compared as booleans.
pub(crate) fn known(data_type: Type) -> Type {
    if data_type == Type::Unknown { Type::Boolean } else { data_type }
}

/// `Cannot apply operator: integer + varchar(1)`
pub(crate) fn operator_error(at: Position, left: &Type, sign: &str, right: &Type) -> boathouse_types::TrinoError {
    semantic(at, ErrorCode::TypeMismatch, format!("Cannot apply operator: {left} {sign} {right}"))
}

pub(crate) fn is_equality(op: ComparisonOp) -> bool {
    matches!(op, ComparisonOp::Equal | ComparisonOp::NotEqual)
}

pub(crate) fn operator(op: ComparisonOp) -> Operator {
    match op {
        ComparisonOp::Equal => Operator::Eq,
        ComparisonOp::NotEqual => Operator::NotEq,
        ComparisonOp::Less => Operator::Lt,
        ComparisonOp::LessOrEqual => Operator::LtEq,
        ComparisonOp::Greater => Operator::Gt,
        ComparisonOp::GreaterOrEqual => Operator::GtEq,
    }
}

/// Whether Arrow orders values of the type as Trino does. A char is held without the blanks that pad it, which
/// are greater than control characters.
pub(crate) fn is_native_order(data_type: &Type) -> bool {
    is_native(data_type) && !matches!(data_type, Type::Char(_))
}

/// Whether Arrow finds values of the type equal as Trino does.
pub(crate) fn is_native(data_type: &Type) -> bool {
    data_type.is_integer()
        || matches!(
            data_type,
            Type::Boolean
                | Type::Decimal { .. }
                | Type::Varchar(_)
                | Type::Char(_)
                | Type::Varbinary
                | Type::Date
                | Type::Time(_)
                | Type::Timestamp(_)
                | Type::IntervalDayToSecond
                | Type::IntervalYearToMonth
                | Type::Uuid
                | Type::IpAddress
        )
}
