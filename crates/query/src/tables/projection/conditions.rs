//! What a query's filters say of one key: the only values it can have, or between which whole numbers it is.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator};

/// What is known of a key beforehand. It may leave more than the filters do, never less.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Conditions {
    /// The only values the key can have.
    pub(super) points: Option<Vec<ScalarValue>>,
    /// Bounds of a key that holds whole numbers, both inclusive.
    pub(super) least: Option<i64>,
    pub(super) most: Option<i64>,
}

impl Conditions {
    pub(super) fn of(filters: &[Expr], key: &str) -> Self {
        let mut found = Self::default();
        for term in filters.iter().flat_map(split_conjunction) {
            if found.points.is_none() {
                found.points = points(term, key);
            }
            found.narrow(term, key);
        }
        found
    }

    fn narrow(&mut self, term: &Expr, key: &str) {
        if let Expr::Between(between) = term {
            if !between.negated && is_key(&between.expr, key) {
                self.at_least(whole(&between.low));
                self.at_most(whole(&between.high));
            }
            return;
        }
        let Expr::BinaryExpr(BinaryExpr { left, op, right }) = term else { return };
        let (value, op) = if is_key(left, key) {
            (whole(right), Some(*op))
        } else if is_key(right, key) {
            (whole(left), op.swap())
        } else {
            return;
        };
        match op {
            Some(Operator::Gt | Operator::GtEq) => self.at_least(value),
            Some(Operator::Lt | Operator::LtEq) => self.at_most(value),
            _ => {}
        }
    }

    fn at_least(&mut self, value: Option<i64>) {
        self.least = self.least.max(value);
    }

    fn at_most(&mut self, value: Option<i64>) {
        self.most = match (self.most, value) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
}

/// The literals of an equality, of a list, or of alternatives of them.
fn points(term: &Expr, key: &str) -> Option<Vec<ScalarValue>> {
    match term {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => {
            let other = if is_key(left, key) {
                right
            } else if is_key(right, key) {
                left
            } else {
                return None;
            };
            Some(vec![literal(other)?.clone()])
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            let mut all = points(left, key)?;
            for value in points(right, key)? {
                if !all.contains(&value) {
                    all.push(value);
                }
            }
            Some(all)
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            points(left, key).or_else(|| points(right, key))
        }
        Expr::InList(list) if !list.negated && is_key(&list.expr, key) => {
            let mut all = Vec::with_capacity(list.list.len());
            for item in &list.list {
                let value = literal(item)?;
                if !all.contains(value) {
                    all.push(value.clone());
                }
            }
            Some(all)
        }
        _ => None,
    }
}

fn is_key(expr: &Expr, key: &str) -> bool {
    matches!(expr, Expr::Column(column) if column.name == key)
}

fn literal(expr: &Expr) -> Option<&ScalarValue> {
    match expr {
        Expr::Literal(value, _) => Some(value),
        _ => None,
    }
}

fn whole(expr: &Expr) -> Option<i64> {
    number(literal(expr)?)
}

/// A literal that is a whole number.
pub(super) fn number(value: &ScalarValue) -> Option<i64> {
    match value {
        ScalarValue::Int8(value) => value.map(i64::from),
        ScalarValue::Int16(value) => value.map(i64::from),
        ScalarValue::Int32(value) => value.map(i64::from),
        ScalarValue::Int64(value) => *value,
        _ => None,
    }
}

/// A literal that is text.
pub(super) fn text(value: &ScalarValue) -> Option<&str> {
    match value {
        ScalarValue::Utf8(value) | ScalarValue::LargeUtf8(value) | ScalarValue::Utf8View(value) => value.as_deref(),
        _ => None,
    }
}
