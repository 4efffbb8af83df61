//! Comparisons of real and double with constants, by the engine's own operators.
//!
//! Arrow orders floats totally: -NaN, -Infinity, …, -0, 0, …, Infinity, NaN. Trino's NaN is neither less nor
//! greater than anything and its zeros are equal, so both ends and zero are spelled out.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::{Expr, Operator};

use super::compare::operator;
use super::logic::binary;
use crate::ast::ComparisonOp;

/// The comparison, when one side is a constant other than NaN or neither can be NaN or -0.
pub(super) fn compared(op: ComparisonOp, left: &Expr, right: &Expr) -> Option<Expr> {
    if is_plain(left) && is_plain(right) {
        return Some(binary(operator(op), left.clone(), right.clone()));
    }
    if let Some(constant) = Constant::of(right) {
        return constant.compared(op, left);
    }
    Constant::of(left)?.compared(mirrored(op), right)
}

/// The values of an IN list as Arrow compares them, when all are constants.
pub(super) fn list(items: &[Expr]) -> Option<Vec<Expr>> {
    let mut list = Vec::with_capacity(items.len());
    for item in items {
        let constant = Constant::of(item)?;
        match constant.value {
            Some(value) if value.is_nan() => return None,
            Some(0.0) => list.extend([constant.literal(0.0), constant.literal(-0.0)]),
            _ => list.push(item.clone()),
        }
    }
    Some(list)
}

/// Values that are never NaN and never -0. The engine's own cast to a float is only used on whole numbers.
fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Cast(_) => true,
        Expr::Literal(..) => match Constant::of(expr) {
            Some(Constant { value: Some(value), .. }) if value == 0.0 => value.is_sign_positive(),
            Some(Constant { value, .. }) => value.is_none_or(|value| !value.is_nan()),
            None => false,
        },
        _ => false,
    }
}

struct Constant {
    value: Option<f64>,
    real: bool,
}

impl Constant {
    fn of(expr: &Expr) -> Option<Self> {
        match expr {
            Expr::Literal(ScalarValue::Float64(value), _) => Some(Self { value: *value, real: false }),
            Expr::Literal(ScalarValue::Float32(value), _) => Some(Self { value: value.map(f64::from), real: true }),
            _ => None,
        }
    }

    fn literal(&self, value: f64) -> Expr {
        let value = match self.real {
            // Only zeros, infinities and reals made doubles come here, which are the same in both.
            true => ScalarValue::Float32(Some(value as f32)),
            false => ScalarValue::Float64(Some(value)),
        };
        Expr::Literal(value, None)
    }

    fn compared(&self, op: ComparisonOp, other: &Expr) -> Option<Expr> {
        let compare = |op, value: f64| binary(op, other.clone(), self.literal(value));
        let Some(value) = self.value else {
            let null =
                Expr::Literal(if self.real { ScalarValue::Float32(None) } else { ScalarValue::Float64(None) }, None);
            return Some(binary(operator(op), other.clone(), null));
        };
        if value.is_nan() {
            return None;
        }
        let zero = value == 0.0;
        let top = |first: Expr| binary(Operator::And, first, compare(Operator::LtEq, f64::INFINITY));
        let bottom = |first: Expr| binary(Operator::And, first, compare(Operator::GtEq, f64::NEG_INFINITY));
        Some(match op {
            ComparisonOp::Equal | ComparisonOp::NotEqual if zero => Expr::InList(InList {
                expr: Box::new(other.clone()),
                list: vec![self.literal(0.0), self.literal(-0.0)],
                negated: op == ComparisonOp::NotEqual,
            }),
            ComparisonOp::Equal | ComparisonOp::NotEqual => compare(operator(op), value),
            ComparisonOp::Greater => top(compare(Operator::Gt, if zero { 0.0 } else { value })),
            ComparisonOp::GreaterOrEqual => top(compare(Operator::GtEq, if zero { -0.0 } else { value })),
            ComparisonOp::Less => bottom(compare(Operator::Lt, if zero { -0.0 } else { value })),
            ComparisonOp::LessOrEqual => bottom(compare(Operator::LtEq, if zero { 0.0 } else { value })),
        })
    }
}

fn mirrored(op: ComparisonOp) -> ComparisonOp {
    match op {
        ComparisonOp::Less => ComparisonOp::Greater,
        ComparisonOp::LessOrEqual => ComparisonOp::GreaterOrEqual,
        ComparisonOp::Greater => ComparisonOp::Less,
        ComparisonOp::GreaterOrEqual => ComparisonOp::LessOrEqual,
        same => same,
    }
}
