use super::*;
use crate::partitions::key;

/// Keys: s string, i int, b bigint, d decimal(10,2), day date, t timestamp, v varchar(10), x double,
/// order string.
fn keys() -> Vec<Column> {
    [
        ("s", "string"),
        ("i", "int"),
        ("b", "BIGINT"),
        ("d", "decimal(10,2)"),
        ("day", "date"),
        ("t", "timestamp"),
        ("v", "varchar(10)"),
        ("x", "double"),
        ("order", "string"),
        ("a.b_c", "string"),
    ]
    .map(|(name, data_type)| Column::new(name, data_type))
    .to_vec()
}

fn values() -> Vec<String> {
    ["abc", "7", "9000000000", "1.50", "2024-02-29", "2024-02-29 12:00:00.5", "it's", "1.5", "o", "z"]
        .map(str::to_owned)
        .to_vec()
}

fn evaluate(text: &str, values: &[String]) -> Result<bool, String> {
    let filter = Filter::parse(text, &keys()).map_err(|error| error.to_string())?;
    filter.matches(values).map_err(|error| error.to_string())
}

#[test]
fn expressions_pick_partitions() {
    for (text, expected) in [
        ("", true),
        ("   ", true),
        ("s = 'abc'", true),
        ("S = 'abc'", true),
        ("s='ABC'", false),
        ("s <> 'abd'", true),
        ("s < 'abd' and s > 'abb'", true),
        ("s <= 'abc' AND s >= 'abc'", true),
        ("'abb' < s", true),
        ("s = 2", false),
        ("i = 7", true),
        ("i = '7'", true),
        ("i = '07'", true),
        ("i > 10", false),
        ("i > -1", true),
        ("b = 9000000000", true),
        ("d = 1.5", true),
        ("d = '1.500'", true),
        ("d > 3e14", false),
        ("d < 3E14", true),
        ("d > -3e14", true),
        ("d between .5 and 15e-1", true),
        ("day = '2024-02-29'", true),
        ("day > '2024-01-31' and day < '2024-03-01'", true),
        ("t = '2024-02-29 12:00:00.500'", true),
        ("t > '2024-02-29 12:00:00.499999999'", true),
        ("t > '2024-02-29 12:00:00.500000001'", false),
        ("v = 'it''s'", true),
        ("s in ('x', 'abc')", true),
        ("s IN ('x')", false),
        ("s not in ('x')", true),
        ("(s) NOT IN ('abc')", false),
        ("i in (1, '7')", true),
        ("i between 7 and 8", true),
        ("i not between 7 and 8", false),
        ("s between 'abc' and 'abc'", true),
        ("s like 'a%'", true),
        ("s like '_b_'", true),
        ("s like 'a'", false),
        ("s like '%c'", true),
        ("s like '%a%b%c%'", true),
        ("s not like 'b%'", true),
        ("v like 'it%'", true),
        ("s like ''", false),
        ("s is null", false),
        ("s is not null", true),
        ("i IS NULL", false),
        // AND binds tighter than OR.
        ("s = 'abc' or s = 'x' and i = 8", true),
        ("(s = 'abc' or s = 'x') and i = 8", false),
        ("((i >= 1 AND i < 5) OR (i = 7))", true),
        ("(((s))) = (('abc'))", true),
        ("s (=) 'abc'", true),
        ("(i) = ((2)) (OR) (((i))) = (7)", true),
        ("i = 7 ((AND)) s = 'x'", false),
        ("i between 7 (and) 8", true),
        ("(s in ('a', 'abc'))", true),
        ("a.b_c = 'z'", true),
    ] {
        assert_eq!(evaluate(text, &values()), Ok(expected), "{text}");
    }
}

#[test]
fn what_cannot_be_understood_is_refused_in_glues_words() {
    let unsupported = |text: &str| (text.to_owned(), format!("Unsupported expression '{text}'"));
    let mut cases: Vec<(String, String)> = [
        "s != 'a'",
        "NOT (s = 'a')",
        "not s = 'a'",
        "upper(s) = 'A'",
        "s = v",
        "i + 1 = 2",
        "s =",
        "s",
        "'a'",
        "'a' = 'b'",
        "s = 'a",
        "s = 'a' and",
        "(s = 'a'",
        "s = 'a')",
        "s in ()",
        "s in ('a',)",
        "s = 'a' s = 'b'",
        "order = 'o'",
        "s = null",
        "s = date '2024-01-01'",
        "i = 1L",
        "s = 'a'; drop table t",
        "s = \"a\"",
        "i between 1",
        "s is",
        "-",
        "é € ö",
    ]
    .map(unsupported)
    .to_vec();
    let plain = |text: &str, message: &str| (text.to_owned(), message.to_owned());
    cases.extend([
        plain("i = 'x'", "\"x\" is not an integer."),
        plain("i = 1.5", "\"1.5\" is not an integer."),
        plain("i = '__HIVE_DEFAULT_PARTITION__'", "\"__HIVE_D\" is not an integer."),
        plain("d = 'x'", "x is not a decimal."),
        plain("d = ''", " is not a decimal."),
        plain("day = '2023-02-29'", "2023-02-29 is not a date."),
        plain("day = 20240101", "20240101 is not a date."),
        plain(
            "t = '2024-01-01'",
            "Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] 2024-01-01 is not a timestamp.",
        ),
        plain("i like '7'", "Integral data type doesn't support operation 'LIKE'"),
        plain("d like '7'", "Decimal data type doesn't support operation 'LIKE'"),
        plain("day not like '7'", "Date data type doesn't support operation 'LIKE'"),
        plain("t like '7'", "Timestamp data type doesn't support operation 'LIKE'"),
        plain("nokey = 1", "Invalid partition expression!"),
        plain("nokey is null", "Invalid partition expression!"),
        plain("x = 1", "Unknown type : 'double'"),
    ]);
    for (text, message) in cases {
        match Filter::parse(&text, &keys()) {
            Err(Error::InvalidExpression(found)) => assert_eq!(found, message, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    assert!(Filter::parse(&"(".repeat(3_000), &keys()).is_err());
    assert!(Filter::parse(&format!("{}s = 'a'{}", "(".repeat(500), ")".repeat(500)), &keys()).is_err());
}

#[test]
fn stored_values_that_do_not_fit_their_type_are_told() {
    let mut values = values();
    values[1] = crate_default_partition();
    let filter = Filter::parse("i = 1", &keys()).unwrap();
    match filter.matches(&values) {
        Err(Error::InvalidPartitionValue(text)) => assert_eq!(text, "\"__HIVE_D\" is not an integer."),
        other => panic!("{other:?}"),
    }
    values[0] = crate_default_partition();
    assert_eq!(evaluate("s = '__HIVE_DEFAULT_PARTITION__'", &values), Ok(true));
}

fn crate_default_partition() -> String {
    boathouse_schema::HIVE_DEFAULT_PARTITION.to_owned()
}

/// Every expression that says something of the first key, on every order of the keys: what is outside the ranges
/// neither matches nor fails.
#[test]
fn ranges_hold_every_match_and_every_failure() {
    let columns = [Column::new("a", "string"), Column::new("n", "int"), Column::new("d", "decimal")];
    let kinds = [Kind::Text, Kind::Integer, Kind::Decimal];
    let mut all: Vec<Vec<String>> = vec![vec!["1".to_owned()], vec!["10".to_owned(), "5".to_owned()]];
    for a in ["", "1", "10", "1\0", "2", "b"] {
        for n in ["-3", "4", "5", "05", "60", "x"] {
            all.extend(["-1e2", "0", "1.50", "1.5", "y"].map(|d| [a, n, d].map(str::to_owned).to_vec()));
        }
    }
    for (text, first_three) in [
        ("a = '1'", [true, false, false]),
        ("a in ('1', '2', '3')", [true, false, false]),
        ("a = '1' and n = 5", [true, true, false]),
        ("n = 5 and a in ('2', '1') and d > 0", [true, true, true]),
        ("a = '1' and n > 4 and d = 1.5", [true, true, true]),
        ("a = '1' and n between -5 and 5", [true, true, false]),
        ("a >= '10' and a < 'b'", [true, false, false]),
        ("a > '1' and a <= '2' and n < 60", [true, true, false]),
        ("a like '1%' and n in (5, 60, 5)", [true, true, false]),
        ("a like '_'", [false, false, false]),
        ("a = '1' and a = '2'", [true, false, false]),
        ("n = 4 and n = 5", [false, true, false]),
        ("n >= 5 and n >= 6 and d <= -100", [false, true, true]),
        ("d between -99 and 1.5", [false, false, true]),
        ("d > 1.5", [false, false, true]),
        ("d = 1.5 and n = 05 and a = '1'", [true, true, true]),
        ("a = '1' or n = 5", [false, false, false]),
        ("a not in ('1')", [false, false, false]),
        ("n <> 5", [false, false, false]),
    ] {
        let filter = Filter::parse(text, &columns).unwrap();
        for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0], [0, 2, 1]] {
            let order = order.map(|at| Key { at, kind: kinds[at] });
            let ranges = filter.key_ranges(&order);
            assert_eq!(ranges.is_some(), first_three[order[0].at], "{text} {order:?}");
            let Some(ranges) = ranges else { continue };
            assert!(ranges.is_sorted_by(|a, b| a.end <= b.start), "{text} {order:?} {ranges:?}");
            let mut outside = 0;
            for values in &all {
                let in_order: Vec<&str> = order.iter().map_while(|key| Some(values.get(key.at)?.as_str())).collect();
                let key = key::encode(&order.map(|key| key.kind), &in_order);
                if !ranges.iter().any(|range| range.contains(&key)) {
                    assert!(matches!(filter.matches(values), Ok(false)), "{text} {order:?} loses {values:?}");
                    outside += 1;
                }
            }
            assert!(outside > 0, "{text} {order:?} leaves everything");
        }
    }
}

#[test]
fn the_first_values_decide_what_they_can() {
    let columns = [Column::new("a", "string"), Column::new("n", "int")];
    let first = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    for (text, values, excluded) in [
        ("a = '1' and n = 5", vec!["2"], true),
        ("n = 5 and a = '1'", vec!["2"], true),
        ("a = '1' and n = 5", vec!["1"], false),
        ("a = '1' or n = 5", vec!["2"], false),
        ("(a = '1' or a = '3') and n = 5", vec!["2"], true),
        ("a = '1' or a is null", vec!["2"], true),
        ("a like 'x%'", vec!["2"], true),
        ("n = 5", vec!["2"], false),
        ("n = 5", vec!["2", "x"], false),
        ("n = 5", vec!["2", "6"], true),
    ] {
        assert_eq!(Filter::parse(text, &columns).unwrap().excludes(&first(&values)), excluded, "{text} {values:?}");
    }
}

/// What the outcome does not hang on may be wrong, on whichever side it stands.
#[test]
fn a_bad_value_counts_only_where_it_decides() {
    let mut values = values();
    values[1] = "bad".to_owned();
    let wrong = Err("\"bad\" is not an integer.".to_owned());
    for (text, outcome) in [
        ("i = 1 and s = 'other'", Ok(false)),
        ("s = 'other' and i = 1", Ok(false)),
        ("i = 1 or s = 'abc'", Ok(true)),
        ("s = 'abc' or i = 1", Ok(true)),
        ("i = 1 and s = 'abc'", wrong.clone()),
        ("s = 'abc' and i = 1", wrong.clone()),
        ("i = 1 or s = 'other'", wrong.clone()),
        ("i is null", Ok(false)),
        ("i is not null", Ok(true)),
        ("i in (1, 2)", wrong.clone()),
        ("i not between 1 and 2", wrong),
    ] {
        assert_eq!(evaluate(text, &values), outcome, "{text}");
    }
}
