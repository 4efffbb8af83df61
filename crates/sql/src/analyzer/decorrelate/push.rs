//! Pushing the distinct outer values through the nodes of a subquery's plan.

use std::sync::Arc;

use boathouse_types::{Result, TrinoError};
use datafusion::common::JoinType;
use datafusion::logical_expr::utils::{conjunction, split_conjunction_owned};
use datafusion::logical_expr::{
    Aggregate, BinaryExpr, Expr, Filter, GroupingSet, LogicalPlan, Operator, Projection, Union, Unnest, Window, lit,
};

use super::{Dependent, expr_reads_outer, reads_outer};
use crate::analyzer::error::engine;
use crate::analyzer::join::JoinCondition;
use crate::analyzer::plan::{aggregate, column, cross, extend, filter, join, outputs, project};
use crate::analyzer::udf::is_flat;

/// A plan that answers for all outer values, and its columns that hold them.
pub(super) type Pushed = (LogicalPlan, Vec<String>);

impl Dependent<'_, '_> {
    /// The plan for all outer values at once: its own columns, and those that say which outer values a row is for.
    pub(crate) fn push(&mut self, plan: &LogicalPlan) -> Result<Pushed> {
        stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, || self.push_node(plan))
    }

    fn push_node(&mut self, plan: &LogicalPlan) -> Result<Pushed> {
        if self.columns.is_empty() {
            return Ok((plan.clone(), Vec::new()));
        }
        if !reads_outer(plan, self.locals) {
            let (domain, keys) = self.domain()?;
            return Ok((cross(domain, plan.clone())?, keys));
        }
        match plan {
            LogicalPlan::Projection(node) => self.push_projection(node),
            LogicalPlan::Filter(node) => self.push_filter(node),
            LogicalPlan::Aggregate(node) => self.push_aggregate(node),
            LogicalPlan::Window(node) => self.push_window(node),
            LogicalPlan::Sort(node) if node.fetch.is_none() => self.push(&node.input),
            LogicalPlan::Limit(node) => self.push_limit(node),
            LogicalPlan::Join(node) => self.push_join(node),
            LogicalPlan::Union(node) => self.push_union(node),
            LogicalPlan::Unnest(node) => self.push_unnest(node),
            _ => Err(unsupported()),
        }
    }

    fn push_projection(&mut self, node: &Projection) -> Result<Pushed> {
        let (input, keys) = self.push(&node.input)?;
        let mut exprs = self.rewrite_all(&node.expr, &keys)?;
        exprs.extend(keys.iter().map(|k| column(k)));
        Ok((project(input, exprs)?, keys))
    }

    /// The expressions over key columns, under the names they had.
    pub(super) fn rewrite_all(&self, exprs: &[Expr], keys: &[String]) -> Result<Vec<Expr>> {
        let rewrite = |expr: &Expr| -> Result<Expr> {
            if !expr_reads_outer(expr, self.locals) {
                return Ok(expr.clone());
            }
            let name = expr.schema_name().to_string();
            Ok(self.rewrite(expr.clone().unalias(), keys)?.alias(name))
        };
        exprs.iter().map(rewrite).collect()
    }

    fn push_filter(&mut self, node: &Filter) -> Result<Pushed> {
        let terms = split_conjunction_owned(node.predicate.clone());
        if reads_outer(&node.input, self.locals) {
            let (input, keys) = self.push(&node.input)?;
            return Ok((filter(input, self.rewrite(node.predicate.clone(), &keys)?)?, keys));
        }
        if !self.fallible
            && let Some(bound) = self.bound_by(&terms)
        {
            return self.push_bound(&node.input, terms, bound);
        }
        // The filter is the condition of the join with the outer values; its own terms come before.
        let (domain, keys) = self.domain()?;
        let (correlated, own): (Vec<Expr>, Vec<Expr>) =
            terms.into_iter().partition(|term| expr_reads_outer(term, self.locals));
        let mut input = node.input.as_ref().clone();
        if let Some(own) = conjunction(own) {
            input = filter(input, own)?;
        }
        let (left, right) = (outputs(&domain), outputs(&input));
        let mut condition = JoinCondition::default();
        for term in correlated {
            condition.add(self.rewrite(term, &keys)?, &left, &right);
        }
        Ok((join(domain, input, JoinType::Inner, condition.keys, condition.rest)?, keys))
    }

    /// For each outer column the inner expression a term says it equals, when every one has such a term.
    fn bound_by(&self, terms: &[Expr]) -> Option<Vec<Expr>> {
        let bound = |(name, t): &(String, boathouse_types::Type)| {
            let usable = is_flat(t);
            terms.iter().filter(|_| usable).find_map(|term| {
                let Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) = term else { return None };
                let is_outer = |e: &Expr| matches!(e, Expr::OuterReferenceColumn(_, c) if c.name == *name);
                let inner = match (is_outer(left), is_outer(right)) {
                    (true, false) => right,
                    (false, true) => left,
                    _ => return None,
                };
                let plain = !expr_reads_outer(inner, self.locals) && !inner.is_volatile();
                plain.then(|| inner.as_ref().clone())
            })
        };
        self.columns.iter().map(bound).collect()
    }

    /// Where equalities name every outer value by inner expressions, those stand for the outer values: rows for other
    /// values find no partner in the final join.
    fn push_bound(&mut self, input: &LogicalPlan, terms: Vec<Expr>, bound: Vec<Expr>) -> Result<Pushed> {
        let keys = self.names();
        // What named the values says no more than that they are not null, but of a NaN, which is not equal to itself.
        let says_so = |term: &Expr| {
            let Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) = term else { return false };
            self.columns.iter().zip(&bound).any(|((name, t), inner)| {
                let is_outer = |e: &Expr| matches!(e, Expr::OuterReferenceColumn(_, c) if c.name == *name);
                let sides = is_outer(left) && **right == *inner || is_outer(right) && **left == *inner;
                sides && !matches!(t, boathouse_types::Type::Real | boathouse_types::Type::Double)
            })
        };
        let terms: Vec<Expr> = terms.into_iter().filter(|term| !says_so(term)).collect();
        let named = bound.into_iter().zip(&keys).map(|(e, k)| e.alias(k)).collect();
        let mut plan = extend(input.clone(), named)?;
        for key in &keys {
            plan = filter(plan, column(key).is_not_null())?;
        }
        for term in terms {
            plan = filter(plan, self.rewrite(term, &keys)?)?;
        }
        Ok((plan, keys))
    }

    fn push_aggregate(&mut self, node: &Aggregate) -> Result<Pushed> {
        if node.group_expr.is_empty() {
            return self.push_global(node);
        }
        let (input, keys) = self.push(&node.input)?;
        let mut groups: Vec<Expr> = keys.iter().map(|k| column(k)).collect();
        match &node.group_expr[..] {
            [Expr::GroupingSet(GroupingSet::GroupingSets(sets))] => {
                if sets.iter().any(Vec::is_empty) {
                    return Err(unsupported());
                }
                let mut all = Vec::with_capacity(sets.len());
                for set in sets {
                    all.push([groups.clone(), self.rewrite_all(set, &keys)?].concat());
                }
                groups = vec![Expr::GroupingSet(GroupingSet::GroupingSets(all))];
            }
            exprs => groups.extend(self.rewrite_all(exprs, &keys)?),
        }
        let measures = self.rewrite_all(&node.aggr_expr, &keys)?;
        Ok((aggregate(input, groups, measures)?, keys))
    }

    /// An aggregate without groups has a row for outer values without rows too: they come in by an outer join, with
    /// a mark the aggregates filter by.
    fn push_global(&mut self, node: &Aggregate) -> Result<Pushed> {
        let (input, keys) = self.push(&node.input)?;
        let mark = self.analyzer.fresh("found");
        let input = extend(input, vec![lit(true).alias(&mark)])?;
        let (domain, names) = self.domain()?;
        let pairs = self.pairs(&names, &keys);
        let joined = join(domain, input, JoinType::Left, pairs, Vec::new())?;
        let mut measures = Vec::with_capacity(node.aggr_expr.len());
        for expr in &node.aggr_expr {
            let name = expr.schema_name().to_string();
            let rewritten = self.rewrite(expr.clone().unalias(), &names)?;
            let Expr::AggregateFunction(mut call) = rewritten else { return Err(unsupported()) };
            let found = column(&mark).is_not_null();
            let own = call.params.filter.take();
            call.params.filter = Some(Box::new(match own {
                Some(own) => found.and(*own),
                None => found,
            }));
            measures.push(Expr::AggregateFunction(call).alias(name));
        }
        let groups = names.iter().map(|n| column(n)).collect();
        Ok((aggregate(joined, groups, measures)?, names))
    }

    fn push_window(&mut self, node: &Window) -> Result<Pushed> {
        let (input, keys) = self.push(&node.input)?;
        let mut exprs = Vec::with_capacity(node.window_expr.len());
        for expr in &node.window_expr {
            let name = expr.schema_name().to_string();
            let Expr::WindowFunction(mut call) = self.rewrite(expr.clone().unalias(), &keys)? else {
                return Err(unsupported());
            };
            call.params.partition_by.extend(keys.iter().map(|k| column(k)));
            exprs.push(Expr::WindowFunction(call).alias(name));
        }
        let window = Window::try_new(exprs, Arc::new(input)).map_err(engine)?;
        Ok((LogicalPlan::Window(window), keys))
    }

    fn push_union(&mut self, node: &Union) -> Result<Pushed> {
        let names: Vec<String> = node.schema.fields().iter().map(|f| f.name().clone()).collect();
        let (mut inputs, mut keys) = (Vec::new(), Vec::new());
        for input in &node.inputs {
            let own = input.schema().columns();
            let (pushed, found) = self.push(input)?;
            if keys.is_empty() {
                keys = self.names();
            }
            let mut exprs: Vec<Expr> = own.into_iter().zip(&names).map(|(c, n)| Expr::Column(c).alias(n)).collect();
            exprs.extend(found.iter().zip(&keys).map(|(f, k)| column(f).alias(k)));
            inputs.push(Arc::new(project(pushed, exprs)?));
        }
        let union = Union::try_new_with_loose_types(inputs).map_err(engine)?;
        Ok((LogicalPlan::Union(union), keys))
    }

    fn push_unnest(&mut self, node: &Unnest) -> Result<Pushed> {
        let (input, keys) = self.push(&node.input)?;
        let unnest = Unnest::try_new(Arc::new(input), node.exec_columns.clone(), node.options.clone());
        Ok((LogicalPlan::Unnest(unnest.map_err(engine)?), keys))
    }
}

/// Trino's words for a correlation it cannot take apart.
pub(super) fn unsupported() -> TrinoError {
    TrinoError::not_supported("Given correlated subquery is not supported")
}
