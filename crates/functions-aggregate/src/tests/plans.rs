//! Aggregates and windows in plans of the engine.

use arrow::array::RecordBatch;
use arrow_schema::SchemaRef;
use datafusion::datasource::MemTable;
use datafusion::logical_expr::{
    Expr, ExprFunctionExt, WindowFrame, WindowFrameBound, WindowFrameUnits, WindowFunctionDefinition, col,
    expr::WindowFunction, lit,
};
use datafusion::prelude::{SessionConfig, SessionContext};

use super::*;

/// A table of (g, x) in several partitions, so that states are merged.
fn context() -> SessionContext {
    let config = SessionConfig::new().with_target_partitions(3).with_batch_size(2);
    let context = SessionContext::new_with_config(config);
    let schema: SchemaRef = Arc::new(Schema::new(vec![
        Field::new("g", DataType::Int64, true),
        Field::new("x", DataType::Int64, true),
        Field::new("d", DataType::Float64, true),
    ]));
    let part = |g: Vec<i64>, x: Vec<Option<i64>>, d: Vec<f64>| {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(arrow::array::Int64Array::from(g)),
            Arc::new(arrow::array::Int64Array::from(x)),
            Arc::new(arrow::array::Float64Array::from(d)),
        ];
        vec![RecordBatch::try_new(Arc::clone(&schema), columns).unwrap()]
    };
    let parts = vec![
        part(vec![1, 2, 1], vec![Some(3), Some(5), None], vec![0.5, 1.5, 2.5]),
        part(vec![2, 1], vec![Some(5), Some(1)], vec![3.5, f64::NAN]),
        part(vec![1], vec![Some(3)], vec![4.5]),
    ];
    let table = MemTable::try_new(schema, parts).unwrap();
    context.register_table("t", Arc::new(table)).unwrap();
    context
}

fn aggregate(name: &str, types: &[&str]) -> Arc<AggregateUDF> {
    let found = crate::AGGREGATES.iter().find(|a| a.name == name).unwrap();
    bind(found, types).unwrap().1
}

async fn rows(
    context: &SessionContext,
    build: impl Fn(datafusion::prelude::DataFrame) -> datafusion::prelude::DataFrame,
) -> Vec<String> {
    let frame = build(context.table("t").await.unwrap());
    let batches = frame.collect().await.unwrap();
    let mut found = Vec::new();
    for batch in &batches {
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter().map(|c| array_text(&c.slice(row, 1)));
            found.push(cells.collect::<Vec<_>>().join(" | "));
        }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn grouped_ordered_distinct_and_filtered() {
    let context = context();
    for (aggregate, expected) in [
        (aggregate("sum", &["bigint"]).call(vec![col("x")]), ["1 | 7", "2 | 10"]),
        (aggregate("sum", &["bigint"]).call(vec![col("x")]).distinct().build().unwrap(), ["1 | 4", "2 | 5"]),
        (
            aggregate("array_agg", &["bigint"])
                .call(vec![col("x")])
                .order_by(vec![col("x").sort(false, false), col("d").sort(true, false)])
                .build()
                .unwrap(),
            ["1 | [3, 3, 1, NULL]", "2 | [5, 5]"],
        ),
        (
            aggregate("array_agg", &["bigint"])
                .call(vec![col("x")])
                .order_by(vec![col("x").sort(true, false)])
                .distinct()
                .build()
                .unwrap(),
            ["1 | [1, 3, NULL]", "2 | [5]"],
        ),
        (
            aggregate("sum", &["bigint"]).call(vec![col("x")]).filter(col("x").lt(lit(3_i64))).build().unwrap(),
            ["1 | 1", "2 | NULL"],
        ),
        (aggregate("max", &["double"]).call(vec![col("d")]), ["1 | 4.5", "2 | 3.5"]),
        (aggregate("count", &["bigint"]).call(vec![col("x")]).distinct().build().unwrap(), ["1 | 2", "2 | 1"]),
        (aggregate("max_by", &["bigint", "double"]).call(vec![col("x"), col("d")]), ["1 | 3", "2 | 5"]),
    ] {
        let found = rows(&context, |t| t.aggregate(vec![col("g")], vec![aggregate.clone()]).unwrap()).await;
        assert_eq!(found, expected, "{aggregate}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_groups() {
    let context = context();
    for (aggregate, expected) in [
        (aggregate("sum", &["bigint"]).call(vec![col("x")]), "17"),
        (aggregate("count", &[]).call(vec![]), "6"),
        (aggregate("sum", &["bigint"]).call(vec![col("x")]).distinct().build().unwrap(), "9"),
        (
            aggregate("array_agg", &["bigint"])
                .call(vec![col("x")])
                .order_by(vec![col("d").sort(true, false)])
                .build()
                .unwrap(),
            "[3, 5, NULL, 5, 3, 1]",
        ),
    ] {
        let found = rows(&context, |t| t.aggregate(vec![], vec![aggregate.clone()]).unwrap()).await;
        assert_eq!(found, [expected], "{aggregate}");
    }
}

fn window(function: WindowFunctionDefinition, args: Vec<Expr>, frame: Option<WindowFrame>, ignore: bool) -> Expr {
    let call = Expr::from(WindowFunction::new(function, args));
    let mut call = call.partition_by(vec![col("g")]).order_by(vec![col("d").sort(true, false)]);
    if let Some(frame) = frame {
        call = call.window_frame(frame);
    }
    if ignore {
        call = call.null_treatment(datafusion::logical_expr::expr::NullTreatment::IgnoreNulls);
    }
    call.build().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn any_aggregate_over_any_frame() {
    let context = context();
    let sliding = WindowFrame::new_bounds(
        WindowFrameUnits::Rows,
        WindowFrameBound::Preceding(1_u64.into()),
        WindowFrameBound::CurrentRow,
    );
    let following = WindowFrame::new_bounds(
        WindowFrameUnits::Rows,
        WindowFrameBound::Following(1_u64.into()),
        WindowFrameBound::Following(2_u64.into()),
    );
    for (name, types, frame, expected) in [
        ("sum", "bigint", Some(&sliding), ["0.5 3", "1.5 5", "2.5 3", "3.5 10", "4.5 3", "NaN 4"]),
        (
            "array_agg",
            "bigint",
            Some(&sliding),
            ["0.5 [3]", "1.5 [5]", "2.5 [3, NULL]", "3.5 [5, 5]", "4.5 [NULL, 3]", "NaN [3, 1]"],
        ),
        (
            "array_agg",
            "bigint",
            None,
            ["0.5 [3]", "1.5 [5]", "2.5 [3, NULL]", "3.5 [5, 5]", "4.5 [3, NULL, 3]", "NaN [3, NULL, 3, 1]"],
        ),
        ("arbitrary", "bigint", Some(&following), ["0.5 3", "1.5 5", "2.5 3", "3.5 NULL", "4.5 1", "NaN NULL"]),
        ("checksum", "bigint", Some(&following), ["", "", "", "3.5 NULL", "", "NaN NULL"]),
    ] {
        let function = WindowFunctionDefinition::AggregateUDF(aggregate(name, &[types]));
        let call = window(function, vec![col("x")], frame.cloned(), false).alias("w");
        let found =
            rows(&context, |t| t.window(vec![call.clone()]).unwrap().select(vec![col("d"), col("w")]).unwrap()).await;
        for (found, expected) in found.iter().zip(expected).filter(|(_, e)| !e.is_empty()) {
            assert_eq!(found.replace(" | ", " "), expected, "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn window_functions() {
    let context = context();
    for (name, types, args, nulls, expected) in [
        ("row_number", &[][..], vec![], false, ["0.5 1", "1.5 1", "2.5 2", "3.5 2", "4.5 3", "NaN 4"]),
        ("rank", &[], vec![], false, ["0.5 1", "1.5 1", "2.5 2", "3.5 2", "4.5 3", "NaN 4"]),
        ("ntile", &["bigint"], vec![lit(2_i64)], false, ["0.5 1", "1.5 1", "2.5 1", "3.5 2", "4.5 2", "NaN 2"]),
        ("lag", &["bigint"], vec![col("x")], false, ["0.5 NULL", "1.5 NULL", "2.5 3", "3.5 5", "4.5 NULL", "NaN 3"]),
        ("lag", &["bigint"], vec![col("x")], true, ["0.5 NULL", "1.5 NULL", "2.5 3", "3.5 5", "4.5 3", "NaN 3"]),
        ("lead", &["bigint"], vec![col("x")], true, ["0.5 3", "1.5 5", "2.5 3", "3.5 NULL", "4.5 1", "NaN NULL"]),
        (
            "lead",
            &["bigint", "bigint", "bigint"],
            vec![col("x"), lit(2_i64), lit(9_i64)],
            false,
            ["0.5 3", "1.5 9", "2.5 1", "3.5 9", "4.5 9", "NaN 9"],
        ),
        ("first_value", &["bigint"], vec![col("x")], false, ["0.5 3", "1.5 5", "2.5 3", "3.5 5", "4.5 3", "NaN 3"]),
        ("last_value", &["bigint"], vec![col("x")], true, ["0.5 3", "1.5 5", "2.5 3", "3.5 5", "4.5 3", "NaN 1"]),
        (
            "nth_value",
            &["bigint", "bigint"],
            vec![col("x"), lit(2_i64)],
            false,
            ["0.5 NULL", "1.5 NULL", "2.5 NULL", "3.5 5", "4.5 NULL", "NaN NULL"],
        ),
        (
            "nth_value",
            &["bigint", "bigint"],
            vec![col("x"), lit(2_i64)],
            true,
            ["0.5 NULL", "1.5 NULL", "2.5 NULL", "3.5 5", "4.5 3", "NaN 3"],
        ),
        ("cume_dist", &[], vec![], false, ["0.5 0.25", "1.5 0.5", "2.5 0.5", "3.5 1.0", "4.5 0.75", "NaN 1.0"]),
    ] {
        let function = WindowFunctionDefinition::WindowUDF(bind_window(name, types));
        let call = window(function, args, None, nulls);
        let call = call.alias("w");
        let found =
            rows(&context, |t| t.window(vec![call.clone()]).unwrap().select(vec![col("d"), col("w")]).unwrap()).await;
        let found: Vec<_> = found.iter().map(|row| row.replace(" | ", " ")).collect();
        assert_eq!(found, expected, "{name}");
    }
}

fn bind_window(name: &str, types: &[&str]) -> Arc<datafusion::logical_expr::WindowUDF> {
    let mut library = Library::default();
    library.add_windows(crate::WINDOWS).unwrap();
    let arguments: Vec<_> = types.iter().map(|t| Argument::Typed(t.parse::<Type>().unwrap())).collect();
    let mut no_lambdas = |_: usize, _: &[Type]| -> std::result::Result<Type, Infallible> { Ok(Type::Unknown) };
    let found = library.resolve_window(name, &arguments, &mut no_lambdas).unwrap();
    let bound = Bound {
        arguments: found.arguments,
        returns: found.returns,
        bindings: found.bindings,
        lambdas: Vec::new(),
        session: Arc::new(Session::default()),
    };
    (found.declaration.overloads[found.overload].function)(&bound).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn offsets_that_are_refused() {
    let context = context();
    for (name, types, args, expected) in [
        ("lag", &["bigint", "bigint"][..], vec![col("x"), lit(ScalarValue::Int64(None))], "Offset must not be null"),
        ("lead", &["bigint", "bigint"], vec![col("x"), lit(-1_i64)], "Offset must be at least 0"),
        ("nth_value", &["bigint", "bigint"], vec![col("x"), lit(0_i64)], "Offset must be at least 1"),
        ("ntile", &["bigint"], vec![lit(0_i64)], "Buckets must be greater than 0"),
    ] {
        let function = WindowFunctionDefinition::WindowUDF(bind_window(name, types));
        let call = window(function, args, None, false).alias("w");
        let plan = context.table("t").await.unwrap().window(vec![call]).unwrap();
        let error = trino_error(plan.collect().await.unwrap_err());
        assert_eq!(error.message, expected, "{name}");
    }
}
