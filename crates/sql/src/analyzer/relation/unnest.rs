//! UNNEST, over the rows of the relations before it.

use std::sync::Arc;

use boathouse_types::{ErrorCode, Result, Type};
use datafusion::common::{Column, NullHandling, UnnestOptions};
use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::{Expr, LogicalPlan, Unnest};

use crate::Position;
use crate::analyzer::error::{engine, semantic};
use crate::analyzer::plan::{column, cross, extend, one_row, project};
use crate::analyzer::query::Planned;
use crate::analyzer::relation::Unnested;
use crate::analyzer::udf::{UnnestKind, zip};
use crate::analyzer::{Analyzer, Field, Scope, Typed};
use crate::ast;

impl Analyzer<'_> {
    /// The left side's rows, each with the rows of the arrays behind it; `outer_join` keeps rows without any.
    pub(crate) fn unnest(
        &mut self,
        left: Planned,
        call: Unnested<'_>,
        outer_join: bool,
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        let scope = Scope::query(left.fields, outer);
        let mut typed = Vec::with_capacity(call.values.len());
        for value in call.values {
            self.no_calls("UNNEST", value)?;
            typed.push((value.at, self.expression(value, &scope)?));
        }
        let whole = rows_stay_whole(&call, &typed);
        self.unnested(left.plan, scope.fields, typed, (call.with_ordinality, outer_join, whole))
    }

    /// The left side's rows, each with the rows a JSON_TABLE finds for it.
    pub(crate) fn json_table(
        &mut self,
        at: Position,
        left: Planned,
        call: &ast::JsonTable,
        outer_join: bool,
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        let scope = Scope::query(left.fields, outer);
        let typed = self.json_table_rows(at, call, &scope)?;
        self.unnested(left.plan, scope.fields, vec![(at, typed)], (false, outer_join, false))
    }

    fn unnested(
        &mut self,
        left: LogicalPlan,
        before: Vec<Field>,
        values: Vec<(Position, Typed)>,
        (with_ordinality, outer_join, whole): (bool, bool, bool),
    ) -> Result<Planned> {
        let (mut kinds, mut exprs, mut fields) = (Vec::new(), Vec::new(), Vec::new());
        for (at, typed) in values {
            let (kind, names) = match &typed.data_type {
                Type::Array(element) => match element.as_ref() {
                    Type::Row(row) if !whole => {
                        let names: Vec<_> = row.iter().map(|f| f.name.as_deref().map(str::to_owned)).collect();
                        (UnnestKind::Rows(row.iter().map(|f| f.data_type.clone()).collect()), names)
                    }
                    element => (UnnestKind::Array(element.clone()), vec![None]),
                },
                Type::Map(key, value) => {
                    (UnnestKind::Map(key.as_ref().clone(), value.as_ref().clone()), vec![None, None])
                }
                other => {
                    let text = format!("Cannot unnest type: {other}");
                    return Err(semantic(at, ErrorCode::InvalidFunctionArgument, text));
                }
            };
            for (name, data_type) in names.into_iter().zip(kind.types()) {
                let held = self.fresh(name.as_deref().unwrap_or("element"));
                fields.push(Field::new(name, data_type.clone(), held));
            }
            kinds.push(kind);
            exprs.push(typed.expr);
        }
        if with_ordinality {
            let held = self.fresh("ordinality");
            fields.push(Field::new(None, Type::BigInt, held));
        }
        let plan = self.attach(left, &exprs)?;
        let plan = forget_dependencies(plan)?;
        let kept: Vec<Expr> = plan.schema().columns().into_iter().map(Expr::Column).collect();
        let rows = self.fresh("rows");
        let plan = extend(plan, vec![zip(kinds, with_ordinality, outer_join, exprs).alias(&rows)])?;
        let options = UnnestOptions { null_handling: NullHandling::Drop, recursions: Vec::new() };
        let unnest = Unnest::try_new(Arc::new(plan), vec![Column::new_unqualified(&rows)], options);
        let plan = LogicalPlan::Unnest(unnest.map_err(engine)?);
        let made = fields.iter().enumerate();
        let made = made.map(|(i, f)| get_field(column(&rows), format!("c{i}")).alias(&f.column.name));
        let plan = project(plan, kept.into_iter().chain(made).collect())?;
        Ok(Planned { plan, fields: [before, fields].concat() })
    }
}

/// Whether the rows of arrays of rows stay one column each.
///
/// Trino makes a column of each field, Athena one of the whole row: `UNNEST(rows) AS t(r)` is read as `r.field`
/// there. Statements for either run here: as many names as arguments are Athena's reading (of a row with one
/// field, too), any other list, or none, is Trino's.
fn rows_stay_whole(call: &Unnested<'_>, values: &[(Position, Typed)]) -> bool {
    let columns = |typed: &Typed| if matches!(typed.data_type, Type::Map(..)) { 2 } else { 1 };
    let whole: usize = values.iter().map(|(_, typed)| columns(typed)).sum();
    call.named == whole + usize::from(call.with_ordinality)
}

/// The plan without the knowledge that some of its columns determine all others: the engine would keep it for the
/// unnested rows, where it no longer holds. A join keeps it for the columns of before only.
fn forget_dependencies(plan: LogicalPlan) -> Result<LogicalPlan> {
    if plan.schema().functional_dependencies().is_empty() {
        return Ok(plan);
    }
    cross(plan, one_row())
}
