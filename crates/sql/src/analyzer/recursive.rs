//! WITH RECURSIVE.

use std::collections::BTreeSet;
use std::sync::Arc;

use boathouse_types::{ErrorCode, Result, Type, can_coerce};
use datafusion::common::{Column, TableReference};
use datafusion::datasource::cte_worktable::CteWorkTable;
use datafusion::datasource::provider_as_source;
use datafusion::logical_expr::{Expr, LogicalPlan, RecursiveQuery, TableScanBuilder, Union, lit};

use super::error::{engine, placed, semantic};
use super::plan::{check_steps, column, extend, filter, outputs, project};
use super::query::Planned;
use super::references::{check_step, references};
use super::udf::{DEPTH_MAX, next_depth};
use super::with::{Named, check_columns};
use super::{Analyzer, Field, Scope};
use crate::ast::{Limit, Query, QueryBody, QueryBodyKind, SetOp, WithQuery};

impl Analyzer<'_> {
    /// Plans a query of WITH RECURSIVE that refers to itself; nothing when it does not.
    pub(crate) fn recursive(&mut self, query: &WithQuery, outer: Option<&Scope<'_>>) -> Result<Option<Named>> {
        let name = query.name.folded();
        if query.columns.is_empty() {
            let text = "missing column aliases in recursive WITH query";
            return Err(semantic(query.name.at, ErrorCode::MissingColumnAliases, text));
        }
        let mut seen = BTreeSet::new();
        for column in &query.columns {
            if !seen.insert(column.folded()) {
                let text = format!("Column name '{}' specified more than once", column.value);
                return Err(semantic(column.at, ErrorCode::DuplicateColumnName, text));
            }
        }
        let QueryBodyKind::SetOperation { op: SetOp::Union, distinct, left, right, .. } = &query.query.body.kind else {
            return Ok(None);
        };
        if let Some(at) = references(left, &name).first() {
            let text = "WITH table name is referenced in the base relation of recursion";
            return Err(semantic(*at, ErrorCode::InvalidRecursiveReference, text));
        }
        let found = references(right, &name);
        let Some(first) = found.first() else { return Ok(None) };
        if let Some(again) = found.get(1) {
            let text = "multiple recursive references in the step relation of recursion";
            return Err(semantic(*again, ErrorCode::InvalidRecursiveReference, text));
        }
        check_clauses(&query.query)?;
        check_step(right, &name, *first)?;
        if self.recursion.is_some() {
            return Err(semantic(query.name.at, ErrorCode::NestedRecursive, "nested recursive query"));
        }
        let named = self.recursion(query, *distinct, left, right, outer);
        self.recursion = None;
        named.map(Some)
    }

    fn recursion(
        &mut self,
        query: &WithQuery,
        distinct: bool,
        anchor: &QueryBody,
        step: &QueryBody,
        outer: Option<&Scope<'_>>,
    ) -> Result<Named> {
        let base = self.body(anchor, outer)?;
        let base_fields: Vec<Field> = base.fields.into_iter().filter(|f| !f.hidden).collect();
        check_columns(query, base_fields.len())?;
        let names: Vec<String> = query.columns.iter().map(|c| self.fresh(&c.value)).collect();
        let depth = self.fresh("depth");
        let exprs: Vec<Expr> = base_fields.iter().zip(&names).map(|(f, n)| f.typed().expr.alias(n)).collect();
        let first = project(base.plan, exprs)?;
        let base_plan = extend(first.clone(), vec![lit(0_i64).alias(&depth)])?;

        let table = self.fresh(&query.name.folded());
        let labels = query.columns.iter().map(|c| Some(c.value.clone()));
        let columns: Vec<(Option<String>, Type, String)> = labels
            .zip(&base_fields)
            .zip(&names)
            .map(|((label, f), n)| (label, f.data_type.clone(), n.clone()))
            .collect();
        let work = work_table(&table, &base_plan)?;
        let outside = self.with.len();
        self.with.push(Named {
            name: query.name.folded(),
            plan: Arc::new(work),
            columns: columns.clone(),
            depth: Some(depth.clone()),
        });
        self.recursion = Some(depth.clone());
        let planned = self.body(step, outer);
        self.with.truncate(outside);
        let (step_plan, mut exprs) = self.step(step, planned?, &base_fields, &names)?;
        let mut plan = if outputs(&step_plan).contains(&depth) {
            exprs.push(next_depth(column(&depth)).alias(&depth));
            let step_plan = project(step_plan, exprs)?;
            let recursion = RecursiveQuery::try_new(table, Arc::new(base_plan), Arc::new(step_plan), false);
            LogicalPlan::RecursiveQuery(recursion.map_err(engine)?)
        } else {
            self.recursion = None;
            let named =
                Named { name: query.name.folded(), plan: Arc::new(first), columns: columns.clone(), depth: None };
            self.unrolled(named, step, &base_fields, &names, outer)?
        };
        let fields: Vec<Field> = columns.iter().map(|(l, t, n)| Field::new(l.clone(), t.clone(), n.clone())).collect();
        plan = project(plan, names.iter().map(|n| column(n)).collect())?;
        if distinct {
            plan = self.distinct(plan, &fields)?;
        }
        Ok(Named { name: query.name.folded(), plan: Arc::new(plan), columns, depth: None })
    }

    /// A recursion whose steps are planned one by one: the rows of the step do not tell how deep they are. The step
    /// behind the last must have no rows.
    fn unrolled(
        &mut self,
        base: Named,
        step: &QueryBody,
        fields: &[Field],
        names: &[String],
        outer: Option<&Scope<'_>>,
    ) -> Result<LogicalPlan> {
        let mut rows = vec![Arc::clone(&base.plan)];
        let mut before = base;
        for depth in 0..=DEPTH_MAX {
            let outside = self.with.len();
            self.with.push(before.clone());
            let planned = self.body(step, outer);
            self.with.truncate(outside);
            let (plan, exprs) = self.step(step, planned?, fields, names)?;
            let mut plan = project(plan, exprs)?;
            if depth == DEPTH_MAX {
                plan = filter(plan, next_depth(lit(depth)).gt(lit(0_i64)))?;
            }
            check_steps(&plan)?;
            before.plan = Arc::new(plan);
            rows.push(Arc::clone(&before.plan));
        }
        Union::try_new_with_loose_types(rows).map(LogicalPlan::Union).map_err(engine)
    }

    /// The step's rows, and their columns as the base's.
    fn step(
        &mut self,
        step: &QueryBody,
        planned: Planned,
        base: &[Field],
        names: &[String],
    ) -> Result<(LogicalPlan, Vec<Expr>)> {
        let found: Vec<Field> = planned.fields.into_iter().filter(|f| !f.hidden).collect();
        if found.len() != base.len() {
            let text = format!(
                "base and step relations of recursion have different number of fields: {}, {}",
                base.len(),
                found.len()
            );
            return Err(semantic(step.at, ErrorCode::TypeMismatch, text));
        }
        let mut exprs = Vec::with_capacity(names.len() + 1);
        for (i, (found, wanted)) in found.iter().zip(base).enumerate() {
            if !can_coerce(&found.data_type, &wanted.data_type) {
                let text = format!(
                    "recursion step relation output type ({}) is not coercible to recursion base relation output type ({}) at column {}",
                    found.data_type,
                    wanted.data_type,
                    i + 1
                );
                return Err(semantic(step.at, ErrorCode::TypeMismatch, text));
            }
            let typed = self.coerce(found.typed(), &wanted.data_type).map_err(|e| placed(e, step.at))?;
            exprs.push(typed.expr.alias(&names[i]));
        }
        Ok((planned.plan, exprs))
    }
}

/// A scan of the rows of the step before, which the engine keeps by name.
fn work_table(name: &str, base: &LogicalPlan) -> Result<LogicalPlan> {
    let schema = Arc::new(base.schema().as_arrow().clone());
    let source = provider_as_source(Arc::new(CteWorkTable::new(name, schema)));
    let reference = TableReference::bare(name);
    let scan = TableScanBuilder::new(reference.clone(), source).build().map_err(engine)?;
    let columns = base
        .schema()
        .fields()
        .iter()
        .map(|f| Expr::Column(Column::new(Some(reference.clone()), f.name())).alias(f.name()));
    let columns = columns.collect();
    project(LogicalPlan::TableScan(scan), columns)
}

/// Clauses a recursive query may not have around its union.
fn check_clauses(query: &Query) -> Result<()> {
    if let Some(with) = &query.with {
        let text = "immediate WITH clause in recursive query is not supported";
        return Err(semantic(with.at, ErrorCode::NotSupported, text));
    }
    if let Some(first) = query.order_by.first() {
        let text = "immediate ORDER BY clause in recursive query is not supported";
        return Err(semantic(first.at, ErrorCode::NotSupported, text));
    }
    if let Some(offset) = &query.offset {
        let text = "immediate OFFSET clause in recursive query is not supported";
        return Err(semantic(offset.at, ErrorCode::NotSupported, text));
    }
    match &query.limit {
        None => Ok(()),
        Some(Limit::All(at) | Limit::Fetch { at, .. }) => {
            let text = "immediate FETCH FIRST / LIMIT clause in recursive query";
            Err(semantic(*at, ErrorCode::InvalidLimitClause, text))
        }
        Some(Limit::Rows(count)) => {
            let text = "immediate FETCH FIRST / LIMIT clause in recursive query";
            Err(semantic(count.at, ErrorCode::InvalidLimitClause, text))
        }
    }
}
