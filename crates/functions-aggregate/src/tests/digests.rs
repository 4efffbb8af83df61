//! Digests as aggregates, and what is asked of them.

use super::aggregates::{call, columns, named};
use super::*;
use crate::SCALARS;

/// The digest an aggregate makes, as a column.
fn digest(name: &str, texts: &[&'static str]) -> (Type, ArrayRef) {
    let (types, columns) = columns(texts);
    let (bound, udaf) = bind(named(name), &types).unwrap();
    evaluate(&udaf, &bound, &columns, false).unwrap();
    let mut groups = udaf.create_groups_accumulator(args(&udaf, &columns, &mut Vec::new(), &mut None)).unwrap();
    groups.update_batch(&columns, &vec![0; columns[0].len()], None, 1).unwrap();
    (bound.returns, groups.evaluate(datafusion::logical_expr::EmitTo::All).unwrap())
}

fn args<'a>(
    udaf: &AggregateUDF,
    columns: &[ArrayRef],
    fields: &'a mut Vec<arrow_schema::FieldRef>,
    schema: &'a mut Option<Schema>,
) -> AccumulatorArgs<'a> {
    *fields = columns.iter().map(|c| Arc::new(Field::new("a", c.data_type().clone(), true))).collect();
    let schema = schema.insert(Schema::empty());
    AccumulatorArgs {
        return_field: udaf.return_field(fields).unwrap(),
        schema,
        ignore_nulls: false,
        order_bys: &[],
        is_reversed: false,
        name: "test",
        is_distinct: false,
        exprs: &[],
        expr_fields: fields,
    }
}

fn scalar(name: &str, arguments: &[(Type, ArrayRef)]) -> String {
    let mut library = Library::default();
    library.add_scalars(SCALARS).unwrap();
    match library.call(name, arguments, &Arc::new(Session::default())) {
        Ok((_, column)) => array_text(&column),
        Err(error) => format!("{}: {}", error.code.as_str(), error.message),
    }
}

fn typed(text: &'static str) -> (Type, ArrayRef) {
    let (types, mut found) = columns(&[text]);
    (types[0].parse().unwrap(), found.remove(0))
}

fn doubles(values: &[f64]) -> (Type, ArrayRef) {
    let list = arrow::array::ListArray::from_iter_primitive::<arrow::datatypes::Float64Type, _, _>([Some(
        values.iter().map(|v| Some(*v)).collect::<Vec<_>>(),
    )]);
    ("array(double)".parse().unwrap(), Arc::new(list))
}

#[test]
fn distinct_values_are_estimated() {
    for (arguments, expected) in [
        (&["bigint: 1, 2, 1, NULL"][..], "2"),
        (&["varchar: a, b, a"], "2"),
        (&["double: 0, -0, 1"], "2"),
        (&["boolean: true, true, NULL"], "1"),
        (&["boolean: NULL"], "0"),
        (&["bigint: NULL"], "0"),
        (&["decimal(25,2): 1.5, 2.5, 1.5"], "2"),
        (&["timestamp(6): 2020-01-01 00:00:00, 2020-01-01 00:00:01"], "2"),
        (&["bigint: 1, 2, 3", "double: 0.1, 0.1, 0.1"], "3"),
        (
            &["bigint: 1", "double: 0.5"],
            "INVALID_FUNCTION_ARGUMENT: Max standard error must be in [0.0040625, 0.26]: 0.5",
        ),
    ] {
        assert_eq!(call("approx_distinct", arguments), expected, "{arguments:?}");
    }
    for arguments in [&["bigint: 1, 2, 1"][..], &["double: 1, 2, 1"], &["varchar: a, b, a"]] {
        let set = digest("approx_set", arguments);
        assert_eq!(scalar("cardinality", &[set]), "2");
    }
    let empty = Arc::new(arrow::array::BinaryViewArray::from_iter_values([[2_u8, 12, 0, 0]])) as ArrayRef;
    assert_eq!(scalar("empty_approx_set", &[]), array_text(&empty));
    assert_eq!(scalar("cardinality", &[(Type::HyperLogLog, empty)]), "0");
}

#[test]
fn percentiles() {
    for (arguments, expected) in [
        (&["bigint: 1, 2, 3, NULL", "double: 0.5, 0.5, 0.5, 0.5"][..], "2"),
        (&["double: 1, 2, 3", "double: 1, 1, 1"], "3.0"),
        (&["real: 1.5, 2.5", "double: 0, 0"], "1.5"),
        (&["bigint: NULL", "double: 0.5"], "NULL"),
        (&["double: 1, 2, 3", "double: 10, 1, 1", "double: 0.5, 0.5, 0.5"], "1.2"),
        (&["bigint: 1", "double: 1.5"], "INVALID_FUNCTION_ARGUMENT: Percentile must be between 0 and 1"),
        (&["double: NaN", "double: 0.5"], "INVALID_FUNCTION_ARGUMENT: value must be finite; was NaN"),
        (
            &["bigint: 9007199254740993", "double: 0.5"],
            "INVALID_FUNCTION_ARGUMENT: no exact double representation for long: 9007199254740993",
        ),
        (&["bigint: 1", "double: 0.5", "double: 0.5"], "INVALID_FUNCTION_ARGUMENT: weight must be >= 1, was 0.5"),
    ] {
        assert_eq!(call("approx_percentile", arguments), expected, "{arguments:?}");
    }
    let (data_type, shares) = doubles(&[1.0, 0.0]);
    assert_eq!(data_type.to_string(), "array(double)");
    let repeated = arrow::compute::concat(&[shares.as_ref(), shares.as_ref()]).unwrap();
    let (_, values) = columns(&["bigint: 4, 2"]);
    let found = run(named("approx_percentile"), &["bigint", "array(double)"], &[values[0].clone(), repeated]);
    assert_eq!(found.unwrap(), "[4, 2]");
}

#[test]
fn quantiles() {
    let tens = digest("tdigest_agg", &["double: 0.1, 0.1, 0.1, 0.1, 10"]);
    assert_eq!(scalar("value_at_quantile", &[tens.clone(), typed("double: 0.9")]), "10.0");
    assert_eq!(scalar("values_at_quantiles", &[tens.clone(), doubles(&[0.0001, 0.75, 0.85])]), "[0.1, 0.1, 10.0]");
    assert_eq!(
        scalar("values_at_quantiles", &[tens, doubles(&[0.9, 0.1])]),
        "INVALID_FUNCTION_ARGUMENT: percentiles must be sorted in increasing order"
    );
    for (values, quantile, expected) in [
        ("bigint: 1, 2, 3", "double: 0.5", "2"),
        ("double: 0.5, -1.5, 3", "double: 0", "-1.5"),
        ("real: 0.5, -1.5, 3", "double: 1", "3.0"),
    ] {
        let made = digest("qdigest_agg", &[values]);
        assert_eq!(scalar("value_at_quantile", &[made, typed(quantile)]), expected, "{values}");
    }
    let made = digest("qdigest_agg", &["bigint: 1, 2, 3, 4"]);
    assert_eq!(scalar("quantile_at_value", &[made.clone(), typed("bigint: 3")]), "0.5");
    assert_eq!(scalar("quantile_at_value", &[made.clone(), typed("bigint: 9")]), "NULL");
    assert_eq!(scalar("values_at_quantiles", &[made, doubles(&[0.0, 1.0])]), "[1, 4]");
    for (arguments, expected) in [
        (&["bigint: 1", "bigint: 0"][..], "INVALID_FUNCTION_ARGUMENT: Percentile weight must be > 0, was 0"),
        (
            &["bigint: 1", "bigint: 1", "double: 1"],
            "INVALID_FUNCTION_ARGUMENT: Percentile accuracy must be exclusively between 0 and 1, was 1.0",
        ),
    ] {
        assert_eq!(call("qdigest_agg", arguments), expected);
    }
}

#[test]
fn quantile_digests_are_laid_out_as_trinos() {
    let (_, first) = digest("qdigest_agg", &["double: 10.3"]);
    let (_, second) = digest("qdigest_agg", &["double: 11.3"]);
    let both = arrow::compute::concat(&[first.as_ref(), second.as_ref()]).unwrap();
    let expected = "007b14ae47e17a843f000000000000000000000000000000009a999999999924409a99999999992640\
                    0300000000000000000000f03f9a999999999924c000000000000000f03f9a999999999926c0\
                    c700000000000000009a999999999924c0";
    assert_eq!(run(named("merge"), &["qdigest(double)"], &[both]).unwrap(), expected);
}

#[test]
fn set_digests() {
    let a = digest("make_set_digest", &["bigint: 1, 1, 1, 2, 2"]);
    assert_eq!(scalar("cardinality", std::slice::from_ref(&a)), "2");
    assert_eq!(scalar("hash_counts", std::slice::from_ref(&a)), "{-2447670524089286488: 2, 19144387141682250: 3}");
    let b = digest("make_set_digest", &["bigint: 2, 3"]);
    assert_eq!(scalar("intersection_cardinality", &[a.clone(), b.clone()]), "1");
    assert_eq!(scalar("jaccard_index", &[a.clone(), a.clone()]), "1.0");
    let both = arrow::compute::concat(&[a.1.as_ref(), b.1.as_ref()]).unwrap();
    run(named("merge_set_digest"), &["SetDigest"], &[both]).unwrap();
    let dates = digest("make_set_digest", &["date: 2001-08-22, 2001-08-22, 2001-08-23"]);
    assert_eq!(scalar("cardinality", &[dates]), "2");
    let wrong = Arc::new(arrow::array::BinaryViewArray::from_iter_values([[9_u8]])) as ArrayRef;
    assert_eq!(
        scalar("cardinality", &[(Type::SetDigest, wrong)]),
        "INVALID_FUNCTION_ARGUMENT: Cannot deserialize SetDigest"
    );
}

#[test]
fn histograms_and_most_frequent_values() {
    for (name, arguments, expected) in [
        ("numeric_histogram", &["bigint: 2, 2, 2", "double: 1, 2, 10"][..], "{1.5: 2.0, 10.0: 1.0}"),
        ("numeric_histogram", &["bigint: 5, 5", "real: 1, 1"], "{1.0: 2.0}"),
        ("numeric_histogram", &["bigint: 5, 5", "double: 1, 2", "double: 3, 4"], "{1.0: 3.0, 2.0: 4.0}"),
        ("numeric_histogram", &["bigint: 5", "double: NULL"], "NULL"),
        (
            "numeric_histogram",
            &["bigint: 1", "double: 1"],
            "INVALID_FUNCTION_ARGUMENT: numeric_histogram bucket count must be greater than one",
        ),
        (
            "approx_most_frequent",
            &["bigint: 2, 2, 2, 2, 2", "varchar: a, b, a, c, b", "bigint: 9, 9, 9, 9, 9"],
            "{a: 2, b: 2}",
        ),
        ("approx_most_frequent", &["bigint: 2, 2, 2, 2", "bigint: 1, 2, 3, 3", "bigint: 2, 2, 2, 2"], "{3: 3, 2: 1}"),
        (
            "approx_most_frequent",
            &["bigint: 1", "bigint: 1", "bigint: 2"],
            "INVALID_FUNCTION_ARGUMENT: approx_most_frequent bucket count must be greater than one",
        ),
    ] {
        assert_eq!(call(name, arguments), expected, "{name} of {arguments:?}");
    }
}
