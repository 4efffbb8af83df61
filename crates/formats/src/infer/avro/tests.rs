//! Schemas as tables of cases, headers, and hostile bytes.

use proptest::prelude::*;

use super::*;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../fixtures/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn zigzag(value: i64) -> Vec<u8> {
    let mut value = (value << 1 ^ value >> 63).cast_unsigned();
    let mut bytes = Vec::new();
    while value > 127 {
        bytes.push(u8::try_from(value & 127).unwrap() | 128);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
    bytes
}

/// A header with this schema and no blocks.
fn header_of(schema: &str) -> Vec<u8> {
    let pair = |text: &[u8]| [zigzag(text.len() as i64), text.to_vec()].concat();
    [&AVRO_MAGIC[..], &zigzag(1), &pair(SCHEMA_KEY), &pair(schema.as_bytes()), &[0], &[7; SYNC_BYTES]].concat()
}

fn texts(schema: &AvroSchema) -> String {
    let texts: Vec<String> =
        schema.columns.iter().map(|column| format!("{} {}", column.name, column.shape.to_hive())).collect();
    texts.join(", ")
}

fn field(data_type: &str) -> String {
    format!(r#"{{"type":"record","name":"R","namespace":"n","fields":[{{"name":"A","type":{data_type}}}]}}"#)
}

#[test]
fn types() {
    for (data_type, expected) in [
        (r#""int""#, "int"),
        (r#""long""#, "bigint"),
        (r#""float""#, "float"),
        (r#""double""#, "double"),
        (r#""boolean""#, "boolean"),
        (r#""string""#, "string"),
        (r#""bytes""#, "binary"),
        (r#""null""#, "string"),
        (r#"["null","int"]"#, "int"),
        (r#"["int","null"]"#, "int"),
        (r#"["null","int","string"]"#, "uniontype<int,string>"),
        (r#"{"type":"string","avro.java.string":"String"}"#, "string"),
        (r#"{"type":{"type":"int"}}"#, "int"),
        (r#"{"type":"array","items":"long"}"#, "array<bigint>"),
        (r#"{"type":"map","values":["null","double"]}"#, "map<string,double>"),
        (r#"{"type":"enum","name":"E","symbols":["X"]}"#, "string"),
        (r#"{"type":"fixed","name":"F","size":4}"#, "binary"),
        (r#"{"type":"record","name":"S","fields":[{"name":"B","type":"int"}]}"#, "struct<b:int>"),
        (r#"{"type":"int","logicalType":"date"}"#, "date"),
        (r#"{"type":"int","logicalType":"time-millis"}"#, "int"),
        (r#"{"type":"long","logicalType":"time-micros"}"#, "bigint"),
        (r#"{"type":"long","logicalType":"timestamp-millis"}"#, "timestamp"),
        (r#"{"type":"long","logicalType":"timestamp-micros"}"#, "timestamp"),
        (r#"{"type":"long","logicalType":"local-timestamp-micros"}"#, "timestamp"),
        (r#"{"type":"string","logicalType":"timestamp-micros"}"#, "string"),
        (r#"{"type":"string","logicalType":"uuid"}"#, "string"),
        (r#"{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}"#, "decimal(9,2)"),
        (r#"{"type":"fixed","name":"D","size":8,"logicalType":"decimal","precision":18}"#, "decimal(18,0)"),
        (r#"{"type":"bytes","logicalType":"decimal","precision":39}"#, "binary"),
        (r#"{"type":"bytes","logicalType":"decimal","precision":4,"scale":5}"#, "binary"),
    ] {
        let schema = infer_avro(&header_of(&field(data_type)), true).unwrap();
        assert_eq!(texts(&schema), format!("a {expected}"), "{data_type}");
    }
}

#[test]
fn named_types_are_found_and_recursion_ends() {
    let twice = r#"{"type":"record","name":"a.R","fields":[
        {"name":"one","type":{"type":"record","name":"S","fields":[{"name":"x","type":"int"}]}},
        {"name":"two","type":"S"}, {"name":"three","type":["null","a.S"]}]}"#;
    let schema = infer_avro(&header_of(twice), true).unwrap();
    assert_eq!(texts(&schema), "one struct<x:int>, two struct<x:int>, three struct<x:int>");
    let list =
        r#"{"type":"record","name":"L","fields":[{"name":"v","type":"int"},{"name":"next","type":["null","L"]}]}"#;
    let schema = infer_avro(&header_of(list), true).unwrap();
    assert_eq!(texts(&schema), "v int, next string");
    assert!(schema.notes[0].contains("'L' holds itself"), "{:?}", schema.notes);
}

#[test]
fn the_literal_is_compact() {
    let spaced = "{ \"type\" : \"record\",\n \"name\": \"R\", \"doc\": \"a \\\" b\",\n\t\"fields\": [] }";
    let schema = infer_avro(&header_of(spaced), true).unwrap();
    assert_eq!(schema.literal, r#"{"type":"record","name":"R","doc":"a \" b","fields":[]}"#);
}

#[test]
fn what_is_no_table_says_why() {
    let mut twice = vec![];
    for i in 0..40 {
        let next = if i == 39 { r#""int""#.to_owned() } else { format!(r#""T{}""#, i + 1) };
        twice.insert(0, format!(r#"{{"type":"record","name":"T{i}","fields":[{{"name":"a","type":{next}}},{{"name":"b","type":{next}}}]}}"#));
    }
    let exponential = field(&format!("[{}]", twice.join(",")));
    for (schema, expected) in [
        (r#""string""#.to_owned(), "no record"),
        ("{".to_owned(), "no JSON"),
        (field(r#""Missing""#), "not defined"),
        (field("7"), "neither"),
        (r#"{"type":"record","name":"R"}"#.to_owned(), "no fields"),
        (format!("{}1{}", "[".repeat(200), "]".repeat(200)), "no JSON"),
        (exponential, "more than 100000 types"),
    ] {
        let error = infer_avro(&header_of(&schema), true).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    let whole = header_of(&field(r#""int""#));
    let cut = &whole[..whole.len() - 1];
    assert!(infer_avro(cut, false).unwrap_err().needs_more);
    assert!(infer_avro(cut, true).unwrap_err().to_string().contains("truncated"));
}

#[test]
fn blocks_are_counted() {
    for codec in ["null", "deflate", "snappy"] {
        let bytes = file(&format!("avro_{codec}/part.avro"));
        let schema = infer_avro(&bytes, true).unwrap();
        assert_eq!((schema.records, schema.is_counted, schema.columns.len()), (120, true, 15), "{codec}");
        assert!(schema.literal.starts_with('{') && schema.notes.is_empty(), "{codec}");
        let part = infer_avro(&bytes[..bytes.len() - 30], false).unwrap();
        assert!(!part.is_counted && part.records > 0 && part.notes.is_empty(), "{codec}");
        let cut = infer_avro(&bytes[..bytes.len() - 30], true).unwrap();
        assert!(cut.notes[0].contains("truncated"), "{:?}", cut.notes);
        let mut damaged = bytes.clone();
        *damaged.last_mut().unwrap() ^= 1;
        let damaged = infer_avro(&damaged, true).unwrap();
        assert!(!damaged.is_counted && damaged.notes[0].contains("damaged"), "{:?}", damaged.notes);
    }
}

proptest! {
    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), complete: bool) {
        let _ = infer_avro(&[&AVRO_MAGIC[..], &bytes].concat(), complete);
    }

    #[test]
    fn damaged_files_never_panic(at: usize, byte: u8, complete: bool) {
        let mut bytes = file("avro_null/part.avro");
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = infer_avro(&bytes, complete);
    }
}
