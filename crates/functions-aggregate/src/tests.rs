//! Running aggregates the ways the engine does.

use std::convert::Infallible;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{DataType, Field, Schema};
use boathouse_functions::{Aggregate, Argument, Bound, Library, Session, trino_error};
use boathouse_types::{Result, Type};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::AggregateUDF;
use datafusion::logical_expr::function::AccumulatorArgs;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Column;

/// A value as text.
pub(crate) fn text(value: &ScalarValue) -> String {
    array_text(&value.to_array().unwrap())
}

/// The values of a column as text.
pub(crate) fn array_text(column: &ArrayRef) -> String {
    let options = FormatOptions::default().with_null("NULL");
    let formatter = ArrayFormatter::try_new(column, &options).unwrap();
    (0..column.len()).map(|i| formatter.value(i).to_string()).collect::<Vec<_>>().join("; ")
}

/// The engine's function for arguments of these types, and the types it takes them in.
pub(crate) fn bind(aggregate: &'static Aggregate, types: &[&str]) -> Result<(Bound, Arc<AggregateUDF>)> {
    let table: &'static [&'static Aggregate] = Vec::leak(vec![aggregate]);
    let mut library = Library::default();
    library.add_aggregates(table).unwrap();
    let arguments: Vec<_> = types.iter().map(|t| Argument::Typed(t.parse::<Type>().unwrap())).collect();
    let mut no_lambdas = |_: usize, _: &[Type]| -> std::result::Result<Type, Infallible> { Ok(Type::Unknown) };
    let found = library.resolve_aggregate(aggregate.name, &arguments, &mut no_lambdas).unwrap();
    let bound = Bound {
        arguments: found.arguments,
        returns: found.returns,
        bindings: found.bindings,
        lambdas: Vec::new(),
        session: Arc::new(Session::default()),
    };
    let udaf = (aggregate.overloads[found.overload].function)(&bound)?;
    Ok((bound, udaf))
}

/// Runs an aggregate in one piece, in two that are merged, by groups, and over a sliding frame; all must agree.
pub(crate) fn run(aggregate: &'static Aggregate, types: &[&str], columns: &[ArrayRef]) -> Result<String> {
    let (bound, udaf) = bind(aggregate, types)?;
    evaluate(&udaf, &bound, columns, false)
}

/// As [`run`], each distinct row once.
pub(crate) fn run_distinct(aggregate: &'static Aggregate, types: &[&str], columns: &[ArrayRef]) -> Result<String> {
    let (bound, udaf) = bind(aggregate, types)?;
    evaluate(&udaf, &bound, columns, true)
}

/// Runs a bound aggregate all ways.
pub(crate) fn evaluate(udaf: &AggregateUDF, bound: &Bound, columns: &[ArrayRef], distinct: bool) -> Result<String> {
    let fields: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(i, c)| Arc::new(Field::new(format!("a{i}"), c.data_type().clone(), true)))
        .collect();
    for (argument, column) in bound.arguments.iter().zip(columns) {
        assert_eq!(&argument.to_arrow(), column.data_type(), "the test gives an argument in the wrong type");
    }
    let schema = Schema::new(fields.clone());
    let exprs: Vec<Arc<dyn PhysicalExpr>> =
        fields.iter().enumerate().map(|(i, f)| Arc::new(Column::new(f.name(), i)) as _).collect();
    let args = AccumulatorArgs {
        return_field: udaf.return_field(&fields).unwrap(),
        schema: &schema,
        ignore_nulls: false,
        order_bys: &[],
        is_reversed: false,
        name: "test",
        is_distinct: distinct,
        exprs: &exprs,
        expr_fields: &fields,
    };
    assert_eq!(args.return_field.data_type(), &bound.returns.to_arrow());
    let rows = columns.first().map_or(0, |c| c.len());
    let slice = |from: usize, to: usize| columns.iter().map(|c| c.slice(from, to - from)).collect::<Vec<_>>();

    let mut whole = udaf.accumulator(args.clone()).map_err(trino_error)?;
    whole.update_batch(columns).map_err(trino_error)?;
    let expected = text(&whole.evaluate().map_err(trino_error)?);
    assert_eq!(text(&whole.evaluate().map_err(trino_error)?), expected, "evaluating keeps the state");
    assert_eq!(whole.evaluate().unwrap().data_type(), bound.returns.to_arrow());

    let half = rows / 2;
    let (mut first, mut second) = (udaf.accumulator(args.clone()).unwrap(), udaf.accumulator(args.clone()).unwrap());
    first.update_batch(&slice(0, half)).map_err(trino_error)?;
    second.update_batch(&slice(half, rows)).map_err(trino_error)?;
    let mut merged = udaf.accumulator(args.clone()).unwrap();
    for part in [&mut first, &mut second] {
        let state: Vec<ArrayRef> = part.state().map_err(trino_error)?.iter().map(|s| s.to_array().unwrap()).collect();
        merged.merge_batch(&state).map_err(trino_error)?;
    }
    assert_eq!(text(&merged.evaluate().map_err(trino_error)?), expected, "merged");

    if udaf.groups_accumulator_supported(args.clone()) {
        let mut groups = udaf.create_groups_accumulator(args.clone()).unwrap();
        groups.update_batch(columns, &vec![1; rows], None, 3).map_err(trino_error)?;
        let state = groups.state(datafusion::logical_expr::EmitTo::All).map_err(trino_error)?;
        groups.merge_batch(&state, &[0, 1, 2], 3).map_err(trino_error)?;
        groups.evaluate(datafusion::logical_expr::EmitTo::First(1)).map_err(trino_error)?;
        let found = groups.evaluate(datafusion::logical_expr::EmitTo::First(1)).map_err(trino_error)?;
        assert_eq!(array_text(&found), expected, "by groups");
    }

    let mut sliding = udaf.create_sliding_accumulator(args.clone()).map_err(trino_error)?;
    assert!(sliding.supports_retract_batch());
    if rows > 0 {
        sliding.update_batch(&slice(0, half)).map_err(trino_error)?;
        sliding.evaluate().map_err(trino_error)?;
        // The first half comes twice, and is taken out once.
        sliding.update_batch(columns).map_err(trino_error)?;
        sliding.retract_batch(&slice(0, half)).map_err(trino_error)?;
        assert_eq!(text(&sliding.evaluate().map_err(trino_error)?), expected, "sliding");
    }
    Ok(expected)
}

/// A column of a type with values cast from texts.
pub(crate) fn cast(values: Vec<Option<&str>>, data_type: &DataType) -> ArrayRef {
    let texts: ArrayRef = Arc::new(arrow::array::StringArray::from(values));
    let found = arrow::compute::cast(&texts, data_type).unwrap();
    assert_eq!(found.null_count(), texts.null_count(), "{texts:?} cast to {data_type}");
    found
}

mod aggregates;
mod digests;
mod nested;
mod orders;
mod plans;
mod reduce;
