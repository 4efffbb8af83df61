use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringViewArray};
use boathouse_functions::Function;
use boathouse_types::Type;

use super::{check, column, session};
use crate::{ValueText, cast_udf, text_of};

#[test]
fn part_by_part() {
    check(&[
        ("array(bigint)", "[1, null]", "array(varchar)", "[1, null]"),
        ("array(varchar)", "[\"1\", \"x\"]", "array(bigint)", "INVALID_CAST_ARGUMENT: Cannot cast 'x' to BIGINT"),
        ("array(array(double))", "[[1.5], null, []]", "array(array(bigint))", "[[2], null, []]"),
        ("map(varchar, double)", "{\"123\": 1.5, \"456\": null}", "map(integer, real)", "{123=1.5, 456=null}"),
        (
            "map(bigint, bigint)",
            "{\"1\": 6, \"2\": 9}",
            "map(boolean, bigint)",
            "INVALID_CAST_ARGUMENT: duplicate keys",
        ),
        ("map(bigint, json)", "{\"1\": 1}", "map(bigint, bigint)", "{1=1}"),
        ("row(bigint, bigint)", "[1, 2]", "row(a double, b varchar)", "[1.0, 2]"),
        ("row(a json, b json)", "[\"2\", [1, 2]]", "row(a bigint, b array(bigint))", "[2, [1, 2]]"),
        ("row(a decimal(5,2))", "[1.25]", "row(b decimal(20,1))", "[1.3]"),
        ("array(varchar(5))", "[\"abcde\"]", "array(varchar(3))", "[abc]"),
    ]);
}

#[test]
fn values_as_athena_shows_them() {
    for (data_type, json, expected) in [
        ("row(bigint, x varchar)", "[1, \"a\"]", "{1, x=a}"),
        ("array(row(a double))", "[[1e8], null]", "[{a=1.0E8}, null]"),
        ("map(varchar, boolean)", "{\"k\": null}", "{k=null}"),
        ("map(bigint, varchar)", "{\"10\": \"b\", \"-1\": \"c\", \"9\": \"a\"}", "{-1=c, 9=a, 10=b}"),
    ] {
        let (data_type, column) = column(data_type, json);
        let text = ValueText::new(&data_type, &column).unwrap();
        assert_eq!(text.get(0).as_deref(), Some(expected));
    }
}

#[test]
fn text_of_a_column() {
    let (data_type, double) = column("double", "100");
    assert_eq!(text_of(&data_type, &double).unwrap().as_string_view().value(0), "1.0E2");
    let (data_type, array) = column("array(double)", "[1]");
    assert!(text_of(&data_type, &array).is_err());
}

#[test]
fn casts_as_functions_of_a_plan() {
    let find = |from: &str, to: &str, try_| {
        let udf = cast_udf(&from.parse().unwrap(), &to.parse().unwrap(), try_, &session())?;
        let function: &'static Function = udf.function();
        Some((function.name, function.fallible))
    };
    assert_eq!(find("bigint", "integer", false), Some(("$cast", true)));
    assert_eq!(find("integer", "bigint", false), Some(("$cast", false)));
    assert_eq!(find("integer", "decimal(12,2)", false), Some(("$cast", false)));
    assert_eq!(find("integer", "decimal(11,2)", false), Some(("$cast", true)));
    assert_eq!(find("bigint", "integer", true), Some(("$try_cast", false)));
    assert_eq!(find("bigint", "date", true), None);
}

#[test]
fn many_bad_rows_among_many() {
    let values: StringViewArray =
        (0..1_000).map(|i| Some(if i % 7 == 0 { "[x".to_owned() } else { format!("[{i}]") })).collect();
    let to: Type = "array(bigint)".parse().unwrap();
    let caster = crate::Caster::new(&Type::Json, &to, &session()).unwrap();
    let column: ArrayRef = Arc::new(values);
    let result = caster.try_cast(&column).unwrap();
    let text = ValueText::new(&to, &result).unwrap();
    for i in 0..1_000 {
        assert_eq!(text.get(i), (i % 7 != 0).then(|| format!("[{i}]")));
    }
}
