use boathouse_functions::Lambda;
use boathouse_types::Type;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, col, lit, when};

use super::call_with;

fn types(names: &str) -> Vec<Type> {
    names.split_whitespace().map(|name| name.parse().unwrap()).collect()
}

/// A lambda of integers and truths: parameters, captures, result.
fn lambda(parameters: &str, captures: &str, returns: &str, body: Expr) -> Lambda {
    Lambda::new(types(parameters), types(captures), returns.parse().unwrap(), body)
}

fn null() -> Expr {
    lit(ScalarValue::Int32(None))
}

/// Fails where the divisor is zero.
fn inverse() -> Expr {
    lit(1_i32) / col("p0")
}

#[test]
fn elements_are_transformed_and_filtered() {
    let rows = "array(integer): [1, null, 3]; null; []; [4]";
    let plus = || lambda("integer", "integer", "integer", col("p0") + col("c0"));
    assert_eq!(
        call_with("transform", &[rows], vec![plus()], &["integer: 10; 20; 30; 40"]).unwrap(),
        "[11, null, 13]; null; []; [44]"
    );
    assert_eq!(call_with("transform", &["array(integer): [1, 2]"], vec![plus()], &["integer: 1"]).unwrap(), "[2, 3]");
    let large = || lambda("integer", "", "boolean", col("p0").gt(lit(1_i32)));
    assert_eq!(call_with("filter", &[rows], vec![large()], &[]).unwrap(), "[3]; null; []; [4]");
    let fails = lambda("integer", "", "integer", inverse());
    let error = call_with("transform", &["array(integer): [0]"], vec![fails], &[]).unwrap_err();
    assert_eq!(error.message, "Division by zero");
}

#[test]
fn predicates_decide_as_trino_decides() {
    let is = || lambda("boolean", "", "boolean", col("p0"));
    for (array, all, any, none) in [
        ("[true, true]", "true", "true", "false"),
        ("[true, false, null]", "false", "true", "false"),
        ("[true, null]", "null", "true", "false"),
        ("[false, null]", "false", "null", "null"),
        ("[false]", "false", "false", "true"),
        ("[]", "true", "false", "true"),
        ("null", "null", "null", "null"),
    ] {
        for (name, expected) in [("all_match", all), ("any_match", any), ("none_match", none)] {
            let argument = format!("array(boolean): {array}");
            assert_eq!(call_with(name, &[&argument], vec![is()], &[]).unwrap(), expected, "{name} {array}");
        }
    }
}

#[test]
fn elements_behind_the_decision_cannot_fail() {
    let positive = || lambda("integer", "", "boolean", inverse().gt(lit(0_i32)));
    let rows = "array(integer): [1, 0]; [null, 1, 0]; null; [null]";
    assert_eq!(call_with("any_match", &[rows], vec![positive()], &[]).unwrap(), "true; true; null; null");
    assert_eq!(call_with("none_match", &[rows], vec![positive()], &[]).unwrap(), "false; false; null; null");
    let error = call_with("all_match", &["array(integer): [1, 0]"], vec![positive()], &[]).unwrap_err();
    assert_eq!(error.message, "Division by zero");
}

#[test]
fn arrays_are_reduced_row_by_row_at_once() {
    let sum = || lambda("integer integer", "", "integer", col("p0") + col("p1"));
    let same = || lambda("integer", "integer", "integer", col("p0") * col("c0"));
    assert_eq!(
        call_with(
            "reduce",
            &["array(integer): [1]; null; [1, 2, 3]; []; [5, null]; [1, 1]", "integer: 0; 0; 10; 7; 0; null"],
            vec![sum(), same()],
            &["integer: 1; 1; 2; 3; 1; 1"],
        )
        .unwrap(),
        "1; null; 32; 21; null; null"
    );
    let keep =
        || lambda("integer integer", "", "integer", when(col("p1").is_null(), col("p0")).otherwise(col("p1")).unwrap());
    let out = || lambda("integer", "", "integer", col("p0"));
    assert_eq!(
        call_with("reduce", &["array(integer): [null, 6, null]", "integer: null"], vec![keep(), out()], &[]).unwrap(),
        "6"
    );
}

#[test]
fn arrays_are_sorted_by_a_comparator() {
    let descending = || {
        let (x, y) = (col("p0"), col("p1"));
        let order = when(x.clone().is_null(), lit(-1_i64))
            .when(y.clone().is_null(), lit(1_i64))
            .when(x.clone().lt(y.clone()), lit(1_i64))
            .when(x.eq(y), lit(0_i64))
            .otherwise(lit(-1_i64))
            .unwrap();
        lambda("integer integer", "", "bigint", order)
    };
    assert_eq!(
        call_with(
            "array_sort",
            &["array(integer): [2, 3, 2, null, null, 4, 1]; null; []; [1]; [1, 2]"],
            vec![descending()],
            &[]
        )
        .unwrap(),
        "[null, null, 4, 3, 2, 2, 1]; null; []; [1]; [2, 1]"
    );
    for wrong in [lit(2_i64), lit(ScalarValue::Int64(None))] {
        let error = call_with(
            "array_sort",
            &["array(integer): [1, 2]"],
            vec![lambda("integer integer", "", "bigint", wrong)],
            &[],
        );
        assert_eq!(error.unwrap_err().message, "Lambda comparator must return either -1, 0, or 1");
    }
}

#[test]
fn arrays_side_by_side() {
    let sum = || lambda("integer integer", "", "integer", col("p0") + col("p1"));
    assert_eq!(
        call_with(
            "zip_with",
            &["array(integer): [1, 2]; [1]; null; []", "array(integer): [10]; [1, 2]; []; []"],
            vec![sum()],
            &[]
        )
        .unwrap(),
        "[11, null]; [2, null]; null; []"
    );
}

#[test]
fn maps_are_transformed() {
    let rows = "map(integer, integer): {1=10, 2=null}; null; {}";
    let second = |returns: &str| lambda("integer integer", "", returns, col("p1"));
    let key = || lambda("integer integer", "", "integer", col("p0") * lit(2_i32));
    assert_eq!(call_with("transform_keys", &[rows], vec![key()], &[]).unwrap(), "{2=10, 4=null}; null; {}");
    let error = call_with("transform_keys", &[rows], vec![second("integer")], &[]).unwrap_err();
    assert_eq!(error.message, "map key cannot be null");
    let constant = lambda("integer integer", "", "integer", col("p0") * lit(0_i32));
    let error = call_with("transform_keys", &[rows], vec![constant], &[]).unwrap_err();
    assert_eq!(error.message, "Duplicate map keys (0) are not allowed");
    let value = lambda("integer integer", "", "integer", col("p0") + col("p1"));
    assert_eq!(call_with("transform_values", &[rows], vec![value], &[]).unwrap(), "{1=11, 2=null}; null; {}");
    let known = lambda("integer integer", "", "boolean", col("p1").is_not_null());
    assert_eq!(call_with("map_filter", &[rows], vec![known], &[]).unwrap(), "{1=10}; null; {}");
    let first = lambda("integer integer integer", "", "integer", when(lit(true), col("p1")).otherwise(null()).unwrap());
    assert_eq!(
        call_with(
            "map_zip_with",
            &["map(integer, integer): {1=1, 2=2}; null", "map(integer, integer): {2=20, 3=30}; {}"],
            vec![first],
            &[]
        )
        .unwrap(),
        "{1=1, 2=2, 3=null}; null"
    );
}
