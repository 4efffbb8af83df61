//! Equalities of WHERE that can fail, as keys of the cross join they are written over.
//!
//! Their sides are evaluated on the rows of each relation, before these meet: as filters over all pairs they would
//! be right and of no use.

use std::sync::Arc;

use datafusion::common::tree_node::Transformed;
use datafusion::common::{JoinType, Result};
use datafusion::logical_expr::utils::{can_hash, conjunction, split_conjunction_owned};
use datafusion::logical_expr::{BinaryExpr, Case, Expr, ExprSchemable, Filter, LogicalPlan, Operator};

use super::fallible::is_fallible;
use crate::analyzer::expr::logic::guard_and;
use crate::analyzer::join::sort_sides;
use crate::analyzer::plan::{columns_of, outputs};
use crate::analyzer::udf::late;

/// A filter over inner joins, its terms that can fail made keys or set apart, above those that cannot.
pub(super) fn place_keys(plan: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    let LogicalPlan::Filter(mut filter) = plan else { return Ok(Transformed::no(plan)) };
    let over_join = matches!(filter.input.as_ref(), LogicalPlan::Join(join) if join.join_type == JoinType::Inner);
    if !over_join || !is_fallible(&filter.predicate) {
        return Ok(Transformed::no(LogicalPlan::Filter(filter)));
    }
    let terms = split_conjunction_owned(filter.predicate.clone());
    let bare: Vec<Expr> = terms.iter().filter(|term| !is_fallible(term)).cloned().collect();
    let mut staying = Vec::new();
    for term in terms.into_iter().filter(is_fallible) {
        let placed = match Equality::of(&term) {
            Some(equality) => equality.place(Arc::make_mut(&mut filter.input), &bare)?,
            None => false,
        };
        if !placed {
            staying.push(late(term));
        }
    }
    let mut plan = filter.input;
    for predicate in [conjunction(bare), conjunction(staying)].into_iter().flatten() {
        plan = Arc::new(LogicalPlan::Filter(Filter::try_new(predicate, plan)?));
    }
    Ok(Transformed::yes(Arc::unwrap_or_clone(plan)))
}

/// `left = right`, behind guards that cannot fail.
struct Equality<'a> {
    guards: Vec<Expr>,
    left: &'a Expr,
    right: &'a Expr,
}

impl<'a> Equality<'a> {
    fn of(term: &'a Expr) -> Option<Self> {
        match term {
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) => {
                Some(Self { guards: Vec::new(), left, right })
            }
            Expr::Case(Case { expr: Some(_), when_then_expr, else_expr: None }) => {
                let [(when, rest)] = &when_then_expr[..] else { return None };
                let (Expr::IsNotFalse(guard), Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right })) =
                    (when.as_ref(), rest.as_ref())
                else {
                    return None;
                };
                let guards = split_conjunction_owned(guard.as_ref().clone());
                (!guards.iter().any(is_fallible)).then_some(Self { guards, left, right })
            }
            _ => None,
        }
    }

    /// Makes it the key of the lowest join whose sides it compares, where that and all above it are cross joins.
    fn place(&self, plan: &mut LogicalPlan, bare: &[Expr]) -> Result<bool> {
        let LogicalPlan::Join(join) = plan else { return Ok(false) };
        if join.join_type != JoinType::Inner || join.filter.is_some() {
            return Ok(false);
        }
        let (in_left, in_right) = (outputs(&join.left), outputs(&join.right));
        let mut read = columns_of(self.left);
        read.extend(columns_of(self.right));
        // A guard over both sides of a join must hold before what stands behind it is evaluated.
        if join.on.is_empty() && read.is_subset(&in_left) {
            let ours = self.guards.iter().all(|guard| columns_of(guard).is_subset(&in_left));
            return if ours { self.place(Arc::make_mut(&mut join.left), bare) } else { Ok(false) };
        }
        if join.on.is_empty() && read.is_subset(&in_right) {
            let ours = self.guards.iter().all(|guard| columns_of(guard).is_subset(&in_right));
            return if ours { self.place(Arc::make_mut(&mut join.right), bare) } else { Ok(false) };
        }
        let Some((left, right)) = sort_sides(self.left, self.right, &in_left, &in_right) else { return Ok(false) };
        if !join.on.iter().all(|(l, r)| is_fallible(l) || is_fallible(r))
            || !can_hash(&left.get_type(join.left.schema())?)
        {
            return Ok(false);
        }
        let (of_left, others): (Vec<_>, Vec<_>) =
            self.guards.iter().cloned().partition(|guard| columns_of(guard).is_subset(&in_left));
        if !others.iter().all(|guard| columns_of(guard).is_subset(&in_right)) {
            return Ok(false);
        }
        join.on.push((behind(of_left, left, bare), behind(others, right, bare)));
        Ok(true)
    }
}

/// A key's side, evaluated where its guards hold. One that cannot fail needs none that are terms themselves.
fn behind(guards: Vec<Expr>, side: Expr, bare: &[Expr]) -> Expr {
    let fallible = is_fallible(&side);
    match conjunction(guards.into_iter().filter(|guard| fallible || !bare.contains(guard))) {
        Some(guard) => guard_and(guard, side),
        None => side,
    }
}
