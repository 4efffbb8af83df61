//! Files of other tools, see `fixtures/make.py`: formats that are no text, and compression by content.

use boathouse_catalog::Table;

use super::house::{House, columns, parameter, request};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../fixtures/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

async fn table_of(name: &str) -> Table {
    let house = House::new().await;
    house.put_bytes("x/t/f", file(name)).await;
    house.crawl(&request(&["x/"])).await.unwrap();
    house.table("t").await
}

/// Input format, output format and SerDe.
fn classes(table: &Table) -> [Option<&str>; 3] {
    let descriptor = table.storage_descriptor.as_ref().unwrap();
    let serde = descriptor.serde_info.as_ref().and_then(|serde| serde.serialization_library.as_deref());
    [descriptor.input_format.as_deref(), descriptor.output_format.as_deref(), serde]
}

fn serde_parameters(table: &Table) -> Vec<(String, String)> {
    let serde = table.storage_descriptor.as_ref().unwrap().serde_info.as_ref().unwrap();
    serde.parameters.clone().unwrap_or_default().into_iter().collect()
}

#[tokio::test]
async fn what_each_format_becomes() {
    const TYPES: &str = "flag boolean, tiny tinyint, small smallint, whole int, big bigint, real float, wide double, \
                         price decimal(12,2), text string, raw binary, day date, at timestamp, list array<int>, \
                         map map<string,bigint>, nested struct<inner:bigint,deep:struct<x:string>>";
    const AVRO: &str = "id bigint, qty int, price decimal(9,2), day date, at timestamp, time int, kind string, \
                        code binary, tags array<string>, counts map<string,double>, either uniontype<int,string>, \
                        who struct<first:string>, second struct<first:string>, ok boolean, ratio float";
    const BSON: &str = "_id string, name string, n int, big bigint, x double, ok boolean, at timestamp, raw binary, \
                        price decimal(38,18), none string, tags array<string>, who struct<first:string,age:int>";
    const ION: &str = "id int, big bigint, price decimal(38,18), ratio double, at timestamp, kind string, text string, \
                       raw binary, tags array<string>, who struct<first:string,none:string>, ok boolean";
    for (name, classification, expected, records) in [
        ("orc_uncompressed/part.orc", "orc", TYPES, 50),
        ("orc_zlib/part.orc", "orc", TYPES, 50),
        ("orc_snappy/part.orc", "orc", TYPES, 50),
        ("orc_lz4/part.orc", "orc", TYPES, 50),
        ("orc_zstd/part.orc", "orc", TYPES, 50),
        ("parquet_pyarrow/part.parquet", "parquet", TYPES, 50),
        ("parquet_duckdb/part.parquet", "parquet", "id int, name string, day date", 30),
        ("parquet_pandas/part.parquet", "parquet", "id bigint, name string", 30),
        ("avro_null/part.avro", "avro", AVRO, 120),
        ("avro_deflate/part.avro", "avro", AVRO, 120),
        ("avro_snappy/part.avro", "avro", AVRO, 120),
        ("bson/part.bson", "bson", BSON, 40),
        ("ion_text/part.ion", "ion", ION, 30),
        ("ion_binary/part.ion", "ion", ION, 30),
    ] {
        let table = table_of(name).await;
        assert_eq!(columns(&table), expected, "{name}");
        let size = file(name).len();
        // Ion's and BSON's counts come from the mean record, so they are as near as that is.
        let counted: usize = parameter(&table, "recordCount").unwrap().parse().unwrap();
        let spare = if ["ion", "bson"].contains(&classification) { records / 20 } else { 0 };
        assert!((records..=records + spare).contains(&counted), "{name}: {counted}");
        for (key, value) in [
            ("classification", classification.to_owned()),
            ("compressionType", "none".to_owned()),
            ("typeOfData", "file".to_owned()),
            ("objectCount", "1".to_owned()),
            ("sizeKey", size.to_string()),
        ] {
            assert_eq!(parameter(&table, key), Some(value.as_str()), "{name} {key}");
        }
        let descriptor = table.storage_descriptor.as_ref().unwrap();
        assert_eq!(descriptor.parameters.as_ref(), Some(&table.parameters), "{name}");
        assert!(!descriptor.compressed, "{name}");
    }
}

#[tokio::test]
async fn classes_and_their_parameters() {
    let orc = table_of("orc_zlib/part.orc").await;
    assert_eq!(
        classes(&orc),
        [
            Some("org.apache.hadoop.hive.ql.io.orc.OrcInputFormat"),
            Some("org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat"),
            Some("org.apache.hadoop.hive.ql.io.orc.OrcSerde"),
        ]
    );
    assert_eq!(serde_parameters(&orc), [("serialization.format".to_owned(), "1".to_owned())]);
    assert_eq!(parameter(&orc, "averageRecordSize"), Some("39"));
    let ion = table_of("ion_binary/part.ion").await;
    assert_eq!(
        classes(&ion),
        [
            Some("com.amazon.ionhiveserde.formats.IonInputFormat"),
            Some("com.amazon.ionhiveserde.formats.IonOutputFormat"),
            Some("com.amazon.ionhiveserde.IonHiveSerDe"),
        ]
    );
    assert_eq!(serde_parameters(&ion), []);
    let bson = table_of("bson/part.bson").await;
    assert_eq!(classes(&bson), [Some(""), Some(""), Some("")]);
    // S41
    let avro = table_of("avro_null/part.avro").await;
    assert_eq!(
        classes(&avro),
        [
            Some("org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat"),
            Some("org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat"),
            Some("org.apache.hadoop.hive.serde2.avro.AvroSerDe"),
        ]
    );
    let literal = parameter(&avro, "avro.schema.literal").unwrap();
    assert!(literal.starts_with('{') && literal.contains(r#""Id""#) && !literal.contains("\": "), "{literal}");
    assert_eq!(
        serde_parameters(&avro),
        [("avro.schema.literal".to_owned(), literal.to_owned()), ("serialization.format".to_owned(), "1".to_owned())]
    );
}

#[tokio::test]
async fn compression_is_told_by_content() {
    for (name, compression, expected) in [
        ("csv_plain/f.csv", "none", "id bigint, name string, amt double"),
        ("csv_gzip/f.csv.gz", "gzip", "id bigint, name string, amt double"),
        ("csv_bzip2/f.csv.bz2", "bzip2", "id bigint, name string, amt double"),
        ("csv_zstd/f.csv.zst", "zstd", "id bigint, name string, amt double"),
        ("csv_lz4/f.csv.lz4", "lz4", "id bigint, name string, amt double"),
        ("csv_lz4_unlinked/f.csv.lz4", "lz4", "id bigint, name string, amt double"),
        ("csv_lz4_hadoop/f.csv.lz4", "lz4", "id bigint, name string, amt double"),
        ("csv_snappy/f.csv.snappy", "snappy", "id bigint, name string, amt double"),
        ("csv_snappy_hadoop/f.csv.snappy", "snappy", "id bigint, name string, amt double"),
        ("csv_zip/f.zip", "zip", "id bigint, name string, amt double"),
        ("csv_zip_stored/f.zip", "zip", "id bigint, name string, amt double"),
        ("json_gzip/f.json.gz", "gzip", "id int, name string"),
        ("json_no_name/f", "gzip", "id int, name string"),
    ] {
        let table = table_of(name).await;
        assert_eq!(columns(&table), expected, "{name}");
        assert_eq!(parameter(&table, "compressionType"), Some(compression), "{name}");
        assert_eq!(table.storage_descriptor.as_ref().unwrap().compressed, compression != "none", "{name}");
        let counted: u64 = parameter(&table, "recordCount").unwrap().parse().unwrap();
        let records = if name.contains("lz4/") || name.contains("unlinked") { 6000 } else { 200 };
        assert!((records * 9 / 10..=records * 13 / 10).contains(&counted), "{name}: {counted}");
    }
}

#[tokio::test]
async fn a_zip_archive_of_two_entries_is_unknown() {
    // S43
    let house = House::new().await;
    house.put_bytes("x/t/f.zip", file("csv_zip_two/f.zip")).await;
    let (plan, _) = house.crawl(&request(&["x/"])).await.unwrap();
    let table = house.table("t").await;
    assert_eq!((columns(&table).as_str(), parameter(&table, "classification")), ("", None));
    assert!(plan.log.iter().any(|line| line.text.contains("has 2 entries")), "{:#?}", plan.log);
}

#[tokio::test]
async fn several_avro_schemas_are_said() {
    let house = House::new().await;
    let first = file("avro_null/part.avro");
    let text = String::from_utf8_lossy(&first).into_owned();
    assert!(text.contains("what was sold, when"));
    house.put_bytes("x/t/a.avro", first.clone()).await;
    let at = first.windows(4).position(|four| four == b"sold").unwrap();
    let mut second = first;
    second[at..at + 4].copy_from_slice(b"lent");
    house.put_bytes("x/t/b.avro", second).await;
    let (plan, _) = house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(parameter(&house.table("t").await, "recordCount"), Some("240"));
    assert!(plan.log.iter().any(|line| line.text.contains("2 Avro schemas")), "{:#?}", plan.log);
}

#[tokio::test]
async fn footers_of_large_files_are_read_by_range() {
    // A file that is longer than the first read: its footer is at its end all the same.
    let house = House::new().await;
    let orc = file("orc_snappy/part.orc");
    let long = [&orc[..3], &vec![0u8; 1 << 20], &orc[3..]].concat();
    house.put_bytes("x/t/f.orc", long).await;
    let (plan, _) = house.crawl(&request(&["x/"])).await.unwrap();
    assert_eq!(parameter(&house.table("t").await, "recordCount"), Some("50"));
    assert!(plan.bytes_read < 400 * 1024, "{}", plan.bytes_read);
}
