//! Expressions with their types and values.

use std::sync::Arc;

use boathouse_functions::Session;
use boathouse_functions_cast::{RowText, ValueText};
use boathouse_types::{Result, TrinoError};

use super::super::{Analyzer, AnalyzerOptions, MemoryCatalog, Scope, library};
use crate::trino::parse_expression;

fn run(sql: &str) -> Result<(String, Option<String>)> {
    let expr = parse_expression(sql).map_err(|error| TrinoError::internal(error.to_string()))?;
    let catalog = MemoryCatalog::default();
    // 2026-11-22 18:30:00.123456 UTC
    let session = Session { start_micros: 1_795_372_200_123_456, ..Session::default() };
    let mut analyzer = Analyzer::new(library()?, Arc::new(session), &catalog, AnalyzerOptions::default());
    let typed = analyzer.expression(&expr, &Scope::query(Vec::new(), None))?;
    let value = analyzer.evaluate(&typed.expr)?;
    assert_eq!(value.data_type(), typed.data_type.to_arrow(), "{sql}");
    let column = value.to_array().map_err(boathouse_functions::trino_error)?;
    let text = ValueText::with_rows(&typed.data_type, &column, RowText::List)?.get(0);
    Ok((typed.data_type.to_string(), text))
}

fn check(cases: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (sql, data_type, text) in cases {
        let expected = (data_type.to_string(), Some((*text).to_owned()).filter(|text| text != "NULL"));
        match run(sql) {
            Ok(found) if found == expected => {}
            found => wrong.push(format!("{sql}: {found:?}, not {expected:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn literals() {
    check(&[
        ("1", "integer", "1"),
        ("-2147483648", "integer", "-2147483648"),
        ("2147483648", "bigint", "2147483648"),
        ("-9223372036854775808", "bigint", "-9223372036854775808"),
        ("1.50", "decimal(3,2)", "1.50"),
        (".1", "decimal(1,1)", "0.1"),
        ("-00012.5", "decimal(3,1)", "-12.5"),
        ("0", "integer", "0"),
        ("DECIMAL '0'", "decimal(1,0)", "0"),
        ("12345678901234567890.5", "decimal(21,1)", "12345678901234567890.5"),
        ("1e2", "double", "100.0"),
        ("'häll'", "varchar(4)", "häll"),
        ("X'0aFF'", "varbinary", "0a ff"),
        ("true", "boolean", "true"),
        ("NULL", "unknown", "NULL"),
        ("DATE '2020-02-29'", "date", "2020-02-29"),
        ("TIME '01:02:03.4'", "time(1)", "01:02:03.4"),
        ("TIMESTAMP '2020-01-01 01:02:03.123456'", "timestamp(6)", "2020-01-01 01:02:03.123456"),
        ("TIMESTAMP '2020-01-01 01:02 UTC'", "timestamp(0) with time zone", "2020-01-01 01:02:00 UTC"),
        ("INTERVAL -'1-2' YEAR TO MONTH", "interval year to month", "-1-2"),
        ("INTERVAL '3' DAY", "interval day to second", "3 00:00:00.000"),
        ("BIGINT '7'", "bigint", "7"),
        ("REAL '1.5'", "real", "1.5"),
        ("VARCHAR 'x'", "varchar", "x"),
    ]);
}

#[test]
fn operators() {
    check(&[
        ("1 + 2", "integer", "3"),
        ("1 + BIGINT '2'", "bigint", "3"),
        ("7 / 2", "integer", "3"),
        ("1.0 / 3", "decimal(2,1)", "0.3"),
        ("-(1 + 2)", "integer", "-3"),
        ("+5", "integer", "5"),
        ("1 < 2", "boolean", "true"),
        ("1 = 1.0", "boolean", "true"),
        ("'a' < 'b'", "boolean", "true"),
        ("1 = NULL", "boolean", "NULL"),
        ("NULL = NULL", "boolean", "NULL"),
        ("NULL IS DISTINCT FROM NULL", "boolean", "false"),
        ("1 IS DISTINCT FROM NULL", "boolean", "true"),
        ("2 BETWEEN 1 AND 3", "boolean", "true"),
        ("2 NOT BETWEEN 1 AND 3.5", "boolean", "false"),
        ("1e0 BETWEEN -0e0 AND 3", "boolean", "true"),
        ("2 IN (1, 2)", "boolean", "true"),
        ("2 IN (1, NULL)", "boolean", "NULL"),
        ("-0e0 = 0e0", "boolean", "true"),
        ("0e0 IN (1e0, -0e0)", "boolean", "true"),
        ("1e0 > 0e0", "boolean", "true"),
        ("-0e0 < 0e0", "boolean", "false"),
        ("NOT true", "boolean", "false"),
        ("true AND NULL", "boolean", "NULL"),
        ("false AND NULL", "boolean", "false"),
        ("'abc' LIKE 'a%'", "boolean", "true"),
        ("'a\\b' LIKE 'a\\b'", "boolean", "true"),
        ("'a%b' LIKE 'a\\%b' ESCAPE '\\'", "boolean", "true"),
        ("NULL IS NULL", "boolean", "true"),
        ("false AND 1 / 0 = 1", "boolean", "false"),
        ("true OR 1 / 0 = 1", "boolean", "true"),
        ("true OR 1 / 0 = 1 OR 2 / 0 = 1", "boolean", "true"),
    ]);
}

#[test]
fn conditionals() {
    check(&[
        ("if(true, 1, 2.5)", "decimal(11,1)", "1.0"),
        ("if(false, 1)", "integer", "NULL"),
        ("if(false, 1 / 0 = 1, true)", "boolean", "true"),
        ("if(false, 1 / 0, 7)", "integer", "7"),
        ("coalesce(NULL, 1, 1 / 0)", "integer", "1"),
        ("nullif(1, 1)", "integer", "NULL"),
        ("nullif(1, BIGINT '2')", "integer", "1"),
        ("CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'bcd' END", "varchar(3)", "bcd"),
        ("CASE WHEN NULL THEN 1 WHEN true THEN NULL ELSE BIGINT '4' END", "bigint", "NULL"),
        ("CASE 1e0 WHEN 1 THEN true END", "boolean", "true"),
        ("try(1 / 0)", "integer", "NULL"),
        ("try(1 / 1)", "integer", "1"),
        ("try_cast('x' AS bigint)", "bigint", "NULL"),
        ("CAST('12' AS bigint)", "bigint", "12"),
        ("CAST(1 AS varchar)", "varchar", "1"),
        ("CAST(NULL AS array(bigint))", "array(bigint)", "NULL"),
        ("CAST(1.25 AS decimal(4,1))", "decimal(4,1)", "1.3"),
    ]);
}

#[test]
fn nested_values() {
    check(&[
        ("ROW(1, 'a')", "row(integer, varchar(1))", "[1, a]"),
        ("ROW(1 AS x, 2)", "row(x integer, integer)", "[1, 2]"),
        ("ROW(1, 'a')[2]", "varchar(1)", "a"),
        ("ARRAY[1, 2.5]", "array(decimal(11,1))", "[1.0, 2.5]"),
        ("ARRAY[]", "array(unknown)", "[]"),
        ("CAST(ROW(1, 2) AS ROW(a bigint, b integer)).a", "bigint", "1"),
    ]);
}

#[test]
fn lambdas() {
    check(&[
        ("transform(ARRAY[1, 2], x -> x + 1)", "array(integer)", "[2, 3]"),
        ("transform(ARRAY[1, 2], x -> ROW(x, x * 1.5))[2][2]", "decimal(12,1)", "3.0"),
        ("filter(ARRAY[1, NULL, 3], x -> x > 1)", "array(integer)", "[3]"),
        ("reduce(ARRAY[5, 20, 50], 0, (s, x) -> s + x, s -> s)", "integer", "75"),
        // The inner lambda captures the parameter of the outer one.
        (
            "transform(ARRAY[1, 2], x -> reduce(ARRAY[3, 4], 0, (s, y) -> s + x * y, s -> s))",
            "array(integer)",
            "[7, 14]",
        ),
        ("transform(ARRAY[1, 0], x -> try(1 / x))", "array(integer)", "[1, null]"),
        ("transform(ARRAY[1, 2], X -> transform(ARRAY[10], y -> x + Y))", "array(array(integer))", "[[11], [12]]"),
        ("transform(ARRAY[ROW(1, 2)], r -> r[2])", "array(integer)", "[2]"),
        ("any_match(ARRAY[1, 2], x -> x = 2 AND 1 / x = 0)", "boolean", "true"),
        ("any_match(ARRAY[0], x -> x <> 0 AND 1 / x = 0)", "boolean", "false"),
    ]);
}

#[test]
fn nested_lambdas_are_typed_once() {
    let mut sql = "x".to_owned();
    for _ in 0..30 {
        sql = format!("transform(ARRAY[1], y -> {sql})");
    }
    assert!(run(&format!("transform(ARRAY[1], x -> {sql})")).is_ok());
}

#[test]
fn nesting_does_not_exhaust_memory() {
    let (mut first, mut second) = ("1".to_owned(), "1 / 1 = 1".to_owned());
    for _ in 0..40 {
        first = format!("coalesce(abs({first}), 1)");
        second = format!("(({second}) AND 1 / 0 = 1)");
    }
    for sql in [first.replace("abs(1)", "random()"), second] {
        match run(&sql) {
            Ok(_) => {}
            Err(error) => assert!(["STACK_OVERFLOW", "DIVISION_BY_ZERO"].contains(&error.code.as_str()), "{error}"),
        }
    }
}

#[test]
fn clocks() {
    check(&[
        ("current_date", "date", "2026-11-22"),
        ("current_timestamp", "timestamp(3) with time zone", "2026-11-22 18:30:00.123 UTC"),
        ("localtimestamp(6)", "timestamp(6)", "2026-11-22 18:30:00.123456"),
        ("localtime(0)", "time(0)", "18:30:00"),
        ("current_user", "varchar", "user"),
    ]);
}

#[test]
fn calls_have_127_arguments_at_most() {
    for (name, argument) in [("concat", "'a'"), ("greatest", "1"), ("concat_ws", "'a'"), ("coalesce_all", "1")] {
        let call = |count: usize| run(&format!("{name}({})", vec![argument; count].join(", ")));
        assert_eq!(
            call(128).unwrap_err().to_string(),
            format!("line 1:1: Too many arguments for function call {name}()"),
            "{name}"
        );
        assert_eq!(call(127).is_ok(), name != "coalesce_all", "{name}");
    }
}

#[test]
fn errors() {
    let mut wrong = Vec::new();
    for (sql, code, text) in [
        ("1 + 'a'", "TYPE_MISMATCH", "line 1:3: Cannot apply operator: integer + varchar(1)"),
        ("1 < 'a'", "TYPE_MISMATCH", "line 1:3: Cannot apply operator: integer < varchar(1)"),
        ("9223372036854775808", "SYNTAX_ERROR", "line 1:1: Invalid numeric literal: 9223372036854775808"),
        ("DATE '2013-02-29'", "INVALID_LITERAL", "line 1:1: '2013-02-29' is not a valid DATE literal"),
        ("SMALLINT '32768'", "INVALID_LITERAL", "line 1:1: '32768' is not a valid SMALLINT literal"),
        ("foo(1)", "FUNCTION_NOT_FOUND", "line 1:1: Function 'foo' not registered"),
        (
            "at_timezone(TIME '10:00+00:00', 'Asia/Tokyo')",
            "FUNCTION_NOT_FOUND",
            "line 1:1: Unexpected parameters (time(0) with time zone, varchar(10)) for function at_timezone. Expected: \
             at_timezone(timestamp(p) with time zone, interval day to second), at_timezone(timestamp(p) with time zone, \
             varchar(x))",
        ),
        ("CAST(1 AS MAP)", "TYPE_MISMATCH", "line 1:1: Unknown type: MAP"),
        ("blah 'x'", "TYPE_NOT_FOUND", "line 1:1: Unknown type: blah"),
        ("CAST(true AS date)", "TYPE_MISMATCH", "line 1:1: Cannot cast boolean to date"),
        (
            "NOT 1",
            "TYPE_MISMATCH",
            "line 1:5: Value of logical NOT expression must evaluate to a boolean (actual: integer)",
        ),
        ("x", "COLUMN_NOT_FOUND", "line 1:1: Column 'x' cannot be resolved"),
        ("transform(ARRAY[1], x -> y)", "COLUMN_NOT_FOUND", "line 1:26: Column 'y' cannot be resolved"),
        (
            "transform(ARRAY[1], (x, y) -> x)",
            "INVALID_PARAMETER_USAGE",
            "line 1:21: Expected a lambda that takes 1 argument(s) but got 2",
        ),
        ("x -> x", "TYPE_MISMATCH", "line 1:1: Lambda expression should always be used inside a function"),
        (
            "lower(DISTINCT 'a')",
            "FUNCTION_NOT_AGGREGATE",
            "line 1:1: DISTINCT is not supported for non-aggregation functions",
        ),
        (
            "sqrt(x -> x, 123)",
            "FUNCTION_NOT_FOUND",
            "line 1:1: Unexpected parameters (<function>, integer) for function sqrt. Expected: sqrt(double)",
        ),
        ("1 / 0", "DIVISION_BY_ZERO", "Division by zero"),
        ("?", "INVALID_PARAMETER_USAGE", "line 1:1: Query takes no parameters"),
        (
            "1 LIKE 'a'",
            "TYPE_MISMATCH",
            "line 1:1: Left side of LIKE expression must evaluate to a varchar (actual: integer)",
        ),
        ("EXTRACT(MILLISECOND FROM DATE '2020-01-01')", "SYNTAX_ERROR", "line 1:1: Invalid EXTRACT field: MILLISECOND"),
        ("EXTRACT(HOUR FROM DATE '2020-01-01')", "TYPE_MISMATCH", "line 1:19: Cannot extract HOUR from date"),
        ("ROW(1, 2).field", "INVALID_COLUMN_REFERENCE", "line 1:1: Column reference 'field' is invalid"),
        ("ROW(1, 2)[3]", "INVALID_FUNCTION_ARGUMENT", "line 1:11: Subscript index out of bounds: 3, max value is 2"),
        (
            "COALESCE(1, 'a')",
            "TYPE_MISMATCH",
            "line 1:13: All COALESCE operands must be the same type or coercible to a common type. Cannot find common \
             type between integer and varchar(1), all types (without duplicates): [integer, varchar(1)]",
        ),
    ] {
        match run(sql) {
            Err(error) if error.code.as_str() == code && error.to_string() == text => {}
            found => wrong.push(format!("{sql}: {found:?}, not {code} {text}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
