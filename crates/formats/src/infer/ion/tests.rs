//! Values of text and binary Ion, files of another tool, and what is no table.

use proptest::prelude::*;

use super::*;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../fixtures/files/{name}/part.ion", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn texts(schema: &IonSchema) -> String {
    let texts: Vec<String> =
        schema.columns.iter().map(|column| format!("{} {}", column.name, column.shape.to_hive())).collect();
    texts.join(", ")
}

const COLUMNS: &str = "id int, big bigint, price decimal(38,18), ratio double, at timestamp, kind string, text string, \
                       raw binary, tags array<string>, who struct<first:string,none:string>, ok boolean";

#[test]
fn text_and_binary_of_another_tool_are_alike() {
    for name in ["ion_text", "ion_binary"] {
        let bytes = file(name);
        let schema = infer_ion(&bytes, true).unwrap();
        assert_eq!((texts(&schema).as_str(), schema.records), (COLUMNS, 30), "{name}");
        let part = infer_ion(&bytes[..bytes.len() - 2], false).unwrap();
        assert_eq!((texts(&part).as_str(), part.records), (COLUMNS, 29), "{name}");
        assert!(infer_ion(&bytes[..bytes.len() - 2], true).is_err(), "{name}");
        assert!(infer_ion(&bytes[..60], false).unwrap_err().needs_more, "{name}");
    }
}

#[test]
fn the_values_that_decided() {
    let text =
        "{a:1, s:{x:[1, \"t\"]}, d:-1.250, at:2007-02-23T12:14:33.079Z, b:{{aGk=}}, f:1.5e0, n:null}\n{a:2.5, n:\"x\"}";
    let shown = |column: &InferredColumn| {
        let evidence = column.evidence.as_ref().unwrap();
        format!("{} {}:{}", column.name, evidence.record, evidence.value)
    };
    let schema = infer_ion(text.as_bytes(), true).unwrap();
    assert_eq!(
        schema.columns.iter().map(shown).collect::<Vec<_>>(),
        [
            "a 2:2.5",
            "s 1:{x:[1,\"t\"]}",
            "d 1:-1.250",
            "at 1:2007-02-23T12:14:33.079Z",
            "b 1:6869",
            "f 1:1.5e0",
            "n 2:x",
        ]
    );
}

#[test]
fn values_of_text() {
    for (value, expected) in [
        ("1", "int"),
        ("-1_000", "int"),
        ("0x7FFF_FFFF", "int"),
        ("0b101", "int"),
        ("2147483648", "bigint"),
        ("-9223372036854775808", "bigint"),
        ("9223372036854775808", "decimal(38,0)"),
        ("1.5", "decimal(38,18)"),
        ("1.", "decimal(38,18)"),
        ("1d3", "decimal(38,18)"),
        ("1e3", "double"),
        ("+inf", "double"),
        ("nan", "double"),
        ("true", "boolean"),
        ("2007T", "timestamp"),
        ("2007-02T", "timestamp"),
        ("2007-02-23", "timestamp"),
        ("2007-02-23T12:14Z", "timestamp"),
        ("2007-02-23T12:14:33.079-08:00", "timestamp"),
        ("null", "string"),
        ("null.int", "string"),
        ("sym", "string"),
        ("'quoted sym'", "string"),
        ("\"a \\u0041\"", "string"),
        ("'''long''' '''text'''", "string"),
        ("{{ aGVsbG8= }}", "binary"),
        ("{{ \"clob\" }}", "binary"),
        ("[1, 2.5,]", "array<decimal(38,18)>"),
        ("[]", "array<string>"),
        ("(+ a 1)", "array<string>"),
        ("(1 2)", "array<int>"),
        ("{b: 1, 'C d': [true]}", "struct<b:int,`c d`:array<boolean>>"),
        ("degrees::'annotated x'::7", "int"),
        ("/* a } */ 7 // b }", "int"),
    ] {
        let text = format!("{{A: {value}\n}}");
        let schema = infer_ion(text.as_bytes(), true).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(texts(&schema), format!("a {expected}"), "{text}");
    }
}

#[test]
fn rows_are_structs_at_the_top() {
    let text = "$ion_1_0 $ion_symbol_table::{symbols:[\"x\"]} // names\n row::{a:1} {'b':two}";
    let schema = infer_ion(text.as_bytes(), true).unwrap();
    assert_eq!((texts(&schema).as_str(), schema.records), ("a int, b string", 2));
    for text in [
        "",
        "one\ntwo\nthree\n",
        "a,b\n1,2\n",
        "[{a:1}]",
        "{a:1} rest",
        "{a 1}",
        "{a:1",
        "{a:}",
        "{a:01}",
        "{a:1__0}",
        "{1:1}",
        "{$10:1}",
        "{a:1,,b:2}",
        "{a:\"x\ny\"}",
        "{a:\u{1}}",
        "{}",
        "2026-01-02 03:04:05 INFO started\n",
        "<a>1</a>",
    ] {
        assert!(infer_ion(text.as_bytes(), true).is_err(), "{text}");
    }
    assert!(infer_ion(b"{a:12", false).unwrap_err().needs_more);
    assert!(infer_ion(&b"{a:".repeat(10_000), true).unwrap_err().to_string().contains("nested deeper"));
}

#[test]
fn binary_needs_its_names() {
    let with = |rest: &[u8]| [&ION_MAGIC[..], rest].concat();
    // {name: 1, imports: [[null.bool, -1]]} {name: null} with names of the system's.
    let bytes = with(b"\xd9\x84\x21\x01\x86\xb4\xb3\x1f\x31\x01\xd2\x84\x0f");
    let schema = infer_ion(&bytes, true).unwrap();
    assert_eq!((texts(&schema).as_str(), schema.records), ("name int, imports array<array<int>>", 2));
    let bytes = with(b"\xd3\x84\x21\x01");
    assert_eq!(texts(&infer_ion(&bytes, true).unwrap()), "name int");
    let error = infer_ion(&with(b"\xd3\x8a\x21\x01"), true).unwrap_err().to_string();
    assert!(error.contains("symbol 10 is not defined"), "{error}");
    // $ion_symbol_table::{imports: [{name: "t", max_id: 5}]} and a field of the fifth of them.
    let table = b"\xec\x81\x83\xd9\x86\xb7\xd6\x84\x81t\x88\x21\x05";
    let error = infer_ion(&with(&[&table[..], b"\xd3\x8e\x21\x01"].concat()), true).unwrap_err().to_string();
    assert!(error.contains("shared symbol table"), "{error}");
    for bytes in [&b"\x21\x01"[..], b"\xf0", b"\xd1\x80", b"\xd9\x84"] {
        assert!(infer_ion(&with(bytes), true).is_err(), "{bytes:?}");
    }
}

proptest! {
    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), complete: bool) {
        let _ = infer_ion(&[&ION_MAGIC[..], &bytes].concat(), complete);
        let _ = infer_ion(&[&b"{a:"[..], &bytes].concat(), complete);
    }

    #[test]
    fn any_text_never_panics(text in "[{}\\[\\]():,a1'\"\\\\/*. \n-]{0,80}", complete: bool) {
        let _ = infer_ion(text.as_bytes(), complete);
    }

    #[test]
    fn damaged_files_never_panic(binary: bool, at: usize, byte: u8, complete: bool) {
        let mut bytes = file(if binary { "ion_binary" } else { "ion_text" });
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = infer_ion(&bytes, complete);
    }
}
