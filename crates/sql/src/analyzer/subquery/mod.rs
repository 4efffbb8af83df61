//! Subqueries in expressions: planned apart, then joined to the plan of their level.

mod attach;
mod quantified;
mod semi;

use std::collections::BTreeMap;

use boathouse_types::{ErrorCode, Result, RowField, Type};
use datafusion::functions::core::expr_fn::{get_field, named_struct};
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{Expr, LogicalPlan, lit};

use super::decorrelate::{is_one_row, outer_references};
use super::error::{placed, semantic};
use super::level::{Locals, Pending, PendingKind};
use super::plan::{aggregate, column, project};
use super::query::Planned;
use super::scope::Boundary;
use super::udf::single_value;
use super::{Analyzer, Scope, Typed};
use crate::Position;
use crate::ast::{self, Query};

impl Analyzer<'_> {
    /// `(query)` as a value.
    pub(crate) fn scalar_subquery(&mut self, at: Position, query: &Query, scope: &Scope<'_>) -> Result<Typed> {
        let planned = self.subquery(at, query, scope)?;
        let value = self.single_column(planned)?;
        let name = self.fresh("scalar");
        let data_type = value.1.data_type.clone();
        let (plan, result) = if is_one_row(&value.0) {
            (value.0, value.1.expr)
        } else {
            let single = self.fresh("single");
            (aggregate(value.0, Vec::new(), vec![single_value(value.1.expr).alias(&single)])?, column(&single))
        };
        let locals = locals(&plan, scope);
        let kind = PendingKind::Row { result };
        let pending = Pending { column: name, at, plan, locals, kind, identity: String::new() };
        Ok(self.wait_for(pending, data_type))
    }

    /// `EXISTS (query)`
    pub(crate) fn exists(&mut self, at: Position, query: &Query, scope: &Scope<'_>) -> Result<Typed> {
        let planned = self.subquery(at, query, scope)?;
        let locals = locals(&planned.plan, scope);
        let column = self.fresh("exists");
        let kind = PendingKind::Exists;
        let pending = Pending { column, at, plan: planned.plan, locals, kind, identity: String::new() };
        Ok(self.wait_for(pending, Type::Boolean))
    }

    /// `value IN (query)`; the caller negates.
    pub(crate) fn in_subquery(
        &mut self,
        at: Position,
        value: &ast::Expr,
        query: &Query,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        let probe = self.expression(value, scope)?;
        let planned = self.subquery(at, query, scope)?;
        let probe = unwrapped(probe, &planned);
        let (plan, found) = self.single_column(planned)?;
        let Some(common) = boathouse_types::common_super_type(&probe.data_type, &found.data_type) else {
            let text = format!(
                "Value expression and result of subquery must be of the same type: {} vs {}",
                as_row(&probe.data_type),
                as_row(&found.data_type)
            );
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        };
        self.membership(at, probe, plan, found, &common, scope)
    }

    /// Whether a value is among those of a column of a subquery's plan.
    fn membership(
        &mut self,
        at: Position,
        probe: Typed,
        plan: LogicalPlan,
        found: Typed,
        common: &Type,
        scope: &Scope<'_>,
    ) -> Result<Typed> {
        if !common.is_comparable() {
            let text = format!("Type {common} must be comparable in order to be used in IN");
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        }
        let probe = self.coerce(probe, common).map_err(|e| placed(e, at))?;
        let found = self.coerce(found, common).map_err(|e| placed(e, at))?;
        let name = self.fresh("value");
        let plan = project(plan, vec![found.expr.alias(&name)])?;
        let locals = locals(&plan, scope);
        let value = Typed { expr: column(&name), data_type: common.clone() };
        let kind = PendingKind::Membership { probe, value };
        let pending = Pending { column: self.fresh("in"), at, plan, locals, kind, identity: String::new() };
        Ok(self.wait_for(pending, Type::Boolean))
    }

    /// Plans a subquery inside an expression.
    fn subquery(&mut self, at: Position, query: &Query, scope: &Scope<'_>) -> Result<Planned> {
        if scope.in_lambda {
            return Err(semantic(at, ErrorCode::NotSupported, "Lambda expression cannot contain subqueries"));
        }
        self.query(query, Some(scope))
    }

    /// A subquery's visible columns as one: several are a row.
    fn single_column(&mut self, planned: Planned) -> Result<(LogicalPlan, Typed)> {
        let visible: Vec<_> = planned.fields.iter().filter(|f| !f.hidden).collect();
        if let [field] = &visible[..] {
            return Ok((planned.plan, field.typed()));
        }
        let fields = visible
            .iter()
            .map(|f| RowField { name: f.name.as_deref().map(Into::into), data_type: f.data_type.clone() });
        let data_type = Type::Row(fields.collect());
        let mut parts = Vec::new();
        let arrow_schema::DataType::Struct(names) = data_type.to_arrow() else {
            return Ok((planned.plan, Typed { expr: lit(false), data_type: Type::Boolean }));
        };
        for (name, field) in names.iter().zip(&visible) {
            parts.push(lit(name.name().clone()));
            parts.push(field.typed().expr);
        }
        let name = self.fresh("row");
        let plan = project(planned.plan, vec![named_struct(parts).alias(&name)])?;
        Ok((plan, Typed { expr: column(&name), data_type }))
    }
}

/// `row(T)` as messages show the sides of IN; rows stay as they are.
fn as_row(data_type: &Type) -> Type {
    match data_type {
        Type::Row(_) => data_type.clone(),
        other => Type::anonymous_row([other.clone()]),
    }
}

/// A row of one field is compared with a subquery's only column by that field.
fn unwrapped(probe: Typed, planned: &Planned) -> Typed {
    let mut visible = planned.fields.iter().filter(|f| !f.hidden);
    let (Some(only), None) = (visible.next(), visible.next()) else { return probe };
    let (Type::Row(fields), false) = (&probe.data_type, matches!(only.data_type, Type::Row(_))) else { return probe };
    let [field] = &fields[..] else { return probe };
    let name = field.name.as_deref().unwrap_or("field0").to_owned();
    Typed { data_type: field.data_type.clone(), expr: get_field(probe.expr, name) }
}

/// The outer columns of a subquery that belong to the level around it.
pub(crate) fn locals(plan: &LogicalPlan, scope: &Scope<'_>) -> Locals {
    let mut known: BTreeMap<&str, &Type> = BTreeMap::new();
    let mut next = Some(scope);
    while let Some(current) = next {
        known.extend(current.fields.iter().map(|f| (f.column.name.as_str(), &f.data_type)));
        next = if current.boundary == Boundary::Row { current.outer } else { None };
    }
    let references = outer_references(plan);
    known.into_iter().filter(|(n, _)| references.contains(*n)).map(|(n, t)| (n.to_owned(), t.clone())).collect()
}

/// `count(*)` under a name.
fn count_rows(name: &str) -> Expr {
    count(lit(1_i64)).alias(name)
}
