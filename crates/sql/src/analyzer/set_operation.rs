//! UNION, INTERSECT, EXCEPT.

use std::sync::Arc;

use boathouse_types::{ErrorCode, Result, Type, common_super_type};
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::functions_aggregate::first_last::first_value_udaf;
use datafusion::functions_window::row_number::row_number_udwf;
use datafusion::logical_expr::expr::WindowFunction;
use datafusion::logical_expr::{Expr, LogicalPlan, Union, Window, WindowFunctionDefinition, lit};

use super::error::{engine, placed, semantic};
use super::plan::{aggregate, column, extend, filter, project};
use super::query::Planned;
use super::udf::{is_flat, key};
use super::{Analyzer, Field, Scope};
use crate::Position;
use crate::ast::{Ident, QueryBody, QueryBodyKind, SetOp};

fn keyword(op: SetOp) -> &'static str {
    match op {
        SetOp::Union => "UNION",
        SetOp::Intersect => "INTERSECT",
        SetOp::Except => "EXCEPT",
    }
}

impl Analyzer<'_> {
    /// Plans a set operation.
    pub(crate) fn set_operation(
        &mut self,
        at: Position,
        op: SetOp,
        distinct: bool,
        corresponding: Option<&[Ident]>,
        sides: (&QueryBody, &QueryBody),
        outer: Option<&Scope<'_>>,
    ) -> Result<Planned> {
        if corresponding.is_some() {
            return Err(semantic(at, ErrorCode::NotSupported, "CORRESPONDING is not supported"));
        }
        // A chain of one operation is one node, so that long chains are not deep.
        let mut written = Vec::new();
        flatten(op, distinct, sides.0, &mut written);
        written.push(sides.1);
        if op != SetOp::Union {
            written = vec![sides.0, sides.1];
        }
        let mut planned = Vec::with_capacity(written.len());
        for side in written {
            let side = self.body(side, outer)?;
            let fields: Vec<_> = side.fields.into_iter().filter(|f| !f.hidden).collect();
            planned.push(Planned { plan: side.plan, fields });
        }
        let types = common_types(at, op, distinct, &planned)?;
        let names: Vec<Option<String>> = planned[0].fields.iter().map(|f| f.name.clone()).collect();
        let columns: Vec<String> = names.iter().map(|n| self.fresh(n.as_deref().unwrap_or("column"))).collect();
        let mut inputs = Vec::with_capacity(planned.len());
        for side in planned {
            let mut exprs = Vec::with_capacity(types.len());
            for ((field, data_type), name) in side.fields.iter().zip(&types).zip(&columns) {
                let typed = self.coerce(field.typed(), data_type).map_err(|e| placed(e, at))?;
                exprs.push(typed.expr.alias(name));
            }
            inputs.push(project(side.plan, exprs)?);
        }
        let fields: Vec<Field> = names
            .into_iter()
            .zip(&types)
            .zip(&columns)
            .map(|((name, data_type), column)| Field::new(name, data_type.clone(), column))
            .collect();
        let plan = match op {
            SetOp::Union => {
                let plan = union(inputs)?;
                if distinct { self.distinct(plan, &fields)? } else { plan }
            }
            SetOp::Intersect | SetOp::Except => self.difference(op, distinct, inputs, &fields)?,
        };
        Ok(Planned { plan, fields })
    }

    /// Each row once, by Trino's equality.
    pub(crate) fn distinct(&mut self, plan: LogicalPlan, fields: &[Field]) -> Result<LogicalPlan> {
        self.grouped(plan, fields, Vec::new())
    }

    /// The distinct rows of the fields with aggregates over their copies behind them.
    fn grouped(&mut self, plan: LogicalPlan, fields: &[Field], aggregates: Vec<Expr>) -> Result<LogicalPlan> {
        let (mut keyed, mut groups, mut values, mut output) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for field in fields {
            let name = &field.column.name;
            if is_flat(&field.data_type) || field.data_type == Type::Unknown {
                groups.push(column(name));
                output.push(column(name));
                continue;
            }
            let held = self.fresh("key");
            keyed.push(key(&field.typed()).alias(&held));
            groups.push(column(&held));
            if matches!(field.data_type, Type::Real | Type::Double) {
                output.push(column(&held).alias(name));
            } else {
                values.push(first_value_udaf().call(vec![column(name)]).alias(name));
                output.push(column(name));
            }
        }
        let plain = keyed.is_empty();
        let plan = extend(plan, keyed)?;
        let more: Vec<String> = aggregates.iter().map(|a| a.schema_name().to_string()).collect();
        values.extend(aggregates);
        if groups.is_empty() && values.is_empty() {
            return Ok(super::plan::limit(plan, 0, Some(1)));
        }
        let grouped = aggregate(plan, groups, values)?;
        if plain {
            return Ok(grouped);
        }
        output.extend(more.iter().map(|n| column(n)));
        project(grouped, output)
    }

    /// INTERSECT and EXCEPT by counting the copies of each row on both sides.
    fn difference(
        &mut self,
        op: SetOp,
        distinct: bool,
        inputs: Vec<LogicalPlan>,
        fields: &[Field],
    ) -> Result<LogicalPlan> {
        let mut fields = fields.to_vec();
        let (left, right) = (self.fresh("left"), self.fresh("right"));
        let number = self.fresh("number");
        let mut marked = Vec::with_capacity(2);
        for (i, input) in inputs.into_iter().enumerate() {
            // With ALL, the n-th copy of a row pairs with the other side's n-th copy.
            let input = if distinct { input } else { numbered(input, &fields, &number)? };
            let mark = |here: bool| match here {
                true => lit(1_i64),
                false => lit(datafusion::common::ScalarValue::Int64(None)),
            };
            marked.push(extend(input, vec![mark(i == 0).alias(&left), mark(i == 1).alias(&right)])?);
        }
        if !distinct {
            fields.push(Field::new(None, Type::BigInt, &number));
        }
        let (on_left, on_right) = (self.fresh("count"), self.fresh("count"));
        let counts = vec![count(column(&left)).alias(&on_left), count(column(&right)).alias(&on_right)];
        let grouped = self.grouped(union(marked)?, &fields, counts)?;
        let zero = lit(0_i64);
        let wanted = match op {
            SetOp::Except => column(&on_right).eq(zero.clone()),
            SetOp::Intersect | SetOp::Union => column(&on_right).gt(zero.clone()),
        };
        filter(grouped, column(&on_left).gt(zero).and(wanted))
    }
}

fn flatten<'q>(op: SetOp, distinct: bool, body: &'q QueryBody, found: &mut Vec<&'q QueryBody>) {
    let mut chain = Vec::new();
    let mut current = body;
    while let QueryBodyKind::SetOperation { op: o, distinct: d, corresponding: None, left, right } = &current.kind {
        if *o != op || *d != distinct {
            break;
        }
        chain.push(right.as_ref());
        current = left;
    }
    found.push(current);
    found.extend(chain.into_iter().rev());
}

fn union(inputs: Vec<LogicalPlan>) -> Result<LogicalPlan> {
    let inputs = inputs.into_iter().map(Arc::new).collect();
    Union::try_new_with_loose_types(inputs).map(LogicalPlan::Union).map_err(engine)
}

fn numbered(plan: LogicalPlan, fields: &[Field], name: &str) -> Result<LogicalPlan> {
    let mut call = WindowFunction::new(WindowFunctionDefinition::WindowUDF(row_number_udwf()), Vec::new());
    call.params.partition_by = fields.iter().map(|f| key(&f.typed())).collect();
    let held = format!("{name}.u");
    let window = Window::try_new(vec![Expr::from(call).alias(&held)], Arc::new(plan)).map_err(engine)?;
    let plan = LogicalPlan::Window(window);
    let number = datafusion::logical_expr::cast(column(&held), arrow_schema::DataType::Int64).alias(name);
    let mut exprs: Vec<Expr> = fields.iter().map(|f| f.typed().expr).collect();
    exprs.push(number);
    project(plan, exprs)
}

fn common_types(at: Position, op: SetOp, distinct: bool, sides: &[Planned]) -> Result<Vec<Type>> {
    let mut types: Vec<Type> = sides[0].fields.iter().map(|f| f.data_type.clone()).collect();
    let name = keyword(op);
    for side in &sides[1..] {
        if side.fields.len() != types.len() {
            let text = format!("{name} query has different number of fields: {}, {}", types.len(), side.fields.len());
            return Err(semantic(at, ErrorCode::TypeMismatch, text));
        }
        for (i, field) in side.fields.iter().enumerate() {
            let common = common_super_type(&types[i], &field.data_type);
            types[i] = common.ok_or_else(|| {
                let text = format!(
                    "column {} in {name} query has incompatible types: {}, {}",
                    i + 1,
                    types[i],
                    field.data_type
                );
                semantic(at, ErrorCode::TypeMismatch, text)
            })?;
        }
    }
    if (distinct || op != SetOp::Union)
        && let Some(wrong) = types.iter().find(|t| !t.is_comparable())
    {
        let text = format!("Type {wrong} is not comparable and therefore cannot be used in {name}");
        return Err(semantic(
            at,
            ErrorCode::TypeMismatch,
            format!("{text}{}", if op == SetOp::Union { " DISTINCT" } else { "" }),
        ));
    }
    Ok(types)
}
