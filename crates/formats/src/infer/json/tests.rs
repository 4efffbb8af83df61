use proptest::prelude::*;

use super::*;

fn columns(text: &str) -> String {
    let schema = infer_json(text.as_bytes(), true).unwrap();
    schema.columns.iter().map(|c| format!("{} {}", c.name, c.shape.to_hive())).collect::<Vec<_>>().join(", ")
}

#[test]
fn columns_follow_the_file() {
    for (text, expected) in [
        (r#"{"z":1,"a":"x","M":true}"#, "z int, a string, m boolean"),
        ("{\"a\":1}\n{\"a\":1700000000000}\n", "a bigint"),
        (r#"{"a":1}{"a":2.5}"#, "a double"),
        (r#"{"a":null}{"a":null}"#, "a string"),
        (r#"{"a":null}{"a":7}"#, "a int"),
        (r#"{"a":{"x":1}}{"a":{"y":"s"}}"#, "a struct<x:int,y:string>"),
        (r#"{"a":{}}"#, "a string"),
        (r#"{"a":[]}"#, "a array<string>"),
        (r#"{"a":[1,2.5,null]}"#, "a array<double>"),
        (r#"{"a":[{"weatherIconUrl":1}]}"#, "a array<struct<weathericonurl:int>>"),
        (r#"{"a":1}{"a":"x"}"#, "a string"),
        (r#"{"a":{"x":1}}{"a":3}"#, "a string"),
        (r#"{"a":1,"A":2.5}"#, "a double"),
        (r#"{"a":18446744073709551615}"#, "a double"),
        (" \n [ {\"a\":1}, {\"b\":\"x\"} ] \n", "array array<struct<a:int,b:string>>"),
        ("[]", "array array<string>"),
    ] {
        assert_eq!(columns(text), expected, "{text}");
    }
}

#[test]
fn facts_beside_the_columns() {
    let schema = infer_json(b"{\"z\":1,\"a\":2,\"M\":3}\n{\"z\":2}\n", true).unwrap();
    assert_eq!(schema.paths, ["M", "a", "z"]);
    assert_eq!((schema.records, schema.record_bytes), (2, 19 + 7));
    assert_eq!(schema.notes, Vec::<String>::new());
    let pretty = infer_json(b"{\n \"a\": 1\n}\n", true).unwrap();
    assert!(pretty.notes[0].contains("record 1 spans several lines"), "{:?}", pretty.notes);
    let drift = infer_json(b"{\"a\":1}\n{\"a\":2}\n{\"a\":\"x\"}\n", true).unwrap();
    assert_eq!(drift.columns[0].evidence, Some(Evidence { record: 3, value: "x".to_owned() }));
}

#[test]
fn what_is_not_json_says_why() {
    for (text, complete, reason, needs_more) in [
        ("a,b\n1,2\n", true, "does not begin with", false),
        ("{\"a\":1}\n{\"a\":", true, "record 2", false),
        ("{\"a\":1}\nnonsense\n", true, "record 2", false),
        ("{\"a\":1}\n[1]\n", true, "record 2", false),
        ("{\"a\":", false, "no whole record", true),
        ("[{\"a\":", false, "no whole element", true),
        ("[1,2", true, "does not end", false),
        ("[1] x", true, "more follows", false),
        ("  ", true, "white space", false),
    ] {
        let mismatch = infer_json(text.as_bytes(), complete).unwrap_err();
        assert!(mismatch.reason.contains(reason), "{text}: {mismatch}");
        assert_eq!(mismatch.needs_more, needs_more, "{text}");
    }
    assert_eq!(infer_json(b"{\"a\":1}\n{\"a\":", false).unwrap().records, 1);
    assert_eq!(
        infer_json(b"[{\"a\":1},{\"a\":", false).unwrap().columns[0].shape.to_hive().to_string(),
        "array<struct<a:int>>"
    );
}

#[test]
fn deep_nesting_is_cut() {
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(100), "]".repeat(100));
    let text = columns(&deep);
    assert!(text.parse::<String>().is_ok_and(|t| t.contains("string")));
    assert!(infer_json("[".repeat(100_000).as_bytes(), true).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200), open in prop_oneof![Just("{"), Just("[")], complete: bool) {
        infer_json(&[open.as_bytes(), &bytes].concat(), complete).ok();
    }

    #[test]
    fn order_of_records_changes_no_type(records in prop::collection::vec(
        prop_oneof![
            Just(r#"{"a":1}"#), Just(r#"{"a":2.5,"b":[1]}"#), Just(r#"{"b":["x"]}"#), Just(r#"{"c":{"x":1}}"#),
            Just(r#"{"c":{"y":null}}"#), Just(r#"{"a":null}"#), Just(r#"{"c":{"y":9999999999}}"#),
        ], 1..8), seed: u64) {
        let mut shuffled = records.clone();
        let by = usize::try_from(seed % shuffled.len() as u64).unwrap_or(0);
        shuffled.rotate_left(by);
        shuffled.reverse();
        let types = |records: &[&str]| {
            let mut columns: Vec<_> = infer_json(records.join("\n").as_bytes(), true).unwrap().columns
                .into_iter().map(|c| {
                    let text = c.shape.to_hive().to_string();
                    let mut parts: Vec<String> = text.split(['<', '>', ',']).map(str::to_owned).collect();
                    parts.sort();
                    (c.name, parts)
                }).collect();
            columns.sort();
            columns
        };
        prop_assert_eq!(types(&records), types(&shuffled));
    }
}

#[test]
fn precise_types_and_hints() {
    let typed = |text: &str| {
        let schema = infer_json_typed(text.as_bytes(), true, TypeRules::Precise).unwrap();
        assert_eq!(schema.hints, []);
        schema.columns.iter().map(|c| format!("{} {}", c.name, c.shape.to_hive())).collect::<Vec<_>>().join(", ")
    };
    let hints = |text: &str| {
        let hints = infer_json(text.as_bytes(), true).unwrap().hints;
        let print =
            |hint: &Hint| format!("{:?} {} {}:{}", hint.kind, hint.column, hint.evidence.record, hint.evidence.value);
        hints.iter().map(print).collect::<Vec<_>>().join(", ")
    };
    for (text, glue, precise, expected) in [
        (r#"{"D":"2024-01-31"}"#, "d string", "d date", "Dates d 1:2024-01-31"),
        (
            r#"{"d":"2024-01-31"}{"d":null}{"d":"2024-01-31 10:00:00"}"#,
            "d string",
            "d timestamp",
            "Timestamps d 1:2024-01-31",
        ),
        (r#"{"d":"2024-01-31"}{"d":"x"}"#, "d string", "d string", ""),
        (r#"{"d":3}{"d":"2024-01-31"}"#, "d string", "d string", ""),
        (r#"{"a":["2024-01-31"]}"#, "a array<string>", "a array<date>", ""),
        (r#"{"i":9007199254740993}{"i":1.5}"#, "i double", "i double", "WideIntegers i 1:9007199254740993"),
        (r#"{"i":9007199254740993}"#, "i bigint", "i bigint", ""),
        (r#"{"i":18446744073709551615}"#, "i double", "i double", "WideIntegers i 1:18446744073709551615"),
    ] {
        assert_eq!((columns(text).as_str(), typed(text).as_str()), (glue, precise), "{text}");
        assert_eq!(hints(text), expected, "{text}");
    }
    let array = r#"[{"d":"2024-01-31"}]"#;
    assert_eq!(
        (columns(array).as_str(), typed(array).as_str()),
        ("array array<struct<d:string>>", "array array<struct<d:date>>")
    );
}

#[test]
fn the_value_that_decided() {
    let schema = infer_json(b"{\"a\":1}\n{\"a\": 2.50 }\n{\"a\":3}\n", true).unwrap();
    assert_eq!(schema.columns[0].evidence, Some(Evidence::new(2, "2.50")));
    let nested = infer_json(b"{\"A\":{\"b\":1}}{\"A\":{\"b\":\"x\"}}", true).unwrap();
    assert_eq!(nested.columns[0].evidence, Some(Evidence::new(2, "{\"b\":\"x\"}")));
}
