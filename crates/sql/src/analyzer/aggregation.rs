//! Planning the aggregate of a SELECT, and reading its columns instead of its input's.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, ScalarValue};
use datafusion::functions_aggregate::first_last::first_value_udaf;
use datafusion::logical_expr::expr::Alias;
use datafusion::logical_expr::{
    Aggregate, Expr, GroupingSet, LogicalPlan, Operator, Union, binary_expr, cast, lit, when,
};

use super::error::{engine, semantic};
use super::plan::{aggregate, column, columns_of, extend, outputs, project};
use super::udf::{GroupingMarker, is_flat, key};
use super::{Analyzer, Typed};

/// The keys and sets of a GROUP BY clause; by default one set without keys.
#[derive(Debug)]
pub(crate) struct Grouping {
    pub(crate) keys: Vec<Typed>,
    /// Keys of each grouping set, by their place.
    pub(crate) sets: Vec<Vec<usize>>,
}

impl Default for Grouping {
    fn default() -> Self {
        Self { keys: Vec::new(), sets: vec![Vec::new()] }
    }
}

impl Grouping {
    /// The place of a key; a new one at the end.
    pub(crate) fn key(&mut self, key: Typed) -> usize {
        if let Some(place) = self.keys.iter().position(|k| k.expr == key.expr) {
            return place;
        }
        self.keys.push(key);
        self.keys.len() - 1
    }
}

/// A planned aggregate.
pub(crate) struct Aggregated {
    pub(crate) plan: LogicalPlan,
    /// Keys and aggregates as columns of the plan.
    columns: HashMap<Expr, Expr>,
    /// The columns a rebased expression may read.
    readable: BTreeSet<String>,
    keys: Vec<Expr>,
    sets: Vec<Vec<usize>>,
    /// Columns of subqueries, each with the column of a key's subquery that means the same.
    same: BTreeMap<String, String>,
    /// Which grouping set a row belongs to, when there are several.
    set: Option<String>,
}

/// Whether an expression holds a call of an aggregate function.
pub(crate) fn has_aggregate(expr: &Expr) -> bool {
    expr.exists(|e| Ok(matches!(e, Expr::AggregateFunction(_)) || is_grouping(e))).unwrap_or(false)
}

fn is_grouping(expr: &Expr) -> bool {
    matches!(expr, Expr::ScalarFunction(call) if call.func.inner().downcast_ref::<GroupingMarker>().is_some())
}

impl Analyzer<'_> {
    /// Plans the aggregate that `exprs` need.
    pub(crate) fn aggregated(&mut self, plan: LogicalPlan, grouping: Grouping, exprs: Vec<Expr>) -> Result<Aggregated> {
        let mut calls: Vec<Expr> = Vec::new();
        for expr in &exprs {
            collect_calls(expr, &mut calls)?;
        }
        let key_exprs: Vec<Expr> = grouping.keys.iter().map(|k| k.expr.clone()).collect();
        let same = self.same_as(&key_exprs.iter().flat_map(columns_of).collect());
        let plan = self.attach(plan, key_exprs.iter().chain(&calls))?;

        // The group columns: as they are where the engine's equality is Trino's, else by key.
        let mut columns = HashMap::new();
        let (mut computed, mut groups, mut values, mut output) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for typed in &grouping.keys {
            let name = match &typed.expr {
                Expr::Column(c) => c.name.clone(),
                _ => self.fresh("key"),
            };
            if is_flat(&typed.data_type) || typed.data_type == Type::Unknown {
                if !matches!(&typed.expr, Expr::Column(_)) {
                    computed.push(typed.expr.clone().alias(&name));
                }
                groups.push(name.clone());
                output.push(column(&name));
            } else {
                let held = self.fresh("key");
                computed.push(key(typed).alias(&held));
                groups.push(held.clone());
                if matches!(typed.data_type, Type::Real | Type::Double) {
                    output.push(column(&held).alias(&name));
                } else {
                    let first = self.fresh("first");
                    values.push(first_value_udaf().call(vec![typed.expr.clone()]).alias(&first));
                    // A set without the key has NULL for it.
                    let nothing = lit(ScalarValue::try_from(&typed.data_type.to_arrow()).map_err(engine)?);
                    let value = when(column(&held).is_null(), nothing).otherwise(column(&first)).map_err(engine)?;
                    output.push(value.alias(&name));
                }
            }
            columns.insert(typed.expr.clone(), column(&name));
        }
        let plan = extend(plan, computed)?;
        for call in calls {
            let name = self.fresh(call_name(&call));
            values.push(call.clone().alias(&name));
            output.push(column(&name));
            columns.insert(call, column(&name));
        }
        let set = (grouping.sets.len() > 1).then(|| self.fresh("set"));
        let plan = self.grouping_plan(plan, &groups, &grouping.sets, values, output, set.as_deref())?;
        let mut readable = outputs(&plan);
        readable.extend(self.level().pending.iter().map(|p| p.column.clone()));
        Ok(Aggregated { plan, columns, readable, keys: key_exprs, sets: grouping.sets, same, set })
    }

    fn grouping_plan(
        &mut self,
        plan: LogicalPlan,
        groups: &[String],
        sets: &[Vec<usize>],
        values: Vec<Expr>,
        output: Vec<Expr>,
        set: Option<&str>,
    ) -> Result<LogicalPlan> {
        let columns = |set: &[usize]| -> Vec<Expr> { set.iter().map(|i| column(&groups[*i])).collect() };
        let Some(name) = set else {
            let keys = columns(sets.first().map_or(&[], Vec::as_slice));
            if keys.is_empty() && values.is_empty() {
                // GROUP BY () without aggregates: one row.
                return Ok(super::plan::one_row());
            }
            return project(self.aggregate_once(plan, keys, values)?, output);
        };
        // A set without keys has a row even where there is no input, so it is an aggregate of its own.
        let mut plans = Vec::new();
        let keyed: Vec<&Vec<usize>> = sets.iter().filter(|s| !s.is_empty()).collect();
        let bits = |set: &[usize]| {
            (0..groups.len()).filter(|i| !set.contains(i)).fold(0_i64, |bits, i| bits | 1 << (groups.len() - 1 - i))
        };
        if !keyed.is_empty() {
            // Every key in every set's listing order, so that the engine's id has a known bit for each.
            let grouping = Expr::GroupingSet(GroupingSet::GroupingSets(keyed.iter().map(|s| columns(s)).collect()));
            let grouped = aggregate(plan.clone(), vec![grouping], values.clone())?;
            let present = outputs(&grouped);
            let order: Vec<usize> = {
                let listed = grouped.schema().fields().iter().filter_map(|f| groups.iter().position(|g| g == f.name()));
                listed.collect()
            };
            let id = cast(column(Aggregate::INTERNAL_GROUPING_ID), arrow_schema::DataType::Int64);
            let id = set_id(id, &order, &keyed, bits);
            let mut exprs = nulled(&output, groups, &present, &plan)?;
            exprs.push(id.alias(name));
            plans.push(project(grouped, exprs)?);
        }
        for _ in sets.iter().filter(|s| s.is_empty()) {
            let whole = if values.is_empty() {
                super::plan::one_row()
            } else {
                aggregate(plan.clone(), Vec::new(), values.clone())?
            };
            let mut exprs = nulled(&output, groups, &outputs(&whole), &plan)?;
            exprs.push(lit(bits(&[])).alias(name));
            plans.push(project(whole, exprs)?);
        }
        match <[LogicalPlan; 1]>::try_from(plans) {
            Ok([only]) => Ok(only),
            Err(plans) => {
                let inputs = plans.into_iter().map(std::sync::Arc::new).collect();
                Union::try_new_with_loose_types(inputs).map(LogicalPlan::Union).map_err(engine)
            }
        }
    }
}

/// The bits of a row's set, from the engine's id, whose bits follow its own order of the keys.
fn set_id(id: Expr, order: &[usize], sets: &[&Vec<usize>], bits: impl Fn(&[usize]) -> i64) -> Expr {
    let count = order.len();
    let id = binary_expr(id, Operator::BitwiseAnd, lit((1_i64 << count) - 1));
    let mut found = lit(ScalarValue::Int64(None));
    for set in sets {
        let lacking = (0..count).filter(|i| !set.contains(&order[*i]));
        let own = lacking.fold(0, |b, i| b | 1_i64 << (count - 1 - i));
        let case = datafusion::logical_expr::Case::new(
            None,
            vec![(Box::new(id.clone().eq(lit(own))), Box::new(lit(bits(set))))],
            Some(Box::new(found)),
        );
        found = Expr::Case(case);
    }
    found
}

/// The output with NULL for group columns a plan does not have.
fn nulled(output: &[Expr], groups: &[String], present: &BTreeSet<String>, input: &LogicalPlan) -> Result<Vec<Expr>> {
    let mut exprs = Vec::with_capacity(output.len());
    for expr in output {
        let name = expr.schema_name().to_string();
        let replaced = super::decorrelate::replace_columns(expr.clone(), &|column| {
            if present.contains(column) || !groups.iter().any(|g| g == column) {
                return None;
            }
            let field = input.schema().field_with_unqualified_name(column).ok()?;
            ScalarValue::try_from(field.data_type()).ok().map(lit)
        })?;
        exprs.push(super::plan::named(replaced.unalias(), &name));
    }
    Ok(exprs)
}

fn call_name(call: &Expr) -> &str {
    match call {
        Expr::AggregateFunction(call) => call.func.name(),
        Expr::Alias(Alias { name, .. }) => name,
        _ => "aggregate",
    }
}

fn collect_calls(expr: &Expr, calls: &mut Vec<Expr>) -> Result<()> {
    let visited = expr.apply(|node| {
        if matches!(node, Expr::AggregateFunction(_)) {
            if !calls.contains(node) {
                calls.push(node.clone());
            }
            return Ok(TreeNodeRecursion::Jump);
        }
        Ok(TreeNodeRecursion::Continue)
    });
    visited.map(drop).map_err(engine)
}

impl Aggregated {
    /// The expression over the aggregate's columns; the inner error says that it reads others.
    pub(crate) fn rebased(&self, expr: &Expr) -> Result<Result<Expr, ()>> {
        self.rebased_beside(expr, &BTreeSet::new())
    }

    /// As [`Self::rebased`], for an expression that may read more columns.
    pub(crate) fn rebased_beside(&self, expr: &Expr, more: &BTreeSet<String>) -> Result<Result<Expr, ()>> {
        let mut wrong = false;
        let rebased = expr.clone().transform_down(|node| {
            if let Some(found) = self.column_of(&node) {
                return Ok(Transformed::new(found, true, TreeNodeRecursion::Jump));
            }
            match &node {
                Expr::Column(Column { name, .. }) => {
                    wrong |= !self.readable.contains(name) && !more.contains(name);
                    Ok(Transformed::no(node))
                }
                Expr::ScalarFunction(call) if is_grouping(&node) => match self.grouping(&call.args) {
                    Some(found) => Ok(Transformed::new(found, true, TreeNodeRecursion::Jump)),
                    None => {
                        wrong = true;
                        Ok(Transformed::new(node, false, TreeNodeRecursion::Jump))
                    }
                },
                _ => Ok(Transformed::no(node)),
            }
        });
        let rebased = rebased.map_err(engine)?.data;
        Ok(if wrong { Err(()) } else { Ok(rebased) })
    }

    /// The expression with keys and aggregates read as columns, whatever else it reads.
    pub(crate) fn with_keys(&self, expr: &Expr) -> Result<Expr> {
        let replaced = expr.clone().transform_down(|node| {
            Ok(match self.column_of(&node) {
                Some(found) => Transformed::new(found, true, TreeNodeRecursion::Jump),
                None => Transformed::no(node),
            })
        });
        replaced.map(|t| t.data).map_err(engine)
    }

    /// The column of an expression that is a key or an aggregate, or is a key but for the names of its subqueries.
    fn column_of(&self, expr: &Expr) -> Option<Expr> {
        if let Some(found) = self.columns.get(expr) {
            return Some(found.clone());
        }
        if self.same.is_empty() {
            return None;
        }
        let same = |name: &str| self.same.get(name).map(|s| column(s));
        let replaced = super::decorrelate::replace_columns(expr.clone(), &same).ok()?;
        self.columns.get(&replaced).cloned()
    }

    /// GROUPING of the keys: a bit for each, set where the row's set lacks it.
    fn grouping(&self, arguments: &[Expr]) -> Option<Expr> {
        let places: Option<Vec<usize>> = arguments.iter().map(|a| self.keys.iter().position(|k| k == a)).collect();
        let places = places?;
        let Some(set) = &self.set else {
            let only = self.sets.first()?;
            let bits = places.iter().fold(0_i64, |bits, p| bits << 1 | i64::from(!only.contains(p)));
            return Some(lit(bits));
        };
        let mut case = datafusion::logical_expr::case(column(set));
        let mut seen = BTreeSet::new();
        let count = self.keys.len();
        for keys in &self.sets {
            let own = (0..count).filter(|i| !keys.contains(i)).fold(0_i64, |b, i| b | 1 << (count - 1 - i));
            if seen.insert(own) {
                let bits = places.iter().fold(0_i64, |bits, p| bits << 1 | i64::from(!keys.contains(p)));
                case = case.when(lit(own), lit(bits));
            }
        }
        case.end().ok()
    }

    /// The error of a GROUPING operation whose arguments are no keys.
    pub(crate) fn grouping_failure(&self, expr: &Expr) -> Option<TrinoError> {
        let mut failure = None;
        let _ = expr.apply(|node| {
            if let Expr::ScalarFunction(call) = node
                && let Some(marker) = call.func.inner().downcast_ref::<GroupingMarker>()
                && let Some(place) = call.args.iter().position(|a| !self.keys.contains(a))
            {
                let text = format!(
                    "The arguments to GROUPING() must be expressions referenced by the GROUP BY at the associated query level. Mismatch due to {}.",
                    marker.written.get(place).map_or("", String::as_str)
                );
                failure.get_or_insert(semantic(marker.at, ErrorCode::InvalidArguments, text));
            }
            Ok(TreeNodeRecursion::Continue)
        });
        failure
    }
}
