//! Conditions, true, false or unknown.

use std::cmp::Ordering;

use boathouse_types::Result;

use super::evaluate::{Inner, Scope};
use super::item::{Item, Kind};
use super::{Comparison, Predicate};

/// Whether a condition holds; nothing when that is unknown.
pub(super) fn holds<'d>(scope: &Scope<'_, 'd>, predicate: &Predicate, inner: Inner<'_, 'd>) -> Result<Option<bool>> {
    Ok(match predicate {
        Predicate::Not(of) => holds(scope, of, inner)?.map(|holds| !holds),
        Predicate::And(left, right) => match holds(scope, left, inner)? {
            Some(false) => Some(false),
            left => match holds(scope, right, inner)? {
                Some(false) => Some(false),
                right => left.and(right),
            },
        },
        Predicate::Or(left, right) => match holds(scope, left, inner)? {
            Some(true) => Some(true),
            left => match holds(scope, right, inner)? {
                Some(true) => Some(true),
                right => left.and(right),
            },
        },
        Predicate::IsUnknown(of) => Some(holds(scope, of, inner)?.is_none()),
        Predicate::Exists(path) => match scope.run(path, inner) {
            Ok(items) => Some(!items.is_empty()),
            Err(error) => unknown(error)?,
        },
        Predicate::Compare(comparison, left, right) => {
            let (left, right) = match (scope.operand(left, inner), scope.operand(right, inner)) {
                (Ok(left), Ok(right)) => (left, right),
                (Err(error), _) | (_, Err(error)) => return unknown(error),
            };
            any_pair(scope, &left, &right, |left, right| compare(*comparison, left, right))?
        }
        Predicate::StartsWith(whole, start) => {
            let (whole, start) = match (scope.operand(whole, inner), scope.run(start, inner)) {
                (Ok(whole), Ok(start)) => (whole, start),
                (Err(error), _) | (_, Err(error)) => return unknown(error),
            };
            if start.len() != 1 {
                return Ok(None);
            }
            any_pair(scope, &whole, &start, |whole, start| match (whole.kind(), start.kind()) {
                (Kind::Text(whole), Kind::Text(start)) => Some(whole.starts_with(start)),
                _ => None,
            })?
        }
    })
}

/// Errors of a path make a condition unknown; that something grew too large does not.
fn unknown(error: boathouse_types::TrinoError) -> Result<Option<bool>> {
    if error.code == boathouse_types::ErrorCode::PathEvaluationError { Ok(None) } else { Err(error) }
}

/// True when it is for some pair; unknown when a pair is not comparable, which in lax mode counts only as far
/// as no earlier pair is true.
fn any_pair<'d>(
    scope: &Scope<'_, 'd>,
    left: &[Item<'d>],
    right: &[Item<'d>],
    test: impl Fn(&Item<'d>, &Item<'d>) -> Option<bool>,
) -> Result<Option<bool>> {
    let (mut found, mut wrong) = (false, false);
    for a in left {
        scope.count(right.len())?;
        for b in right {
            match test(a, b) {
                Some(true) if scope.lax && !wrong => return Ok(Some(true)),
                Some(true) => found = true,
                Some(false) => {}
                None => wrong = true,
            }
        }
    }
    Ok(if wrong { None } else { Some(found) })
}

fn compare(comparison: Comparison, left: &Item<'_>, right: &Item<'_>) -> Option<bool> {
    let ordering = match (left.kind(), right.kind()) {
        (Kind::Array(_) | Kind::Object | Kind::Huge, _) | (_, Kind::Array(_) | Kind::Object | Kind::Huge) => {
            return None;
        }
        (Kind::Null, Kind::Null) => Ordering::Equal,
        // Null differs from everything else, and is neither more nor less.
        (Kind::Null, _) | (_, Kind::Null) => return Some(comparison == Comparison::NotEqual),
        (Kind::Bool(a), Kind::Bool(b)) => a.cmp(&b),
        (Kind::Text(a), Kind::Text(b)) => a.cmp(b),
        (Kind::Number(a), Kind::Number(b)) => match a.compare(b) {
            Some(ordering) => ordering,
            None => return Some(comparison == Comparison::NotEqual),
        },
        (Kind::Typed, Kind::Typed) => match (left, right) {
            (Item::Typed(a, x), Item::Typed(b, y)) if a == b => x.cmp(y),
            _ => return None,
        },
        _ => return None,
    };
    Some(match comparison {
        Comparison::Equal => ordering.is_eq(),
        Comparison::NotEqual => ordering.is_ne(),
        Comparison::Less => ordering.is_lt(),
        Comparison::LessOrEqual => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::GreaterOrEqual => ordering.is_ge(),
    })
}
