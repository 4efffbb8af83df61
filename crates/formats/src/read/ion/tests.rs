use proptest::prelude::*;

use super::super::testing::{Fixture, ION, serde};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../fixtures/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

const COLUMNS: &str = "id:int;big:bigint;price:decimal(38,2);ratio:double;at:timestamp;kind:string;text:string;\
                       raw:binary;tags:array<string>;who:struct<first:string,none:string>;ok:boolean";

#[tokio::test]
async fn files_of_amazons_own_library() {
    let last = "29|1099511627776|1.50|0.5|2026-01-02T03:04:05|sold|a 'b' \"c\"|0102|[x, y]|{first: f, none: NULL}|true";
    for name in ["ion_binary/part.ion", "ion_text/part.ion"] {
        let found = Fixture::rows_of(serde(ION, &[]).unwrap(), COLUMNS, "t/part.ion", &fixture(name)).await;
        let found: Vec<&str> = found.split(" ; ").collect();
        assert_eq!(found.len(), 30, "{name}: {}", found[0]);
        assert_eq!(found[29], last, "{name}");
    }
}

/// Properties, columns, text and the rows it is.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str, &'a str);

#[tokio::test]
async fn rows() {
    let cases: &[Case<'_>] = &[
        (&[], "a:int;b:string", "$ion_1_0 {a: 1, b: x} /* c */ {B: 'y', A: -0x10} // end", "1|x ; -16|y"),
        (&[], "a:int", "{a: 1}{}{a: null}{a: null.int}", "1 ; NULL ; NULL ; NULL"),
        (
            &[],
            "a:decimal(5,2);b:double;c:float",
            "{a: 1.255, b: 1.5, c: 2e0} {a: 7, b: 3, c: 1d2}",
            "1.26|1.5|2.0 ; 7.00|3.0|100.0",
        ),
        (
            &[],
            "a:date;b:timestamp",
            "{a: 2020-01-02, b: 2020-01-02T03:04:05.678+01:00}",
            "2020-01-02|2020-01-02T02:04:05.678",
        ),
        (&[], "a:binary;b:string", r#"{a: {{ aGk= }}, b: "\u00e9\n\ud83d\ude00"}"#, "6869|é\n😀"),
        (
            &[],
            "a:map<string,int>;b:array<struct<x:int>>",
            "{a: {k: 1, l: null}, b: [{x: 1}, note::{X: 2}]}",
            "{k: 1, l: NULL}|[{x: 1}, {x: 2}]",
        ),
        (&[], "a:string;b:string;c:string", "{a: 1.50, b: true, c: 2020-01-01T}", "1.50|true|2020-01-01T00:00:00.000Z"),
        (
            &[("ion.u.path_extractor", "(who 'first name')"), ("ion.v.path_extractor", "(tags 1)")],
            "u:string;v:string",
            "{who: {'first name': f}, tags: [a, b]}",
            "f|b",
        ),
        (&[("ion.path_extractor.case_sensitive", "true")], "a:int", "{A: 1, a: 2}", "2"),
        (&[("ion.fail_on_overflow", "false")], "a:tinyint", "{a: 257}", "1"),
        (&[("ion.ignore_malformed", "true")], "a:int", "{a: 1} {a: 2} {a", "1 ; 2"),
        (&[("ion.encoding", "BINARY"), ("ion.serialize_null", "OMIT")], "a:int", "{a: 1}", "1"),
        (
            &[],
            "a:tinyint",
            "{a: 257}",
            "HIVE_BAD_DATA: Field a of value 1: Ion value 257 does not fit its column (s3://b/t/a.ion, byte 0)",
        ),
        (
            &[],
            "b:int",
            "{b: 1} {b: [1]}",
            "HIVE_BAD_DATA: Field b of value 2: Ion value of type list cannot be read as int (s3://b/t/a.ion, byte 0)",
        ),
        (&[], "a:int", "{a: 1", "HIVE_CURSOR_ERROR: Unexpected end of input stream (s3://b/t/a.ion, byte 0)"),
    ];
    for (properties, columns, text, expected) in cases {
        let found = Fixture::rows_of(serde(ION, properties).unwrap(), columns, "t/a.ion", text.as_bytes()).await;
        assert_eq!(found, *expected, "{text}");
    }
    let error = serde(ION, &[("ion.a.path_extractor", "(a *)")]).unwrap_err().to_string();
    assert!(error.contains("ion.a.path_extractor"), "{error}");
}

#[tokio::test]
async fn files_larger_than_a_piece() {
    let text: String =
        (0..60_000).map(|i| format!("{{id: {i}, text: '''{}'''}}\n// {i}\n", "x".repeat(i % 50))).collect();
    assert!(text.len() > 2 * 1024 * 1024);
    let fixture = Fixture::new();
    fixture.put("t/a.ion", text).await;
    let frame = fixture.read(serde(ION, &[]).unwrap(), "id:bigint;text:string").unwrap();
    assert_eq!(frame.clone().count().await.unwrap(), 60_000);
    let id = datafusion::prelude::col("id");
    let total = frame.aggregate(vec![], vec![datafusion::functions_aggregate::expr_fn::sum(id)]).unwrap();
    assert_eq!(super::super::testing::rows(total).await, (0..60_000_i64).sum::<i64>().to_string());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damaged_files_are_rows_or_errors(binary: bool, at: usize, byte: u8) {
        let mut bytes = fixture(if binary { "ion_binary/part.ion" } else { "ion_text/part.ion" });
        let at = at % bytes.len();
        bytes[at] = byte;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let found = runtime.block_on(Fixture::rows_of(serde(ION, &[]).unwrap(), COLUMNS, "t/part.ion", &bytes));
        prop_assert!(!found.starts_with("not ours"), "{} at {}: {}", binary, at, found);
    }
}
