use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, RecordBatch, StringArray, StructArray,
};
use arrow_schema::{DataType, Field as ArrowField};
use object_store::PutPayload;
use object_store::memory::InMemory;
use parquet::arrow::ArrowWriter;
use proptest::prelude::*;

use super::*;

fn file() -> Bytes {
    let nested = StructArray::from(vec![(
        Arc::new(ArrowField::new("Inner", DataType::Int64, true)),
        Arc::new(Int64Array::from(vec![1, 2, 3])) as ArrayRef,
    )]);
    let batch = RecordBatch::try_from_iter([
        ("Id", Arc::new(Int32Array::from(vec![1, 2, 3])) as ArrayRef),
        ("name", Arc::new(StringArray::from(vec!["a", "b", "c"]))),
        ("ok", Arc::new(BooleanArray::from(vec![true, false, true]))),
        ("day", Arc::new(Date32Array::from(vec![1, 2, 3]))),
        ("nested", Arc::new(nested)),
    ])
    .unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes.into()
}

fn columns(footer: &ParquetFooter) -> Vec<String> {
    footer.columns.iter().map(|c| format!("{} {}", c.name, c.shape.to_hive())).collect()
}

#[test]
fn footer_tells_columns_and_rows() {
    let footer = parquet_footer_of(&file()).unwrap();
    assert_eq!(columns(&footer), ["id int", "name string", "ok boolean", "day date", "nested struct<inner:bigint>"]);
    assert_eq!(footer.rows, 3);
}

#[tokio::test]
async fn footer_comes_by_ranges() {
    let store = InMemory::new();
    let path = Path::from("a.parquet");
    let bytes = file();
    store.put(&path, PutPayload::from(bytes.clone())).await.unwrap();
    let footer = parquet_footer(&store, &path, bytes.len() as u64).await.unwrap();
    assert_eq!(footer, parquet_footer_of(&bytes).unwrap());
}

#[test]
fn truncated_files_are_an_error() {
    let bytes = file();
    for cut in [0, 3, 4, 11, bytes.len() / 2, bytes.len() - 1] {
        let outcome = parquet_footer_of(&bytes.slice(..cut));
        assert!(matches!(outcome, Err(Error::Footer { .. })), "{cut}: {outcome:?}");
    }
    let mut long = bytes.to_vec();
    let at = long.len() - TAIL_BYTES;
    long[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(parquet_footer_of(&long.into()), Err(Error::Footer { .. })));
}

proptest! {
    #[test]
    fn hostile_footers_are_errors(at in 0usize..400, byte: u8) {
        let mut bytes = file().to_vec();
        let at = bytes.len() - 1 - at % bytes.len();
        bytes[at] = byte;
        parquet_footer_of(&bytes.into()).ok();
    }
}
