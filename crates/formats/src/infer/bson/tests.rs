//! Documents by hand and of another tool.

use proptest::prelude::*;

use super::*;

fn file() -> Vec<u8> {
    std::fs::read(format!("{}/../../fixtures/files/bson/part.bson", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn texts(schema: &BsonSchema) -> Vec<String> {
    schema.columns.iter().map(|column| format!("{} {}", column.name, column.shape.to_hive())).collect()
}

/// A document of elements.
fn document(elements: &[u8]) -> Vec<u8> {
    let length = u32::try_from(elements.len() + 5).unwrap();
    [&length.to_le_bytes()[..], elements, &[0]].concat()
}

#[test]
fn every_type_of_another_tool() {
    let bytes = file();
    let schema = infer_bson(&bytes, true).unwrap();
    assert_eq!(
        texts(&schema),
        [
            "_id string",
            "name string",
            "n int",
            "big bigint",
            "x double",
            "ok boolean",
            "at timestamp",
            "raw binary",
            "price decimal(38,18)",
            "none string",
            "tags array<string>",
            "who struct<first:string,age:int>",
        ]
    );
    assert_eq!((schema.records, schema.record_bytes), (40, bytes.len() as u64));
    let part = infer_bson(&bytes[..bytes.len() - 3], false).unwrap();
    assert_eq!(part.records, 39);
    assert!(infer_bson(&bytes[..bytes.len() - 3], true).unwrap_err().to_string().contains("ends early"));
    assert!(infer_bson(&bytes[..50], false).unwrap_err().needs_more);
}

fn evidence(schema: &BsonSchema) -> Vec<String> {
    let shown = |column: &InferredColumn| {
        column.evidence.as_ref().map(|evidence| format!("{} {}:{}", column.name, evidence.record, evidence.value))
    };
    schema.columns.iter().filter_map(shown).collect()
}

#[test]
fn the_values_that_decided() {
    let shown = evidence(&infer_bson(&file(), true).unwrap());
    assert_eq!(
        shown,
        [
            "_id 1:65a000000000000000000001",
            "name 1:n0",
            "n 1:0",
            "big 1:1099511627776",
            "x 1:1.5",
            "ok 1:true",
            "at 1:2026-01-02T03:04:05.000Z",
            "raw 1:01",
            "price 1:1.50",
            "tags 1:[a,b]",
            "who 1:{First:f,age:3}",
        ]
    );
    let nested = document(b"\x02k\0\x02\0\0\0v\0");
    let array = [b"\x04l\0".as_slice(), &document(b"\x100\0\x01\0\0\0\x081\0\x01")].concat();
    let rows = document(&[&[b"\x03s\0".as_slice(), &nested].concat()[..], &array, b"\x0br\0a\0i\0\xffm\0"].concat());
    let shown = evidence(&infer_bson(&rows, true).unwrap());
    assert_eq!(shown, ["s 1:{k:v}", "l 1:[1,true]", "r 1:/a/i", "m 1:string"]);
    let negative = [b"\x13d\0".as_slice(), &(1u128 << 127 | (6176 - 2) << 113 | 1_250).to_le_bytes()].concat();
    let infinite = [b"\x13i\0".as_slice(), &(0b1111u128 << 123).to_le_bytes()].concat();
    let shown = evidence(&infer_bson(&document(&[negative, infinite].concat()), true).unwrap());
    assert_eq!(shown, ["d 1:-12.50", "i 1:decimal(38,18)"]);
}

#[test]
fn types_join() {
    let rows = [document(b"\x10A\0\x01\0\0\0"), document(b"\x12a\0\x01\0\0\0\0\0\0\0")].concat();
    assert_eq!(texts(&infer_bson(&rows, true).unwrap()), ["a bigint"]);
    let rows = document(b"\x0ar\0\x0bs\0a\0b\0\x11t\0\0\0\0\0\0\0\0\0\xffm\0\x06u\0");
    assert_eq!(texts(&infer_bson(&rows, true).unwrap()), ["r string", "s string", "t bigint", "m string", "u string"]);
}

#[test]
fn texts_are_no_documents() {
    for text in ["", "a,b\n1,2\n", "{\"a\":1}\n", "\0\0\0\0", "\u{5}\0\0\0\0"] {
        assert!(infer_bson(text.as_bytes(), true).is_err(), "{text:?}");
    }
    let unknown = document(b"\x44a\0");
    assert!(infer_bson(&unknown, true).unwrap_err().to_string().contains("document 1 is damaged"));
    let trailing = [document(b"\x0aa\0"), b"rest of it".to_vec()].concat();
    assert!(infer_bson(&trailing, true).unwrap_err().to_string().contains("document 2"));
}

#[test]
fn deep_documents_end() {
    let mut inner = document(b"");
    for _ in 0..5000 {
        inner = document(&[&b"\x03a\0"[..], &inner].concat());
    }
    let schema = infer_bson(&inner, true).unwrap();
    assert!(texts(&schema)[0].ends_with("a:string>>>>") || texts(&schema)[0].contains("string"));
}

proptest! {
    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), complete: bool) {
        let _ = infer_bson(&bytes, complete);
        let _ = infer_bson(&document(&bytes), complete);
    }

    #[test]
    fn damaged_files_never_panic(at: usize, byte: u8, complete: bool) {
        let mut bytes = file();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = infer_bson(&bytes, complete);
    }
}
