//! Each key type × each operator × good and bad literals × stored values: one table.

use super::*;

/// What evaluating comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Outcome {
    Yes,
    No,
    /// The literal is refused with this text.
    Literal(&'static str),
    /// The stored value is refused with this text.
    Stored(&'static str),
}

use Outcome::{Literal, No, Stored, Yes};

fn outcome(data_type: &str, condition: &str, stored: &str) -> Result<Outcome, String> {
    let filter = match Filter::parse(&format!("k {condition}"), &[Column::new("k", data_type)]) {
        Ok(filter) => filter,
        Err(Error::InvalidExpression(text)) => return Err(text),
        Err(other) => panic!("{other:?}"),
    };
    match filter.matches(&[stored.to_owned()]) {
        Ok(true) => Ok(Yes),
        Ok(false) => Ok(No),
        Err(Error::InvalidPartitionValue(text)) => Err(format!("stored: {text}")),
        Err(other) => panic!("{other:?}"),
    }
}

fn check(types: &[&str], conditions: &[&str], stored: &[(&str, &[Outcome])]) {
    for data_type in types {
        for (value, outcomes) in stored {
            assert_eq!(outcomes.len(), conditions.len(), "{data_type} {value}");
            for (condition, expected) in conditions.iter().zip(*outcomes) {
                let expected = match expected {
                    Literal(text) => Err((*text).to_owned()),
                    Stored(text) => Err(format!("stored: {text}")),
                    other => Ok(*other),
                };
                assert_eq!(outcome(data_type, condition, value), expected, "{data_type}: '{value}' {condition}");
            }
        }
    }
}

const HIVE_NULL: &str = "__HIVE_DEFAULT_PARTITION__";

#[test]
fn texts() {
    check(
        &["string", "varchar(10)", "char(3)", "STRING", "varchar"],
        &[
            "= 'b'",
            "<> 'b'",
            "< 'b'",
            "<= 'b'",
            "> 'b'",
            ">= 'b'",
            "= 2",
            "in ('a', 'b')",
            "not in ('a', 'b')",
            "between 'a' and 'b'",
            "not between 'a' and 'b'",
            "between 'b' and 'a'",
            "like '_'",
            "not like 'b%'",
            "is null",
            "is not null",
            "= '__HIVE_DEFAULT_PARTITION__'",
        ],
        &[
            ("b", &[Yes, No, No, Yes, No, Yes, No, Yes, No, Yes, No, No, Yes, No, No, Yes, No]),
            ("a", &[No, Yes, Yes, Yes, No, No, No, Yes, No, Yes, No, No, Yes, Yes, No, Yes, No]),
            ("B", &[No, Yes, Yes, Yes, No, No, No, No, Yes, No, Yes, No, Yes, Yes, No, Yes, No]),
            ("ba", &[No, Yes, No, No, Yes, Yes, No, No, Yes, No, Yes, No, No, No, No, Yes, No]),
            ("2", &[No, Yes, Yes, Yes, No, No, Yes, No, Yes, No, Yes, No, Yes, Yes, No, Yes, No]),
            ("é", &[No, Yes, No, No, Yes, Yes, No, No, Yes, No, Yes, No, Yes, Yes, No, Yes, No]),
            (HIVE_NULL, &[No, Yes, Yes, Yes, No, No, No, No, Yes, No, Yes, No, No, Yes, No, Yes, Yes]),
        ],
    );
}

#[test]
fn integers() {
    let bad = |text: &'static str| Literal(text);
    let (x, half, null) =
        (bad("\"x\" is not an integer."), bad("\"2.5\" is not an integer."), bad("\"__HIVE_D\" is not an integer."));
    let like = bad("Integral data type doesn't support operation 'LIKE'");
    let (sx, snull) = (Stored("\"x\" is not an integer."), Stored("\"__HIVE_D\" is not an integer."));
    check(
        &["int", "integer", "bigint", "long", "tinyint", "smallint", "BigInt"],
        &[
            "= 10",
            "= '10'",
            "= '010'",
            "<> 10",
            "< 10",
            "<= 10",
            "> 10",
            ">= 10",
            "in (10, '9')",
            "not in (10, 9)",
            "between 9 and 10",
            "not between 9 and 10",
            "is null",
            "is not null",
            "= 'x'",
            "in (1, 2.5)",
            "= '__HIVE_DEFAULT_PARTITION__'",
            "like '1%'",
            "not like 1",
            "> -10",
        ],
        &[
            ("10", &[Yes, Yes, Yes, No, No, Yes, No, Yes, Yes, No, Yes, No, No, Yes, x, half, null, like, like, Yes]),
            ("010", &[Yes, Yes, Yes, No, No, Yes, No, Yes, Yes, No, Yes, No, No, Yes, x, half, null, like, like, Yes]),
            ("9", &[No, No, No, Yes, Yes, Yes, No, No, Yes, No, Yes, No, No, Yes, x, half, null, like, like, Yes]),
            ("-100", &[No, No, No, Yes, Yes, Yes, No, No, No, Yes, No, Yes, No, Yes, x, half, null, like, like, No]),
            ("x", &[sx, sx, sx, sx, sx, sx, sx, sx, sx, sx, sx, sx, No, Yes, x, half, null, like, like, sx]),
            (
                HIVE_NULL,
                &[
                    snull, snull, snull, snull, snull, snull, snull, snull, snull, snull, snull, snull, No, Yes, x,
                    half, null, like, like, snull,
                ],
            ),
        ],
    );
}

#[test]
fn decimals() {
    let (x, empty) = (Literal("x is not a decimal."), Literal(" is not a decimal."));
    let like = Literal("Decimal data type doesn't support operation 'LIKE'");
    let (sx, snull) = (Stored("x is not a decimal."), Stored("__HIVE_DEFAULT_PARTITION__ is not a decimal."));
    check(
        &["decimal", "decimal(10,2)", "DECIMAL(38)"],
        &[
            "= 2.6",
            "= '2.60'",
            "<> 26e-1",
            "< 3",
            "<= 2.6",
            "> 2.59",
            ">= 3e14",
            "in (6, '2.6')",
            "not in (6)",
            "between 2 and 3e10",
            "not between 2 and 3",
            "is null",
            "is not null",
            "= 'x'",
            "< ''",
            "like '2%'",
        ],
        &[
            ("2.6", &[Yes, Yes, No, Yes, Yes, Yes, No, Yes, Yes, Yes, No, No, Yes, x, empty, like]),
            ("2.600", &[Yes, Yes, No, Yes, Yes, Yes, No, Yes, Yes, Yes, No, No, Yes, x, empty, like]),
            ("3e14", &[No, No, Yes, No, No, Yes, Yes, No, Yes, No, Yes, No, Yes, x, empty, like]),
            ("-5", &[No, No, Yes, Yes, Yes, No, No, No, Yes, No, Yes, No, Yes, x, empty, like]),
            ("x", &[sx, sx, sx, sx, sx, sx, sx, sx, sx, sx, sx, No, Yes, x, empty, like]),
            (
                HIVE_NULL,
                &[snull, snull, snull, snull, snull, snull, snull, snull, snull, snull, snull, No, Yes, x, empty, like],
            ),
        ],
    );
}

#[test]
fn dates() {
    let (number, leap) = (Literal("20240101 is not a date."), Literal("2023-02-29 is not a date."));
    let like = Literal("Date data type doesn't support operation 'LIKE'");
    let (sx, snull) = (Stored("2024-1-1 is not a date."), Stored("__HIVE_DEFAULT_PARTITION__ is not a date."));
    check(
        &["date", "DATE"],
        &[
            "= '2024-02-29'",
            "<> '2024-02-29'",
            "< '2024-03-01'",
            "<= '2024-02-29'",
            "> '2024-02-28'",
            ">= '2024-03-01'",
            "in ('2024-02-29')",
            "not in ('2024-02-29')",
            "between '2024-01-01' and '2024-12-31'",
            "not between '2024-01-01' and '2024-12-31'",
            "is null",
            "is not null",
            "= 20240101",
            "= '2023-02-29'",
            "like '2024%'",
        ],
        &[
            ("2024-02-29", &[Yes, No, Yes, Yes, Yes, No, Yes, No, Yes, No, No, Yes, number, leap, like]),
            ("2025-01-01", &[No, Yes, No, No, Yes, Yes, No, Yes, No, Yes, No, Yes, number, leap, like]),
            ("2024-1-1", &[sx, sx, sx, sx, sx, sx, sx, sx, sx, sx, No, Yes, number, leap, like]),
            (
                HIVE_NULL,
                &[snull, snull, snull, snull, snull, snull, snull, snull, snull, snull, No, Yes, number, leap, like],
            ),
        ],
    );
}

#[test]
fn timestamps() {
    let day = Literal("Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] 2024-01-01 is not a timestamp.");
    let digits = Literal(
        "Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] 2024-01-01 00:00:00.1234567890 is not a timestamp.",
    );
    let like = Literal("Timestamp data type doesn't support operation 'LIKE'");
    let sx = Stored("Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] 2024-01-01T00:00:00 is not a timestamp.");
    check(
        &["timestamp", "Timestamp"],
        &[
            "= '2024-01-01 00:00:00.5'",
            "<> '2024-01-01 00:00:00.500'",
            "< '2024-01-01 00:00:00.500000001'",
            "<= '2024-01-01 00:00:00.499999999'",
            "> '2024-01-01 00:00:00.499999999'",
            ">= '2024-01-02 00:00:00'",
            "in ('2024-01-01 00:00:00.5')",
            "not in ('2024-01-01 00:00:00.5')",
            "between '2024-01-01 00:00:00' and '2024-01-01 00:00:01'",
            "not between '2024-01-01 00:00:00' and '2024-01-01 00:00:01'",
            "is null",
            "is not null",
            "= '2024-01-01'",
            "= '2024-01-01 00:00:00.1234567890'",
            "like '2024%'",
        ],
        &[
            ("2024-01-01 00:00:00.5", &[Yes, No, Yes, No, Yes, No, Yes, No, Yes, No, No, Yes, day, digits, like]),
            (
                "2024-01-01 00:00:00.500000000",
                &[Yes, No, Yes, No, Yes, No, Yes, No, Yes, No, No, Yes, day, digits, like],
            ),
            ("2024-01-02 00:00:00", &[No, Yes, No, No, Yes, Yes, No, Yes, No, Yes, No, Yes, day, digits, like]),
            ("2024-01-01T00:00:00", &[sx, sx, sx, sx, sx, sx, sx, sx, sx, sx, No, Yes, day, digits, like]),
        ],
    );
}

#[test]
fn types_that_are_no_key_types_and_columns_that_are_no_keys() {
    for data_type in ["double", "float", "boolean", "binary", "array<int>", "x"] {
        let text = format!("Unknown type : '{data_type}'");
        for condition in ["= 1", "in ('a')", "between 1 and 2", "like 'a'", "is null"] {
            assert_eq!(outcome(data_type, condition, "1"), Err(text.clone()), "{data_type} {condition}");
        }
    }
    for condition in ["= 1", "in ('a')", "between 1 and 2", "like 'a'", "is null", "is not null"] {
        let refused = Filter::parse(&format!("other {condition}"), &[Column::new("k", "int")]);
        assert!(matches!(refused, Err(Error::InvalidExpression(text)) if text == "Invalid partition expression!"));
    }
}

/// Words that the service's parser keeps for itself.
const KEYWORDS: &str = "AS BY DO IS IN OR ON ALL AND ANY KEY NOT SET ASC TOP END DESC INTO NULL LIKE DROP JOIN LEFT \
    FROM OPEN CASE WHEN THEN ELSE SOME FULL WITH TABLE WHERE USING UNION GROUP BEGIN INDEX INNER LIMIT OUTER ORDER \
    RIGHT DELETE CREATE SELECT OFFSET EXISTS HAVING INSERT UPDATE VALUES ESCAPE PRIMARY NATURAL REPLACE BETWEEN \
    TRUNCATE DISTINCT INTERSECT";

#[test]
fn keywords_name_no_column() {
    for keyword in KEYWORDS.split_whitespace() {
        for name in [keyword.to_owned(), keyword.to_lowercase()] {
            for text in
                [format!("{name} = 'a'"), format!("({name} in ('a', 'b'))"), format!("k = 'a' and {name} > 'a'")]
            {
                let keys = [Column::new("k", "string"), Column::new(&name, "string")];
                match Filter::parse(&text, &keys) {
                    Err(Error::InvalidExpression(told)) => assert_eq!(told, format!("Unsupported expression '{text}'")),
                    other => panic!("{text}: {other:?}"),
                }
            }
        }
    }
}

/// What Trino, Hive and Spark send for what their users ask.
#[test]
fn forms_of_real_clients() {
    let keys = [Column::new("ds", "string"), Column::new("hr", "int"), Column::new("region.name", "varchar(5)")];
    let values = ["2024-01-02", "7", "eu"].map(str::to_owned);
    for (text, expected) in [
        // Trino
        ("(ds in ('2024-01-01', '2024-01-02'))", true),
        ("((hr >= 1 AND hr < 5) OR (hr = 9))", false),
        ("(ds = '2024-01-02') AND ((hr > 5 AND hr <= 7) OR (hr in (1, 2)))", true),
        ("(ds in ('2024-01-01')) AND (hr in (7))", false),
        ("(ds = 'it''s')", false),
        // Hive and Spark, as their Glue client rewrites them
        ("ds = '2024-01-02' and hr = 7", true),
        ("(ds) NOT IN ('2024-01-01', '2024-01-03')", true),
        ("(hr) IN (7)", true),
        ("( hr >= 7 ) and ( hr <= 7 )", true),
        ("(((ds = '2024-01-02') and (hr = 7)) or (hr = 8))", true),
        ("ds >= \t'2024-01-01'\r\nAND ds < '2024-02-01'", true),
        ("region.name = 'eu'", true),
        ("hr BETWEEN 5 AND 10 AND ds LIKE '2024-%'", true),
    ] {
        assert_eq!(Filter::parse(text, &keys).and_then(|filter| filter.matches(&values)).unwrap(), expected, "{text}");
    }
}

#[test]
fn the_length_is_limited_in_characters() {
    let keys = [Column::new("k", "string")];
    let long = |count: usize| format!("k = '{}'", "é".repeat(count - 6));
    assert!(Filter::parse(&long(2_048), &keys).is_ok());
    assert!(Filter::parse(&long(2_049), &keys).is_err());
}
