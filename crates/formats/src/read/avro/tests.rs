//! Files of fastavro and of our own, schemas by name with defaults, codecs, and hostile bytes.

use proptest::prelude::*;
use serde_json::json;

use super::super::testing::{AVRO, Fixture, serde};
use super::schema::put_long;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../fixtures/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A file of one block of these records, encoded.
fn file(fields: &serde_json::Value, records: &[&[u8]]) -> Vec<u8> {
    let schema = json!({"type": "record", "name": "Row", "fields": fields}).to_string();
    let mut bytes = b"Obj\x01".to_vec();
    put_long(&mut bytes, 1);
    for text in ["avro.schema", &schema] {
        put_long(&mut bytes, text.len() as u64);
        bytes.extend_from_slice(text.as_bytes());
    }
    put_long(&mut bytes, 0);
    bytes.extend_from_slice(b"0123456789abcdef");
    put_long(&mut bytes, records.len() as u64);
    put_long(&mut bytes, records.iter().map(|record| record.len() as u64).sum());
    bytes.extend(records.concat());
    bytes.extend_from_slice(b"0123456789abcdef");
    bytes
}

const FASTAVRO: &str = "id:bigint;qty:int;price:decimal(9,2);day:date;at:timestamp;time:int;kind:string;code:binary;\
                        tags:array<string>;counts:map<string,double>;who:struct<first:string>;\
                        second:struct<first:string>;ok:boolean;ratio:float";

#[tokio::test]
async fn files_of_fastavro_in_every_codec() {
    for codec in ["null", "deflate", "snappy", "zstandard", "bzip2", "xz"] {
        let bytes = fixture(&format!("avro_{codec}/part.avro"));
        let found = Fixture::rows_of(serde(AVRO, &[]).unwrap(), FASTAVRO, "t/part.avro", &bytes).await;
        let found: Vec<&str> = found.split(" ; ").collect();
        assert_eq!(found.len(), 120, "{codec}: {}", found[0]);
        assert_eq!(
            found[118],
            "118|118|118.00|2026-01-02|2026-01-02T03:04:05|3723000|A|6162|[x]|{k: 1.5}|{first: f}|NULL|true|0.5",
            "{codec}"
        );
        assert!(found[119].starts_with("119|NULL|"), "{codec}");
        let two = Fixture::rows_of(serde(AVRO, &[]).unwrap(), "absent:string;ID:bigint", "t/a", &bytes).await;
        assert!(two.starts_with("NULL|0 ; NULL|1 ; "), "{codec}: {two}");
    }
}

#[tokio::test]
async fn the_tables_schema_is_resolved_by_name_with_defaults() {
    // a int, b string
    let fields = json!([{"name": "a", "type": "int"}, {"name": "b", "type": "string"}]);
    let bytes = file(&fields, &[b"\x02\x02x", b"\x04\x02y"]);
    let literal = |fields: serde_json::Value| json!({"type": "record", "name": "Other", "fields": fields}).to_string();
    for (schema, columns, expected) in [
        (json!([{"name": "b", "type": "string"}, {"name": "a", "type": "long"}]), "b:string;a:bigint", "x|1 ; y|2"),
        (
            json!([{"name": "a", "type": "double"}, {"name": "c", "type": ["null", "string"], "default": null}]),
            "a:double;c:string",
            "1.0|NULL ; 2.0|NULL",
        ),
        (
            json!([{"name": "d", "type": "int", "default": 7}, {"name": "b", "type": "string"}]),
            "d:int;b:string",
            "7|x ; 7|y",
        ),
        (json!([{"name": "z", "aliases": ["a"], "type": "int"}]), "z:int", "1 ; 2"),
        (json!([{"name": "B", "type": "string", "default": "none"}]), "b:string", "none ; none"),
    ] {
        let format = serde(AVRO, &[("avro.schema.literal", &literal(schema.clone()))]).unwrap();
        assert_eq!(Fixture::rows_of(format, columns, "t/a.avro", &bytes).await, expected, "{schema}");
    }
    let missing = literal(json!([{"name": "q", "type": "int"}]));
    let format = serde(AVRO, &[("avro.schema.literal", &missing)]).unwrap();
    let found = Fixture::rows_of(format, "q:int", "t/a.avro", &bytes).await;
    assert!(found.starts_with("HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://b/t/a.avro"), "{found}");
}

#[tokio::test]
async fn types_without_a_schema_of_the_table() {
    let fields = json!([
        {"name": "n", "type": ["null", "int"]},
        {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
        {"name": "m", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["A", "B"]}},
        {"name": "d", "type": {"type": "int", "logicalType": "date"}},
        {"name": "l", "type": "long"},
        {"name": "a", "type": {"type": "array", "items": {"type": "long", "logicalType": "timestamp-millis"}}},
    ]);
    let first = b"\x02\x0a\x04hi\xd0\x0f\x02\x06\xb8\x17\x02\x0e\x00";
    let second = b"\x00\x04ho\xd0\x0f\x00\x01\x01\x00";
    let bytes = file(&fields, &[first, second]);
    for (columns, expected) in [
        (
            "n:bigint;id:string;m:timestamp;e:string",
            "5|hi|1970-01-01T00:00:00.001|B ; NULL|ho|1970-01-01T00:00:00.001|A",
        ),
        ("e:varchar(1);n:double;id:char(1)", "B|5.0|h ; A|NULL|h"),
        ("m:bigint;d:int", "1000|3 ; 1000|-1"),
        ("d:bigint;n:date", "3|1970-01-06 ; -1|NULL"),
        ("d:date;l:timestamp", "1970-01-04|1970-01-01T00:00:01.500 ; 1969-12-31|1969-12-31T23:59:59.999"),
        ("a:array<bigint>;l:bigint", "[7]|1500 ; []|-1"),
        (
            "n:string",
            "HIVE_BAD_DATA: Field n's type INT in avro file s3://b/t/a.avro is incompatible with type varchar defined in \
             table schema (s3://b/t/a.avro)",
        ),
    ] {
        let found = Fixture::rows_of(serde(AVRO, &[]).unwrap(), columns, "t/a.avro", &bytes).await;
        assert_eq!(found, expected, "{columns}");
    }
    let fixture = Fixture::new();
    fixture.put("t/a.avro", bytes).await;
    assert_eq!(fixture.read(serde(AVRO, &[]).unwrap(), "n:int").unwrap().count().await.unwrap(), 2);
}

#[tokio::test]
async fn broken_files_are_errors_that_name_them() {
    let whole = fixture("avro_snappy/part.avro");
    let mut changed = whole.clone();
    let at = changed.len() - 100;
    changed[at] ^= 0x55;
    for (bytes, what, expected) in [
        (whole[..whole.len() - 5].to_vec(), "truncated", "Unexpected end of input stream"),
        (whole[..40].to_vec(), "a cut header", "Not an Avro data file"),
        (b"this is no avro".to_vec(), "garbage", "Not an Avro data file"),
        (changed, "a changed byte", "HIVE_BAD_DATA"),
        (
            file(&json!([{"name": "a", "type": "null"}]), &[b"", b""]),
            "records without bytes",
            "more records than bytes",
        ),
    ] {
        let found = Fixture::rows_of(serde(AVRO, &[]).unwrap(), "id:bigint;a:int", "t/a.avro", &bytes).await;
        assert!(found.starts_with("HIVE_") && found.contains("s3://b/t/a.avro"), "{what}: {found}");
        assert!(found.contains(expected), "{what}: {found}");
    }
}

#[test]
fn properties_that_cannot_be() {
    for (properties, expected) in [
        (("avro.schema.url", "http://x/y"), "the property 'avro.schema.url'"),
        (("avro.schema.literal", "{"), "the property 'avro.schema.literal'"),
        (("avro.schema.literal", "\"int\""), "a record"),
    ] {
        let error = serde(AVRO, &[properties]).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn damaged_files_are_rows_or_errors(codec in 0..6usize, at: usize, byte: u8) {
        let codec = ["null", "deflate", "snappy", "zstandard", "bzip2", "xz"][codec];
        let mut bytes = fixture(&format!("avro_{codec}/part.avro"));
        let at = at % bytes.len();
        bytes[at] = byte;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let found = runtime.block_on(Fixture::rows_of(serde(AVRO, &[]).unwrap(), FASTAVRO, "t/part.avro", &bytes));
        prop_assert!(!found.starts_with("not ours"), "{} at {}: {}", codec, at, found);
    }
}
