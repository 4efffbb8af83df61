//! Aggregates on columns.

use super::*;
use crate::AGGREGATES;
use boathouse_types::ErrorCode;

pub(super) fn named(name: &str) -> &'static Aggregate {
    AGGREGATES.iter().find(|a| a.name == name || a.aliases.contains(&name)).unwrap()
}

/// Columns are written `type: value, value`; a value `NULL` is NULL.
pub(super) fn columns(texts: &[&'static str]) -> (Vec<&'static str>, Vec<ArrayRef>) {
    texts
        .iter()
        .map(|text| {
            let (name, values) = text.split_once(':').unwrap();
            let values = values.split(',').map(|v| Some(v.trim()).filter(|v| *v != "NULL")).collect();
            (name, cast(values, &name.parse::<Type>().unwrap().to_arrow()))
        })
        .unzip()
}

pub(super) fn call(name: &str, texts: &[&'static str]) -> String {
    let (types, columns) = columns(texts);
    run(named(name), &types, &columns).unwrap_or_else(|e| format!("{}: {}", e.code.as_str(), e.message))
}

#[test]
fn results() {
    for (name, arguments, expected) in [
        ("sum", &["bigint: 1, 2, NULL, 4"][..], "7"),
        ("sum", &["bigint: NULL, NULL"], "NULL"),
        ("sum", &["double: 1.5, 2.5"], "4.0"),
        ("sum", &["real: 1.5, 2.5"], "4.0"),
        ("sum", &["decimal(4,1): 1.5, 2.5, 0.1"], "4.1"),
        ("sum", &["decimal(38,1): 1.5, 2.5, 0.1"], "4.1"),
        ("avg", &["bigint: 1, 2, NULL"], "1.5"),
        ("avg", &["decimal(4,1): 0.1, 0.2"], "0.2"),
        ("avg", &["decimal(4,1): -0.1, -0.2"], "-0.2"),
        ("avg", &["decimal(20,1): 0.1, 0.3"], "0.2"),
        ("avg", &["real: 1, 2"], "1.5"),
        ("min", &["bigint: 2, 1, NULL"], "1"),
        ("max", &["double: 2, NaN, 1"], "2.0"),
        ("min", &["double: NaN, NaN"], "NaN"),
        ("max", &["real: NULL, NaN, 3"], "3.0"),
        ("max", &["varchar: a, b, NULL"], "b"),
        ("max", &["decimal(4,1): 1.5, -2.5"], "1.5"),
        ("min", &["boolean: true, false"], "false"),
        ("max", &["bigint: 3, 1, 2, NULL", "bigint: 2, 2, 2, 2"], "[3, 2]"),
        ("min", &["double: 3, NaN, 2", "bigint: 5, 5, 5"], "[2.0, 3.0, NaN]"),
        ("min_by", &["varchar: a, b, c", "double: 5.5, NaN, 3.3"], "c"),
        ("max_by", &["varchar: a, b, c", "double: 5.5, NaN, 3.3"], "a"),
        ("max_by", &["varchar: a, NULL", "bigint: 1, 2"], "NULL"),
        ("max_by", &["varchar: a, b", "bigint: NULL, NULL"], "NULL"),
        ("max_by", &["varchar: a, b, c", "bigint: 1, 2, 3", "bigint: 2, 2, 2"], "[c, b]"),
        ("bool_and", &["boolean: true, NULL"], "true"),
        ("every", &["boolean: true, false"], "false"),
        ("bool_or", &["boolean: NULL, NULL"], "NULL"),
        ("count_if", &["boolean: true, NULL, false, true"], "2"),
        ("bitwise_and_agg", &["bigint: 6, 3"], "2"),
        ("bitwise_or_agg", &["bigint: 6, 3"], "7"),
        ("bitwise_xor_agg", &["bigint: 6, 3"], "5"),
        ("any_value", &["varchar: NULL, b, c"], "b"),
        ("array_agg", &["bigint: 1, NULL, 2"], "[1, NULL, 2]"),
        ("histogram", &["varchar: a, b, a, NULL"], "{a: 2, b: 1}"),
        ("map_agg", &["varchar: a, b, a, NULL", "bigint: 1, 2, 3, 4"], "{a: 1, b: 2}"),
        ("multimap_agg", &["varchar: a, b, a", "bigint: 1, 2, NULL"], "{a: [1, NULL], b: [2]}"),
        ("listagg", &["varchar: a, NULL, b", "varchar: -, -, -"], "a-b"),
        ("listagg", &["varchar: a, NULL, b"], "ab"),
        ("var_pop", &["bigint: 1, 2, 3, 4"], "1.25"),
        ("variance", &["double: 1, 2, 3"], "1.0"),
        ("var_samp", &["double: 1"], "NULL"),
        ("var_pop", &["double: 1"], "0.0"),
        ("stddev", &["bigint: 1, 2, 3"], "1.0"),
        ("skewness", &["bigint: 1, 2, 3"], "0.0"),
        ("skewness", &["bigint: 1, 2"], "NULL"),
        ("corr", &["double: 1, 2, 3", "double: 2, 4, 6"], "1.0"),
        ("corr", &["real: 1, 2, 3", "real: 2, 4, 6"], "1.0"),
        ("corr", &["double: 1, 1", "double: 2, 4"], "NULL"),
        ("covar_pop", &["double: 1, 3", "double: 1, 3"], "1.0"),
        ("covar_samp", &["double: 1, 3, NULL", "double: 1, 3, 5"], "2.0"),
        ("regr_slope", &["double: 1, 3", "double: 0, 1"], "2.0"),
        ("regr_intercept", &["double: 1, 3", "double: 0, 1"], "1.0"),
        (
            "sum",
            &["bigint: 9223372036854775807, 1"],
            "NUMERIC_VALUE_OUT_OF_RANGE: bigint addition overflow: 9223372036854775807 + 1",
        ),
        (
            "max",
            &["bigint: 1", "bigint: 0"],
            "INVALID_FUNCTION_ARGUMENT: second argument of max_n/min_n must be positive",
        ),
    ] {
        assert_eq!(call(name, arguments), expected, "{name} of {arguments:?}");
    }
}

#[test]
fn kurtosis_has_no_bias() {
    let (types, columns) = columns(&["bigint: 1, 2, 3, 4"]);
    let found: f64 = run(named("kurtosis"), &types, &columns).unwrap().parse().unwrap();
    assert!((found - -1.2).abs() < 1e-9, "{found}");
}

#[test]
fn each_value_once() {
    for (name, arguments, expected) in [
        ("sum", &["bigint: 1, 2, 2, NULL, 1"][..], "3"),
        ("array_agg", &["bigint: 1, NULL, 2, 1, NULL"], "[1, NULL, 2]"),
        ("corr", &["real: 1, 2, 2, 3", "real: 1, 2, 2, 3"], "1.0"),
        ("count", &["double: 0, -0, NaN, NULL"], "2"),
        ("listagg", &["varchar: a, b, a", "varchar: -, -, -"], "a-b"),
    ] {
        let (types, columns) = columns(arguments);
        assert_eq!(run_distinct(named(name), &types, &columns).unwrap(), expected, "{name} of {arguments:?}");
    }
}

#[test]
fn decimal_sums_may_leave_38_digits_on_the_way() {
    let most = "99999999999999999999999999999999999999";
    let less = "-99999999999999999999999999999999999999";
    let column = |values: Vec<Option<&str>>| vec![cast(values, &DataType::Decimal128(38, 0))];
    let found = run(named("sum"), &["decimal(38,0)"], &column(vec![Some(most), Some(most), Some(less)]));
    assert_eq!(found.unwrap(), most);
    let error = run(named("sum"), &["decimal(38,0)"], &column(vec![Some(most), Some(most)])).unwrap_err();
    assert_eq!((error.code, error.message.as_str()), (ErrorCode::NumericValueOutOfRange, "Decimal overflow"));
    let found = run(named("avg"), &["decimal(38,0)"], &column(vec![Some(most), Some(most)]));
    assert_eq!(found.unwrap(), most);
}

#[test]
fn every_signature_can_be_read_and_every_function_has_an_example() {
    let mut library = Library::default();
    library.add_aggregates(AGGREGATES).unwrap();
    library.add_windows(crate::WINDOWS).unwrap();
    library.add_scalars(crate::SCALARS).unwrap();
    assert!(AGGREGATES.iter().all(|a| !a.examples.is_empty()));
    assert!(crate::WINDOWS.iter().all(|w| !w.examples.is_empty()));
    assert!(AGGREGATES.is_sorted_by_key(|a| a.name));
    assert!(crate::WINDOWS.is_sorted_by_key(|w| w.name));
    assert!(crate::SCALARS.is_sorted_by_key(|f| f.name));
}
