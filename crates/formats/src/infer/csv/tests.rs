use proptest::prelude::*;

use super::*;
use crate::infer::Evidence;

fn infer(text: &str) -> Result<CsvSchema, Mismatch> {
    infer_csv(text.as_bytes(), true, &CsvRules::default())
}

fn columns(schema: &CsvSchema) -> String {
    schema.columns.iter().map(|c| format!("{} {}", c.name, c.shape.to_hive())).collect::<Vec<_>>().join(", ")
}

#[test]
fn headers_names_and_types() {
    for (text, expected, header) in [
        ("id,name,amt\n1,a,1.5\n2,b,2.5\n", "id bigint, name string, amt double", true),
        ("city,state\nparis,fr\nrome,it\n", "col0 string, col1 string", false),
        ("1,2\n3,4\n", "col0 bigint, col1 bigint", false),
        (" Row ID ,Sub-Category,25%\n1,a,2\n", "row id bigint, sub-category string, 25% bigint", true),
        ("Comisión Gran Sol 25%,cd/lp\n1,a\n", "comisión gran sol 25% bigint, cd/lp string", true),
        ("a,A,a\n1,2,3\n", "a bigint, a_1 bigint, a_2 bigint", true),
        ("a,,c\n1,2,3\n", "a bigint, col1 bigint, c bigint", true),
        ("a,b,\n1,2,\n", "a bigint, b bigint, col2 string", true),
        ("x,v\n1,1\n2,2\n3,3.5\n", "x bigint, v double", true),
        ("x,v\n1,1\n2,abc\n", "x bigint, v string", true),
        ("x,v\n1,true\n2,FALSE\n", "x bigint, v boolean", true),
        ("x,v\n1,\n2,\n", "x bigint, v string", true),
        ("x,v\n1,\n2,7\n", "x bigint, v bigint", true),
        ("\"id\",\"n\"\n\"1\",\"a,b\"\n", "id bigint, n string", true),
        ("id,n\r\n1,a\r\n\r\n2,b\r\n", "id bigint, n string", true),
        ("\u{feff}id,n\n1,a\n", "id bigint, n string", true),
        ("# made by x\nid,n\n1,a\n", "id bigint, n string", true),
        ("id,n\n1,\"say \"\"hi\"\", you\"\n", "id bigint, n string", true),
        ("id,n\n1,5\" pipe\n2,7\" pipe\n", "id bigint, n string", true),
    ] {
        let schema = infer(text).unwrap();
        assert_eq!((columns(&schema).as_str(), schema.has_header), (expected, header), "{text}");
    }
}

#[test]
fn delimiters() {
    for (text, delimiter, cells) in [
        ("a|b\n1|2\n", b'|', 2),
        ("a\tb\n1\t2\n", b'\t', 2),
        ("a;b\n1;2\n", b';', 2),
        ("a\u{1}b\n1\u{1}2\n", 1, 2),
        ("a,b;c;d\n1,2;3;4\n", b';', 3),
        ("a,b;c\n1,2;3\n", b',', 2),
        ("a;b\n1,5;2\n3;4\n", b';', 2),
    ] {
        let schema = infer(text).unwrap();
        assert_eq!((schema.delimiter, schema.columns.len()), (delimiter, cells), "{text}");
    }
}

#[test]
fn what_is_not_csv_says_why() {
    for (text, reason) in [
        ("a\n1\n2\n", "two or more columns"),
        ("a,b\n", "1 rows"),
        ("", "two or more columns"),
        ("a,b\n1,2\n1,2,3\n", "with ',' record 3 has 3 cells and the first has 2"),
        ("a,b\n1,\0\n", "control byte 0x00"),
    ] {
        let mismatch = infer(text).unwrap_err();
        assert!(mismatch.reason.contains(reason), "{text:?}: {mismatch}");
    }
}

#[test]
fn statistics_count_data_without_line_ends() {
    let schema = infer("id,name\n1,aa\n22,bb\n").unwrap();
    assert_eq!((schema.records, schema.record_bytes), (2, 4 + 5));
    let cut = infer_csv(b"id,name\n1,aa\n22,b", false, &CsvRules::default()).unwrap();
    assert_eq!((cut.records, cut.record_bytes), (1, 4));
    let many: String = std::iter::once("a,b\n".to_owned()).chain((0..5000).map(|i| format!("{i},x\n"))).collect();
    assert_eq!(infer(&many).unwrap().records, RECORDS_MAX as u64 - 1);
}

#[test]
fn quoting_and_lints() {
    assert!(infer("\"a\",\"b\"\n\"1\",\"x\"\n").unwrap().all_quoted);
    assert!(!infer("\"a\",\"b\"\n1,\"x\"\n").unwrap().all_quoted);
    let zip = infer("zip,n\n01234,a\n").unwrap();
    assert_eq!(columns(&zip), "zip bigint, n string");
    assert!(zip.notes[0].contains("loses leading zeros: record 2 has '01234'"), "{:?}", zip.notes);
    let drift = infer("a,b\n1,2\n3,x\n4,5\n").unwrap();
    assert_eq!(drift.columns[1].evidence, Some(Evidence { record: 3, value: "x".to_owned() }));
    let lines = infer("a,b\n1,\"x\ny\"\n").unwrap();
    assert_eq!((lines.records, lines.notes.len()), (1, 1));
    let latin = infer_csv(b"id,n\n1,caf\xe9\n", true, &CsvRules::default()).unwrap();
    assert!(latin.notes[0].contains("UTF-8"), "{:?}", latin.notes);
}

#[test]
fn rules_replace_detection() {
    let named =
        CsvRules { header: HeaderRule::Absent, names: vec!["X".to_owned(), "y".to_owned()], ..CsvRules::default() };
    let schema = infer_csv(b"a,1\nb,2\n", true, &named).unwrap();
    assert_eq!((columns(&schema).as_str(), schema.records), ("x string, y bigint", 2));
    assert!(
        infer_csv(b"a,1,2\nb,2,3\n", true, &named).unwrap_err().reason.contains("names 2 columns and the file has 3")
    );
    let present = CsvRules { header: HeaderRule::Present, ..CsvRules::default() };
    let schema = infer_csv(b"city,state\nparis,fr\n", true, &present).unwrap();
    assert_eq!((columns(&schema).as_str(), schema.records), ("city string, state string", 1));
    let single = CsvRules { single_column: true, ..CsvRules::default() };
    assert_eq!(columns(&infer_csv(b"n\n1\n2\n", true, &single).unwrap()), "n bigint");
    let typed = CsvRules { data_types: vec![HiveType::String, HiveType::Float], ..CsvRules::default() };
    assert_eq!(columns(&infer_csv(b"a,b\n1,2\n", true, &typed).unwrap()), "a string, b float");
    let trimmed = CsvRules { trim_values: true, ..CsvRules::default() };
    assert_eq!(columns(&infer_csv(b"a,b\n1, 2\n", true, &trimmed).unwrap()), "a bigint, b bigint");
    let quote = CsvRules { quote: b'\'', ..CsvRules::default() };
    assert_eq!(columns(&infer_csv(b"a,b\n1,'x,y'\n", true, &quote).unwrap()), "a bigint, b string");
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300), complete: bool) {
        infer_csv(&bytes, complete, &CsvRules::default()).ok();
    }

    #[test]
    fn any_text_is_answered(text in "([a-c1-3,;\"#\\. ]{0,8}\n){0,12}", complete: bool) {
        if let Ok(schema) = infer_csv(text.as_bytes(), complete, &CsvRules::default()) {
            prop_assert!(schema.columns.len() >= 2);
            let names: std::collections::HashSet<_> = schema.columns.iter().map(|c| &c.name).collect();
            prop_assert_eq!(names.len(), schema.columns.len());
        }
    }

    #[test]
    fn order_of_rows_changes_no_type(rows in prop::collection::vec("[ab],(1|2|3\\.5|x|true|)", 2..8)) {
        let absent = CsvRules { header: HeaderRule::Absent, ..CsvRules::default() };
        let types = |rows: &[String]| columns(&infer_csv(rows.join("\n").as_bytes(), true, &absent).unwrap());
        let mut turned = rows.clone();
        turned.reverse();
        prop_assert_eq!(types(&rows), types(&turned));
    }
}

#[test]
fn precise_types_and_hints() {
    let precise = |text: &str| {
        let rules = CsvRules { types: TypeRules::Precise, ..CsvRules::default() };
        columns(&infer_csv(text.as_bytes(), true, &rules).unwrap())
    };
    let hints = |text: &str| {
        let print =
            |hint: &Hint| format!("{:?} {} {}:{}", hint.kind, hint.column, hint.evidence.record, hint.evidence.value);
        infer(text).unwrap().hints.iter().map(print).collect::<Vec<_>>().join(", ")
    };
    for (text, expected, expected_hints) in [
        ("z,n\n01234,5\n", "z string, n int", "LeadingZeros z 2:01234"),
        ("d,n\n2024-01-31,5\n2024-02-01,6\n", "d date, n int", "Dates d 2:2024-01-31"),
        ("d,n\n2024-01-31,5\n2024-02-01 10:00:00,6\n", "d timestamp, n int", "Timestamps d 3:2024-02-01 10:00:00"),
        ("d,n\n2024-01-31,5\nsoon,6\n", "d string, n int", ""),
        ("p,n\n1.50,5\n12.5,6\n3,7\n", "p decimal(12,2), n int", ""),
        ("i,n\n9007199254740993,1.5\n1.5,2\n", "i decimal(20,1), n decimal(11,1)", "WideIntegers i 2:9007199254740993"),
        ("b,n\n0,5\n1,6\n", "b int, n int", "ZeroOne b 2:0"),
        ("b,n\n1,5\n1,6\n", "b int, n int", ""),
        ("b,n\n0,5\n1,6\n2,6\n", "b int, n int", ""),
        ("a,n\n\"x,y\",5\n", "a string, n int", "Quoted a 2:x,y"),
    ] {
        assert_eq!((precise(text).as_str(), hints(text).as_str()), (expected, expected_hints), "{text}");
    }
    // A text column beside dates: only the precise rules see a header.
    let text = "who,day\nx,2024-01-31\n";
    assert_eq!(columns(&infer(text).unwrap()), "col0 string, col1 string");
    assert_eq!(precise(text), "who string, day date");
}
