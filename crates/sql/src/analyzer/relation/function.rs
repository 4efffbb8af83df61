//! Table functions: `sequence` and `exclude_columns`.

use std::sync::Arc;

use arrow_schema::{DataType, Field as ArrowField, Schema};
use boathouse_types::{ErrorCode, Result, TrinoError, Type};
use datafusion::common::{Column, ScalarValue, TableReference};
use datafusion::datasource::provider_as_source;
use datafusion::functions_table::generate_series::{GenSeriesArgs, GenerateSeriesTable};
use datafusion::logical_expr::{Expr, LogicalPlan, TableScanBuilder, lit};

use crate::Position;
use crate::analyzer::error::{engine, placed, semantic};
use crate::analyzer::plan::{columns_of, project};
use crate::analyzer::query::Planned;
use crate::analyzer::{Analyzer, Field, Scope};
use crate::ast::{TableFunctionArgument, TableFunctionCall, TableFunctionValue};

impl Analyzer<'_> {
    /// `TABLE(function(…))`
    pub(super) fn table_function(
        &mut self,
        at: Position,
        call: &TableFunctionCall,
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        let name = call.name.to_string();
        match name.as_str() {
            "sequence" => {
                let arguments = named(call, &["start", "stop", "step"])?;
                self.sequence(at, &arguments)
            }
            "exclude_columns" => {
                let arguments = named(call, &["input", "columns"])?;
                self.exclude_columns(at, &arguments, outer)
            }
            _ => {
                let text = format!("Table function '{name}' not registered");
                Err(semantic(call.name.at(), ErrorCode::FunctionNotFound, text))
            }
        }
    }

    fn sequence(&mut self, at: Position, arguments: &[Option<&TableFunctionArgument>]) -> Result<Planned> {
        let number = |analyzer: &mut Self, place: usize, name: &str, default: Option<i64>| -> Result<i64> {
            let Some(argument) = arguments.get(place).copied().flatten() else {
                let text = format!("Missing argument: {}", name.to_uppercase());
                return default.ok_or_else(|| semantic(at, ErrorCode::MissingArgument, text));
            };
            let TableFunctionValue::Expression(value) = &argument.value else {
                let text = format!("Invalid argument {}. Expected expression", name.to_uppercase());
                return Err(semantic(argument.at, ErrorCode::InvalidFunctionArgument, text));
            };
            let typed = analyzer.expression(value, &Scope::query(Vec::new(), None))?;
            if !columns_of(&typed.expr).is_empty() {
                let text = "Constant expression cannot contain column references";
                return Err(semantic(value.at, ErrorCode::ExpressionNotConstant, text));
            }
            if !boathouse_types::can_coerce(&typed.data_type, &Type::BigInt) {
                let text = format!("Cannot cast type {} to bigint", typed.data_type);
                return Err(semantic(value.at, ErrorCode::TypeMismatch, text));
            }
            let typed = analyzer.coerce(typed, &Type::BigInt)?;
            match analyzer.evaluate(&typed.expr).map_err(|e| placed(e, value.at))? {
                ScalarValue::Int64(Some(number)) => Ok(number),
                _ => {
                    let (first, rest) = name.split_at(1);
                    Err(TrinoError::invalid_argument(format!("{}{rest} is null", first.to_uppercase())))
                }
            }
        };
        let start = number(self, 0, "start", Some(0))?;
        let stop = number(self, 1, "stop", None)?;
        let step = number(self, 2, "step", Some(1))?;
        let wrong = match start.cmp(&stop) {
            std::cmp::Ordering::Less if step <= 0 => Some("positive"),
            std::cmp::Ordering::Greater if step >= 0 => Some("negative"),
            _ => None,
        };
        if let Some(sign) = wrong {
            let text = format!("Step must be {sign} for sequence [{start}, {stop}]");
            return Err(TrinoError::invalid_argument(text));
        }
        let last = if step == 0 { 0 } else { (i128::from(stop) - i128::from(start)) / i128::from(step) };
        let last =
            i64::try_from(last).map_err(|_| TrinoError::not_supported("a sequence of more than 2^63 numbers"))?;
        self.sequence_plan(start, step, last)
    }

    /// The numbers `start + i * step` for i up to `last`.
    fn sequence_plan(&mut self, start: i64, step: i64, last: i64) -> Result<Planned> {
        let schema = Arc::new(Schema::new(vec![ArrowField::new("value", DataType::Int64, false)]));
        let series =
            GenSeriesArgs::Int64Args { start: 0, end: last, step: 1, include_end: true, name: "generate_series" };
        let source = provider_as_source(Arc::new(GenerateSeriesTable::new(schema, series)));
        let reference = TableReference::bare(self.fresh("sequence"));
        let scan = TableScanBuilder::new(reference.clone(), source).build().map_err(engine)?;
        let index = Expr::Column(Column::new(Some(reference), "value"));
        let name = self.fresh("sequential_number");
        let value = (lit(start) + index * lit(step)).alias(&name);
        let plan = project(LogicalPlan::TableScan(scan), vec![value])?;
        Ok(Planned { plan, fields: vec![Field::new(Some("sequential_number".to_owned()), Type::BigInt, name)] })
    }

    fn exclude_columns(
        &mut self,
        at: Position,
        arguments: &[Option<&TableFunctionArgument>],
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        let missing = |name: &str| semantic(at, ErrorCode::MissingArgument, format!("Missing argument: {name}"));
        let input = arguments.first().copied().flatten().ok_or_else(|| missing("INPUT"))?;
        let columns = arguments.get(1).copied().flatten().ok_or_else(|| missing("COLUMNS"))?;
        let TableFunctionValue::Table { relation, .. } = &input.value else {
            let text = "Invalid argument INPUT. Expected table";
            return Err(semantic(input.at, ErrorCode::InvalidFunctionArgument, text));
        };
        let TableFunctionValue::Descriptor(excluded) = &columns.value else {
            let text = "Invalid argument COLUMNS. Expected descriptor";
            return Err(semantic(columns.at, ErrorCode::InvalidFunctionArgument, text));
        };
        if let Some((name, _)) = excluded.iter().find(|(_, data_type)| data_type.is_some()) {
            let text = format!("COLUMNS descriptor contains types: {}", name.value);
            return Err(TrinoError::invalid_argument(text));
        }
        let planned = self.relation(relation, outer)?;
        let visible: Vec<Field> = planned.fields.into_iter().filter(|f| !f.hidden).collect();
        let is = |f: &Field, name: &str| f.name.as_ref().is_some_and(|own| own.to_lowercase() == name);
        let unknown: Vec<_> =
            excluded.iter().map(|(n, _)| n.folded()).filter(|n| !visible.iter().any(|f| is(f, n))).collect();
        if !unknown.is_empty() {
            let text = format!("Excluded columns: [{}] not present in the table", unknown.join(", "));
            return Err(TrinoError::invalid_argument(text));
        }
        let kept = |f: &Field| !excluded.iter().any(|(n, _)| is(f, &n.folded()));
        let fields: Vec<Field> =
            visible.into_iter().filter(kept).map(|f| Field { relation: Vec::new(), ..f }).collect();
        if fields.is_empty() {
            return Err(TrinoError::invalid_argument("All columns are excluded"));
        }
        Ok(Planned { plan: planned.plan, fields })
    }
}

/// The arguments in the order of the parameters, by name or by place.
fn named<'c>(call: &'c TableFunctionCall, names: &[&str]) -> Result<Vec<Option<&'c TableFunctionArgument>>> {
    let mut found = vec![None; names.len()];
    for (i, argument) in call.arguments.iter().enumerate() {
        let place = match &argument.name {
            None => Some(i).filter(|i| *i < names.len()),
            Some(name) => names.iter().position(|n| *n == name.folded()),
        };
        let Some(place) = place else {
            let text = match &argument.name {
                Some(name) => format!("Unexpected argument name: {}", name.folded().to_uppercase()),
                None => format!(
                    "Too many arguments. Expected at most {} arguments, got {} arguments",
                    names.len(),
                    call.arguments.len()
                ),
            };
            return Err(semantic(argument.at, ErrorCode::InvalidFunctionArgument, text));
        };
        if found[place].is_some() {
            let text = format!("Duplicate argument name: {}", names[place].to_uppercase());
            return Err(semantic(argument.at, ErrorCode::InvalidFunctionArgument, text));
        }
        found[place] = Some(argument);
    }
    Ok(found)
}
