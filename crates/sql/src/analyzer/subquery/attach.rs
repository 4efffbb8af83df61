//! Joining waiting subqueries to the plan of their level.

use boathouse_types::{ErrorCode, Result};
use datafusion::common::{JoinType, ScalarValue};
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{Aggregate, Expr, LogicalPlan, lit, when};

use super::count_rows;
use crate::analyzer::decorrelate::{Dependent, substituted};
use crate::analyzer::error::{engine, semantic};
use crate::analyzer::level::{Locals, Pending, PendingKind};
use crate::analyzer::plan::{aggregate, column, cross, extend, filter, join, limit, named, outputs, project};
use crate::analyzer::udf::key;
use crate::analyzer::{Analyzer, Typed};

impl Analyzer<'_> {
    /// Joins one subquery to the plan; its column holds the value.
    pub(crate) fn attach_one(&mut self, plan: LogicalPlan, pending: Pending) -> Result<LogicalPlan> {
        let known = outputs(&plan);
        if let Some(missing) = pending.locals.keys().find(|name| !known.contains(*name)) {
            let label = missing.rsplit_once('#').map_or(missing.as_str(), |(label, _)| label);
            let text = format!("Subquery uses '{label}' which must appear in GROUP BY clause");
            return Err(semantic(pending.at, ErrorCode::ExpressionNotAggregate, text));
        }
        let Pending { column: name, plan: subquery, locals, kind, .. } = pending;
        let result = match kind {
            PendingKind::Row { result } => {
                let plan = self.apply_row(plan, subquery, &locals)?;
                let result = substituted(result, &locals)?;
                return extend(plan, vec![named(result, &name)]);
            }
            PendingKind::Exists => {
                let rows = self.fresh("rows");
                // One row is enough to know.
                let subquery = if locals.is_empty() { limit(subquery, 0, Some(1)) } else { subquery };
                let counted = aggregate(subquery, Vec::new(), vec![count_rows(&rows)])?;
                (self.apply_row(plan, counted, &locals)?, column(&rows).gt(lit(0_i64)))
            }
            PendingKind::Membership { probe, value } => {
                self.attach_membership(plan, subquery, &locals, probe, value)?
            }
        };
        extend(result.0, vec![result.1.alias(&name)])
    }

    /// The plan with a column that says whether the probe was found, and the value of IN over it.
    fn attach_membership(
        &mut self,
        plan: LogicalPlan,
        subquery: LogicalPlan,
        locals: &Locals,
        probe: Typed,
        value: Typed,
    ) -> Result<(LogicalPlan, Expr)> {
        let (rows, values) = (self.fresh("rows"), self.fresh("values"));
        let measures = vec![count_rows(&rows), count(value.expr.clone()).alias(&values)];
        let counted = aggregate(subquery.clone(), Vec::new(), measures)?;
        let plan = self.apply_row(plan, counted, locals)?;

        let mut dependent = Dependent::new(self, &plan, locals, &subquery)?;
        let (found, keys) = dependent.push(&subquery)?;
        let mut pairs = dependent.outer_pairs(&keys);
        let (match_key, mark) = (self.fresh("key"), self.fresh("found"));
        let found = filter(found, value.expr.clone().is_not_null())?;
        let mut groups: Vec<Expr> = keys.iter().map(|k| column(k)).collect();
        groups.push(key(&value).alias(&match_key));
        let found = aggregate(found, groups, Vec::new())?;
        let found = extend(found, vec![lit(true).alias(&mark)])?;
        pairs.push((key(&probe), column(&match_key)));
        let plan = join(plan, found, JoinType::Left, pairs, Vec::new())?;
        let unknown = lit(ScalarValue::Boolean(None));
        let result = when(column(&rows).eq(lit(0_i64)), lit(false))
            .when(column(&mark).is_not_null(), lit(true))
            .when(probe.expr.is_null().or(column(&values).lt(column(&rows))), unknown)
            .otherwise(lit(false))
            .map_err(engine)?;
        Ok((plan, result))
    }

    /// Joins a subquery that gives exactly one row for each outer row.
    pub(crate) fn apply_row(
        &mut self,
        plan: LogicalPlan,
        subquery: LogicalPlan,
        locals: &Locals,
    ) -> Result<LogicalPlan> {
        if locals.is_empty() {
            return cross(plan, subquery);
        }
        if let Some(joined) = self.apply_aggregate(&plan, &subquery, locals)? {
            return Ok(joined);
        }
        let mut dependent = Dependent::new(self, &plan, locals, &subquery)?;
        let (found, keys) = dependent.push(&subquery)?;
        let pairs = dependent.outer_pairs(&keys);
        join(plan, found, JoinType::Left, pairs, Vec::new())
    }

    /// A global aggregate under projections: grouped by the outer columns and joined, then projected, so that no
    /// join with the distinct outer values is needed where equalities already name them.
    fn apply_aggregate(
        &mut self,
        plan: &LogicalPlan,
        subquery: &LogicalPlan,
        locals: &Locals,
    ) -> Result<Option<LogicalPlan>> {
        let mut projections = Vec::new();
        let mut current = subquery;
        while let LogicalPlan::Projection(projection) = current {
            projections.push(projection.expr.clone());
            current = &projection.input;
        }
        let LogicalPlan::Aggregate(Aggregate { input, group_expr, aggr_expr, .. }) = current else { return Ok(None) };
        let defaults: Option<Vec<_>> = aggr_expr.iter().map(default_of).collect();
        let (true, Some(defaults)) = (group_expr.is_empty(), defaults) else { return Ok(None) };

        let mut dependent = Dependent::new(self, plan, locals, current)?;
        let (rows, keys) = dependent.push(input)?;
        let aggregates: Vec<Expr> =
            aggr_expr.iter().map(|e| dependent.rewrite(e.clone(), &keys)).collect::<Result<_>>()?;
        let pairs = dependent.outer_pairs(&keys);
        let grouped = aggregate(rows, keys.iter().map(|k| column(k)).collect(), aggregates)?;
        let mark = self.fresh("found");
        let grouped = extend(grouped, vec![lit(true).alias(&mark)])?;
        let mut joined = join(plan.clone(), grouped, JoinType::Left, pairs, Vec::new())?;

        // Over no rows an aggregate has its own value, not NULL.
        let mut columns: Vec<Expr> = plan.schema().columns().into_iter().map(Expr::Column).collect();
        let kept = columns.len();
        for (expr, default) in aggr_expr.iter().zip(defaults) {
            let name = expr.schema_name().to_string();
            let value = column(&name);
            columns.push(match default {
                None => value,
                Some(default) => {
                    when(column(&mark).is_null(), lit(default)).otherwise(value).map_err(engine)?.alias(&name)
                }
            });
        }
        joined = project(joined, columns)?;
        for exprs in projections.into_iter().rev() {
            let mut columns: Vec<Expr> = joined.schema().columns().into_iter().take(kept).map(Expr::Column).collect();
            for expr in exprs {
                let name = expr.schema_name().to_string();
                columns.push(named(substituted(expr.unalias(), locals)?, &name));
            }
            joined = project(joined, columns)?;
        }
        Ok(Some(joined))
    }
}

/// What an aggregate is over no rows: nothing when it is not known, `None` inside for NULL.
#[expect(clippy::option_option, reason = "the outer option says whether it is known")]
fn default_of(expr: &Expr) -> Option<Option<ScalarValue>> {
    const NULL_OF_NOTHING: &[&str] = &[
        "$single",
        "any_value",
        "arbitrary",
        "array_agg",
        "avg",
        "bool_and",
        "bool_or",
        "every",
        "geometric_mean",
        "listagg",
        "map_agg",
        "max",
        "max_by",
        "min",
        "min_by",
        "stddev",
        "stddev_pop",
        "stddev_samp",
        "sum",
        "var_pop",
        "var_samp",
        "variance",
    ];
    let Expr::AggregateFunction(call) = expr.clone().unalias() else { return None };
    match call.func.name() {
        "count" | "count_if" => Some(Some(ScalarValue::Int64(Some(0)))),
        name if NULL_OF_NOTHING.contains(&name) => Some(None),
        _ => None,
    }
}
