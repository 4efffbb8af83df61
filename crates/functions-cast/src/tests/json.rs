use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StringViewArray};
use boathouse_types::Type;

use super::{check, session};
use crate::Caster;

#[test]
fn values_as_json() {
    check(&[
        ("bigint", "128", "json", "128"),
        ("boolean", "true", "json", "true"),
        ("double", "NaN", "json", "\"NaN\""),
        ("double", "-Infinity", "json", "\"-Infinity\""),
        ("double", "1e308", "json", "1.0E308"),
        ("real", "3.14", "json", "3.14"),
        (
            "decimal(38,18)",
            "12345678901234567890.123456789012345678",
            "json",
            "12345678901234567890.123456789012345678",
        ),
        ("decimal(18,10)", "0.0000001", "json", "1.000E-7"),
        ("decimal(18,17)", "0", "json", "0E-17"),
        ("varchar", "\"a\":2\n\u{1}é", "json", "\"\\\"a\\\":2\\n\\u0001é\""),
        ("date", "2001-08-22", "json", "\"2001-08-22\""),
        ("timestamp(2)", "2020-05-01 12:34:56.12", "json", "\"2020-05-01 12:34:56.12\""),
        ("timestamp(0) with time zone", "2020-05-01 12:34:56 UTC", "json", "\"2020-05-01 12:34:56 UTC\""),
        ("array(bigint)", "[1, null, 3]", "json", "[1,null,3]"),
        ("array(json)", "[123, \"abc\", [1, \"a b\"], {\"a\": 1}]", "json", "[123,\"abc\",[1,\"a b\"],{\"a\":1}]"),
        (
            "map(bigint, map(varchar, bigint))",
            "{\"8\": {\"b\": 1, \"a\": 2}, \"10\": null}",
            "json",
            "{\"10\":null,\"8\":{\"a\":2,\"b\":1}}",
        ),
        (
            "map(double, bigint)",
            "{\"1e-323\": -323, \"1e308\": 308, \"NaN\": null}",
            "json",
            "{\"1.0E308\":308,\"9.9E-324\":-323,\"NaN\":null}",
        ),
        ("row(a bigint, b varchar)", "{\"a\": 1}", "json", "{\"a\":1,\"b\":null}"),
        ("row(bigint, row(double))", "[1, [2.5]]", "json", "{\"\":1,\"\":{\"\":2.5}}"),
    ]);
}

#[test]
fn json_as_one_value() {
    check(&[
        ("json", "null", "integer", "NULL"),
        ("json", " 128", "smallint", "128"),
        ("json", "128.9", "integer", "129"),
        ("json", "true", "bigint", "1"),
        ("json", "\"128\"", "bigint", "128"),
        ("json", "\"true\"", "bigint", "INVALID_CAST_ARGUMENT: Cannot cast 'true' to BIGINT"),
        (
            "json",
            "12345678901234567890",
            "bigint",
            "INVALID_CAST_ARGUMENT: Cannot cast '12345678901234567890' to bigint",
        ),
        ("json", "1e309", "bigint", "INVALID_CAST_ARGUMENT: Unable to cast Infinity to bigint"),
        ("json", "12345678901", "integer", "INVALID_CAST_ARGUMENT: Cannot cast '12345678901' to integer"),
        ("json", "1e5", "tinyint", "INVALID_CAST_ARGUMENT: Cannot cast '1e5' to integer"),
        ("json", "1234", "tinyint", "INVALID_CAST_ARGUMENT: Cannot cast '1234' to tinyint"),
        ("json", "{ \"x\" : 123}", "bigint", "INVALID_CAST_ARGUMENT: Cannot cast '{ \"x\" : 123}' to bigint"),
        ("json", "1 2", "bigint", "INVALID_CAST_ARGUMENT: Cannot cast input json to BIGINT"),
        ("json", "-1e309", "double", "-Infinity"),
        ("json", "\"NaN\"", "double", "NaN"),
        ("json", "12345678901234567890", "real", "1.2345679E19"),
        ("json", "1e-324", "boolean", "false"),
        ("json", "0", "boolean", "false"),
        ("json", "128", "decimal(10,3)", "128.000"),
        ("json", "1234567890123456", "decimal(10,3)", "INVALID_CAST_ARGUMENT: Cannot cast input json to DECIMAL(10,3)"),
        ("json", "\"abc\"", "decimal(10,3)", "INVALID_CAST_ARGUMENT: Cannot cast '\"abc\"' to DECIMAL(10,3)"),
        ("json", "128.9", "varchar", "1.289E2"),
        ("json", "12345678901234567890", "varchar", "12345678901234567890"),
        ("json", "\"a\\u00e9\\n\\ud83d\\ude00\"", "varchar", "aé\n😀"),
        ("json", "[1]", "varchar", "INVALID_CAST_ARGUMENT: Cannot cast '[1]' to varchar"),
    ]);
}

#[test]
fn json_as_arrays() {
    check(&[
        ("json", "null", "array(bigint)", "NULL"),
        ("json", "[]", "array(bigint)", "[]"),
        (
            "json",
            "[true, false, 12, 0, 12.3, 0.0, \"true\", \"false\", null]",
            "array(boolean)",
            "[true, false, true, false, true, false, true, false, null]",
        ),
        ("json", "[1, 2.0, \"3\"]", "array(decimal(10,5))", "[1.00000, 2.00000, 3.00000]"),
        ("json", "[5, [1, 2], \"e f\", {\"a\": \"b\"}]", "array(json)", "[5, [1,2], \"e f\", {\"a\":\"b\"}]"),
        (
            "json",
            "{\"a\": 1}",
            "array(bigint)",
            "INVALID_CAST_ARGUMENT: Cannot cast to array(bigint). Expected a json array, but got {\n{\"a\": 1}",
        ),
        (
            "json",
            "[1] 2",
            "array(bigint)",
            "INVALID_CAST_ARGUMENT: Cannot cast to array(bigint). Unexpected trailing token: 2\n[1] 2",
        ),
        ("json", "1, 2", "array(bigint)", "INVALID_CAST_ARGUMENT: Cannot cast to array(bigint).\n1, 2"),
        (
            "json",
            "[1234567890123.456]",
            "array(integer)",
            "INVALID_CAST_ARGUMENT: Cannot cast to array(integer). Out of range for integer: 1.234567890123456E12\n[1234567890123.456]",
        ),
    ]);
}

#[test]
fn json_as_maps() {
    check(&[
        ("json", "{\"a\": 1, \"b\": null}", "map(varchar, bigint)", "{a=1, b=null}"),
        ("json", "{\"3.14\": 5, \"NaN\": 8}", "map(real, bigint)", "{3.14=5, NaN=8}"),
        (
            "json",
            "{\"a\": \"b\"}",
            "map(varchar, bigint)",
            "INVALID_CAST_ARGUMENT: Cannot cast to map(varchar, bigint). Cannot cast 'b' to BIGINT\n{\"a\": \"b\"}",
        ),
        (
            "json",
            "[{\"01\":2,\"1\":1}]",
            "array(map(bigint, bigint))",
            "INVALID_CAST_ARGUMENT: Cannot cast to array(map(bigint, bigint)). Duplicate map keys are not allowed\n[{\"01\":2,\"1\":1}]",
        ),
        (
            "json",
            "{\"a\": 1, \"b\": 2}",
            "map(varchar, map(varchar, bigint))",
            "INVALID_CAST_ARGUMENT: Cannot cast to map(varchar, map(varchar, bigint)). Expected a json object, but got 1\n{\"a\": 1, \"b\": 2}",
        ),
        (
            "json",
            "{\"a\": 1",
            "map(varchar, bigint)",
            "INVALID_CAST_ARGUMENT: Cannot cast to map(varchar, bigint).\n{\"a\": 1",
        ),
    ]);
}

#[test]
fn json_as_rows() {
    check(&[
        ("json", "[1, [2, 3]]", "row(integer, array(integer))", "[1, [2, 3]]"),
        (
            "json",
            "[1, {}]",
            "row(integer, array(integer))",
            "INVALID_CAST_ARGUMENT: Cannot cast to row(integer, array(integer)). Expected a json array, but got {\n[1, {}]",
        ),
        ("json", "{\"k1\": [1, 2], \"USED\": 3, \"k2\": {\"x\": [4]}}", "row(used bigint)", "[3]"),
        ("json", "{\"k4\": 4, \"k2\": 2}", "row(k1 bigint, k2 bigint, k4 bigint)", "[null, 2, 4]"),
        (
            "json",
            "{\"a\": 1, \"A\": 2}",
            "row(a bigint)",
            "INVALID_CAST_ARGUMENT: Cannot cast to row(a bigint). Duplicate field: a\n{\"a\": 1, \"A\": 2}",
        ),
        (
            "json",
            "[1, 2]",
            "row(bigint)",
            "INVALID_CAST_ARGUMENT: Cannot cast to row(bigint). Expected json array ending, but got 2\n[1, 2]",
        ),
        (
            "json",
            "[1]",
            "row(bigint, bigint)",
            "INVALID_CAST_ARGUMENT: Cannot cast to row(bigint, bigint). Unexpected token when cast to bigint: ]\n[1]",
        ),
    ]);
}

/// Whatever is cut out of a text or put into it, casts end with a value or an error of Trino's.
#[test]
fn broken_json() {
    let text = "{\"a\": [1.5e3, \"x\\u00e9\\n\", {\"ü\": null}], \"b\": {\"1\": true}}";
    let types =
        ["varchar", "bigint", "array(json)", "map(varchar, json)", "row(a array(json), b map(bigint, boolean))"];
    let ends: Vec<usize> = (0..=text.len()).filter(|i| text.is_char_boundary(*i)).collect();
    let mut texts = Vec::new();
    for span in ends.windows(2) {
        texts.push(text[..span[0]].to_owned());
        texts.push(format!("{}{}", &text[..span[0]], &text[span[1]..]));
        for put in ["\"", "\\", "{", "]", ",", "é", "-", "\\ud83d"] {
            texts.push(format!("{}{put}{}", &text[..span[0]], &text[span[0]..]));
        }
    }
    let column: ArrayRef = Arc::new(texts.into_iter().map(Some).collect::<StringViewArray>());
    for to in types {
        let caster = Caster::new(&Type::Json, &to.parse().unwrap(), &session()).unwrap();
        let result = caster.try_cast(&column).unwrap();
        assert_eq!(result.len(), column.len(), "{to}");
        assert!(result.null_count() > 0, "{to}");
    }
}
