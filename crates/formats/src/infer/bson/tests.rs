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
