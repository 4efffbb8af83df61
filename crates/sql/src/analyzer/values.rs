//! VALUES.

use std::sync::Arc;

use arrow_schema::Field as ArrowField;
use boathouse_types::{ErrorCode, Result, Type, common_super_type};
use datafusion::common::DFSchema;
use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::{Expr, LogicalPlan, Union, Values};

use super::error::{engine, placed, semantic};
use super::plan::{columns_of, one_row, project};
use super::query::Planned;
use super::{Analyzer, Field, Scope, Typed};
use crate::Position;
use crate::ast::{self, ExprKind};

impl Analyzer<'_> {
    /// Plans VALUES.
    pub(crate) fn values(&mut self, at: Position, rows: &[ast::Expr], outer: Option<&Scope<'_>>) -> Result<Planned> {
        self.in_level(|analyzer| {
            let scope = Scope::query(Vec::new(), outer);
            let mut typed: Vec<Vec<Typed>> = Vec::with_capacity(rows.len());
            for row in rows {
                analyzer.no_calls("VALUES", row)?;
                typed.push(analyzer.values_row(row, &scope)?);
            }
            let types = common_types(at, &typed)?;
            let mut exprs = Vec::with_capacity(typed.len());
            for row in typed {
                let row = row.into_iter().zip(&types).map(|(v, t)| analyzer.coerce(v, t).map(|v| v.expr));
                exprs.push(row.collect::<Result<Vec<_>>>().map_err(|e| placed(e, at))?);
            }
            analyzer.values_plan(types, exprs)
        })
    }

    /// The columns of a row: a row constructor's fields, the fields of a value that is a row, or the value alone.
    fn values_row(&mut self, row: &ast::Expr, scope: &Scope<'_>) -> Result<Vec<Typed>> {
        if let ExprKind::Row(values) = &row.kind {
            return values.iter().map(|v| self.expression(&v.value, scope)).collect();
        }
        let typed = self.expression(row, scope)?;
        let Type::Row(fields) = &typed.data_type else { return Ok(vec![typed]) };
        let arrow_schema::DataType::Struct(names) = typed.data_type.to_arrow() else { return Ok(vec![typed]) };
        let parts = names.iter().zip(fields.iter()).map(|(name, field)| Typed {
            expr: get_field(typed.expr.clone(), name.name().clone()),
            data_type: field.data_type.clone(),
        });
        Ok(parts.collect())
    }

    fn values_plan(&mut self, types: Vec<Type>, rows: Vec<Vec<Expr>>) -> Result<Planned> {
        let names: Vec<String> = types.iter().map(|_| self.fresh("value")).collect();
        // Outer references and subqueries need a plan of their own for each row.
        let plain = rows.iter().flatten().all(|e| columns_of(e).is_empty() && !has_outer(e));
        let plan = if plain {
            let fields = types.iter().zip(&names).map(|(t, n)| ArrowField::new(n, t.to_arrow(), true));
            let schema = DFSchema::from_unqualified_fields(fields.collect(), Default::default()).map_err(engine)?;
            LogicalPlan::Values(Values { schema: Arc::new(schema), values: rows })
        } else {
            let mut plans = Vec::with_capacity(rows.len());
            for row in rows {
                let plan = self.attach(one_row(), &row)?;
                let exprs = row.into_iter().zip(&names).map(|(e, n)| e.alias(n)).collect();
                plans.push(Arc::new(project(plan, exprs)?));
            }
            match <[_; 1]>::try_from(plans) {
                Ok([only]) => only.as_ref().clone(),
                Err(plans) => LogicalPlan::Union(Union::try_new_with_loose_types(plans).map_err(engine)?),
            }
        };
        let fields = types.into_iter().zip(names).map(|(t, n)| Field::new(None, t, n)).collect();
        Ok(Planned { plan, fields })
    }
}

fn has_outer(expr: &Expr) -> bool {
    expr.contains_outer()
}

fn common_types(at: Position, rows: &[Vec<Typed>]) -> Result<Vec<Type>> {
    let Some((first, rest)) = rows.split_first() else { return Ok(Vec::new()) };
    let mut types: Vec<Type> = first.iter().map(|v| v.data_type.clone()).collect();
    for row in rest {
        if row.len() != types.len() {
            let text = format!("Values rows have mismatched sizes: {} vs {}", types.len(), row.len());
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        }
        for (i, value) in row.iter().enumerate() {
            types[i] = common_super_type(&types[i], &value.data_type).ok_or_else(|| {
                let shown = |row: Vec<Type>| Type::anonymous_row(row);
                let (left, right) = (shown(types.clone()), shown(row.iter().map(|v| v.data_type.clone()).collect()));
                let text = format!("Values rows have mismatched types: {left} vs {right}");
                semantic(at, ErrorCode::TypeMismatch, text)
            })?;
        }
    }
    Ok(types)
}
