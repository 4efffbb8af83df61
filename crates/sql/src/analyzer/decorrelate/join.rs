//! Joins inside a correlated subquery.

use boathouse_types::Result;
use datafusion::common::{JoinType, NullEquality};
use datafusion::logical_expr::utils::split_conjunction_owned;
use datafusion::logical_expr::{BinaryExpr, Expr, Join, LogicalPlan, Operator};

use super::push::{Pushed, unsupported};
use super::{Dependent, expr_reads_outer, reads_outer};
use crate::analyzer::join::JoinCondition;
use crate::analyzer::plan::{column, join, outputs, project};

impl Dependent<'_, '_> {
    pub(super) fn push_join(&mut self, node: &Join) -> Result<Pushed> {
        let (in_left, in_right) = (reads_outer(&node.left, self.locals), reads_outer(&node.right, self.locals));
        let terms = terms_of(node);
        let in_terms = terms.iter().any(|t| expr_reads_outer(t, self.locals));
        use JoinType as J;
        let (left, right) = match node.join_type {
            J::Inner if !in_left && !in_right && in_terms => (true, false),
            J::Inner => (in_left, in_right),
            J::Left | J::LeftSemi | J::LeftAnti => (true, in_right),
            J::Right => (in_left, true),
            J::Full => (true, true),
            _ => return Err(unsupported()),
        };
        let (left, left_keys) = self.side(&node.left, left)?;
        let (right, right_keys) = self.side(&node.right, right)?;
        let keys = left_keys.clone().or_else(|| right_keys.clone()).ok_or_else(unsupported)?;
        let mut condition = JoinCondition::default();
        let (left_names, right_names) = (outputs(&left), outputs(&right));
        for term in terms {
            condition.add(self.rewrite(term, &keys)?, &left_names, &right_names);
        }
        let (Some(left_keys), Some(right_keys)) = (left_keys, right_keys) else {
            let plan = join(left, right, node.join_type, condition.keys, condition.rest)?;
            return Ok((plan, keys));
        };
        let mut pairs = self.pairs(&left_keys, &right_keys);
        pairs.extend(condition.keys);
        let mut plan = join(left, right, node.join_type, pairs, condition.rest)?;
        if node.join_type == J::Full {
            plan = self.merge_keys(plan, &left_keys, &right_keys)?;
        }
        Ok((plan, keys))
    }

    fn side(&mut self, plan: &LogicalPlan, pushed: bool) -> Result<(LogicalPlan, Option<Vec<String>>)> {
        if !pushed {
            return Ok((plan.clone(), None));
        }
        let (plan, keys) = self.push(plan)?;
        Ok((plan, Some(keys)))
    }

    /// After a full join an outer value may stand on either side.
    fn merge_keys(&mut self, plan: LogicalPlan, left: &[String], right: &[String]) -> Result<LogicalPlan> {
        let exprs = plan.schema().columns().into_iter().map(|c| match left.iter().position(|k| *k == c.name) {
            Some(i) => datafusion::functions::core::expr_fn::coalesce(vec![column(&left[i]), column(&right[i])])
                .alias(&left[i]),
            None => Expr::Column(c),
        });
        let exprs = exprs.collect();
        project(plan, exprs)
    }
}

/// The condition of a join, its keys as comparisons.
fn terms_of(node: &Join) -> Vec<Expr> {
    let op = match node.null_equality {
        NullEquality::NullEqualsNothing => Operator::Eq,
        NullEquality::NullEqualsNull => Operator::IsNotDistinctFrom,
    };
    let pair = |(l, r): &(Expr, Expr)| {
        Expr::BinaryExpr(BinaryExpr { left: Box::new(l.clone()), op, right: Box::new(r.clone()) })
    };
    let mut terms: Vec<Expr> = node.on.iter().map(pair).collect();
    terms.extend(node.filter.iter().cloned().flat_map(split_conjunction_owned));
    terms
}
