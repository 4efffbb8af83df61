//! What old writers did: timestamps in twelve bytes, lists of two levels.

use std::sync::Arc;

use parquet::data_type::{Int32Type, Int96, Int96Type};
use parquet::file::writer::SerializedFileWriter;

use super::super::testing::{Fixture, PARQUET, serde};

/// A file of two rows: 1970-01-02 00:00:01.5 and nothing; lists of 1, 2 and of nothing.
fn legacy(list: &str) -> Vec<u8> {
    let schema = format!("message m {{ optional int96 at; optional group l (LIST) {{ {list} }} }}");
    let schema = Arc::new(parquet::schema::parser::parse_message_type(&schema).unwrap());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Default::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut moment = Int96::new();
    let nanos: u64 = 1_500_000_000;
    moment.set_data(u32::try_from(nanos & 0xffff_ffff).unwrap(), 0, 2_440_589);
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int96Type>().write_batch(&[moment], Some(&[1, 0]), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&[1, 2], Some(&[2, 2, 0]), Some(&[0, 1, 0])).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

#[tokio::test]
async fn timestamps_in_twelve_bytes_and_lists_of_two_levels() {
    for list in ["repeated int32 array;", "repeated int32 element;", "repeated group list { required int32 element; }"]
    {
        let found =
            Fixture::rows_of(serde(PARQUET, &[]).unwrap(), "at:timestamp;l:array<int>", "t/a", &legacy(list)).await;
        assert_eq!(found, "1970-01-02T00:00:01.500|[1, 2] ; NULL|NULL", "{list}");
    }
    let bag = legacy("repeated group bag { required int32 array_element; }");
    let wide = Fixture::rows_of(serde(PARQUET, &[]).unwrap(), "l:array<bigint>", "t/a", &bag).await;
    assert_eq!(wide, "[1, 2] ; NULL");
}
