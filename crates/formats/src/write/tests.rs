//! Writes into memory, read back with the Parquet reader.

use std::num::NonZeroUsize;
use std::sync::Arc;

use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch, StringViewArray, TimestampSecondArray, UInt64Array};
use arrow::datatypes::Int64Type;
use arrow_schema::{DataType, TimeUnit};
use boathouse_schema::S3Uri;
use datafusion::error::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::{TryStreamExt, stream};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::*;

fn batch(from: i64, rows: i64, partitions: i64) -> RecordBatch {
    let ids: Vec<i64> = (from..from + rows).collect();
    let texts: StringViewArray =
        ids.iter().map(|id| (id % 7 != 0).then(|| format!("text number {id} is long"))).collect();
    let keys: StringViewArray = ids
        .iter()
        .map(|id| match id % partitions {
            0 => None,
            n => Some(format!("k/{n}")),
        })
        .collect();
    RecordBatch::try_from_iter_with_nullable([
        ("id", Arc::new(Int64Array::from(ids)) as ArrayRef, true),
        ("text", Arc::new(texts), true),
        ("key", Arc::new(keys), true),
    ])
    .unwrap()
}

fn input(batches: Vec<Result<RecordBatch, DataFusionError>>) -> SendableRecordBatchStream {
    let schema = batches.iter().find_map(|b| b.as_ref().ok()).map(RecordBatch::schema).unwrap();
    Box::pin(RecordBatchStreamAdapter::new(schema, stream::iter(batches)))
}

async fn keys(store: &InMemory) -> Vec<String> {
    let mut keys: Vec<String> = store.list(None).map_ok(|meta| meta.location.to_string()).try_collect().await.unwrap();
    keys.sort();
    keys
}

async fn read(store: &InMemory, key: &str) -> Vec<RecordBatch> {
    let bytes = store.get(&Path::parse(key).unwrap()).await.unwrap().bytes().await.unwrap();
    ParquetRecordBatchReaderBuilder::try_new(bytes).unwrap().build().unwrap().collect::<Result<_, _>>().unwrap()
}

async fn ids(store: &InMemory, key: &str) -> Vec<i64> {
    let batches = read(store, key).await;
    batches.iter().flat_map(|b| b.column_by_name("id").unwrap().as_primitive::<Int64Type>().values().to_vec()).collect()
}

async fn write(
    store: &Arc<InMemory>,
    batches: Vec<Result<RecordBatch, DataFusionError>>,
    options: &ParquetWriteOptions,
) -> crate::Result<WriteReport> {
    let store: Arc<dyn ObjectStore> = Arc::clone(store) as _;
    write_parquet(input(batches), store, &S3Uri::new("b", "out"), options).await
}

#[tokio::test]
async fn one_file_keeps_the_order_of_rows() {
    for compression in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"] {
        let store = Arc::new(InMemory::new());
        let options = ParquetWriteOptions {
            compression: compression.parse().unwrap(),
            row_group_rows_max: 5000,
            ..ParquetWriteOptions::new("run-1")
        };
        let report = write(&store, (0..5).map(|n| Ok(batch(n * 3000, 3000, 3))).collect(), &options).await.unwrap();
        assert_eq!(report.rows, 15_000, "{compression}");
        let [file] = report.files.as_slice() else { panic!("{report:?}") };
        assert_eq!(keys(&store).await, std::slice::from_ref(&file.key));
        assert_eq!(ids(&store, &file.key).await, (0..15_000).collect::<Vec<_>>(), "{compression}");
        let size = store.head(&Path::parse(&file.key).unwrap()).await.unwrap().size;
        assert_eq!((file.bytes, report.bytes), (size, size), "{compression}");
        assert!(file.uncompressed_bytes > 0);
    }
}

#[tokio::test]
async fn partitions_become_folders_and_leave_the_body() {
    let store = Arc::new(InMemory::new());
    let options = ParquetWriteOptions { partition_keys: vec!["key".into()], ..ParquetWriteOptions::new("run-1") };
    let report = write(&store, vec![Ok(batch(0, 10_000, 3)), Ok(batch(10_000, 2, 3))], &options).await.unwrap();
    let found: Vec<_> = report.files.iter().map(|f| (f.key.as_str(), f.partition_values.clone(), f.rows)).collect();
    assert_eq!(
        found,
        [
            ("out/key=__HIVE_DEFAULT_PARTITION__/run-1-part-r-00000.snappy.parquet", vec![None], 3334),
            ("out/key=k%2F1/run-1-part-r-00001.snappy.parquet", vec![Some("k/1".to_owned())], 3334),
            ("out/key=k%2F2/run-1-part-r-00002.snappy.parquet", vec![Some("k/2".to_owned())], 3334),
        ]
    );
    let first = &read(&store, &report.files[1].key).await[0];
    assert_eq!(first.schema().fields().iter().map(|f| f.name().as_str()).collect::<Vec<_>>(), ["id", "text"]);
    let rows = ids(&store, &report.files[1].key).await;
    assert!(rows.iter().all(|id| id % 3 == 1) && rows.is_sorted(), "rows of one partition, in order");
}

#[tokio::test]
async fn many_partitions_stay_within_the_bounds() {
    let store = Arc::new(InMemory::new());
    let options = ParquetWriteOptions {
        partition_keys: vec!["key".into()],
        open_files_max: 4,
        memory_bytes_max: 1 << 20,
        ..ParquetWriteOptions::new("run-1")
    };
    let report = write(&store, (0..20).map(|n| Ok(batch(n * 4000, 4000, 500))).collect(), &options).await.unwrap();
    assert_eq!(report.rows, 80_000);
    let mut all = Vec::new();
    for file in &report.files {
        let rows = ids(&store, &file.key).await;
        assert_eq!(rows.len() as u64, file.rows);
        all.extend(rows);
    }
    all.sort_unstable();
    assert_eq!(all, (0..80_000).collect::<Vec<_>>(), "every row once");
    assert!(report.files.len() > 500, "some partitions were written in several files");
}

#[tokio::test]
async fn a_small_budget_ends_row_groups_before_files() {
    for (memory_bytes_max, several) in [(12 << 20, true), (1 << 30, false)] {
        let store = Arc::new(InMemory::new());
        let options = ParquetWriteOptions {
            partition_keys: vec!["key".into()],
            memory_bytes_max,
            ..ParquetWriteOptions::new("run-1")
        };
        let report = write(&store, (0..20).map(|n| Ok(batch(n * 8000, 8000, 12))).collect(), &options).await.unwrap();
        assert_eq!((report.rows, report.files.len()), (160_000, 12), "{memory_bytes_max}");
        let mut row_groups = Vec::new();
        for file in &report.files {
            let bytes = store.get(&Path::parse(&file.key).unwrap()).await.unwrap().bytes().await.unwrap();
            row_groups.push(ParquetRecordBatchReaderBuilder::try_new(bytes).unwrap().metadata().num_row_groups());
        }
        assert_eq!(row_groups.iter().any(|count| *count > 1), several, "{memory_bytes_max}: {row_groups:?}");
    }
}

#[tokio::test]
async fn rows_are_dealt_to_the_number_of_files_asked_for() {
    let store = Arc::new(InMemory::new());
    let options = ParquetWriteOptions { files: NonZeroUsize::new(3).unwrap(), ..ParquetWriteOptions::new("run-1") };
    let report = write(&store, vec![Ok(batch(0, 10, 2))], &options).await.unwrap();
    assert_eq!(report.files.iter().map(|f| f.rows).collect::<Vec<_>>(), [3, 3, 4]);
}

#[tokio::test]
async fn a_failure_leaves_nothing() {
    let failing = || Err(DataFusionError::Execution("the input ends here".into()));
    // The second case commits files before the failure: more than may be held back.
    for (partitions, open_files_max) in [(3, 64), (2000, 2)] {
        let store = Arc::new(InMemory::new());
        let options = ParquetWriteOptions {
            partition_keys: vec!["key".into()],
            open_files_max,
            memory_bytes_max: 1 << 18,
            ..ParquetWriteOptions::new("run-1")
        };
        let mut batches: Vec<_> = (0..4).map(|n| Ok(batch(n * 8000, 8000, partitions))).collect();
        batches.push(failing());
        let error = write(&store, batches, &options).await.unwrap_err();
        assert!(error.to_string().contains("the input ends here"), "{error}");
        assert_eq!(keys(&store).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn keys_that_cannot_be_keys_are_refused() {
    for (partition_keys, text) in [
        (vec!["missing"], "the partition key 'missing' is not a column: there are id, text, key"),
        (vec!["key", "key"], "the partition key 'key' is given twice"),
        (vec!["id", "text", "key"], "the partition key 'key' leaves no column for the files: keep at least one"),
    ] {
        let store = Arc::new(InMemory::new());
        let partition_keys = partition_keys.into_iter().map(str::to_owned).collect();
        let options = ParquetWriteOptions { partition_keys, ..ParquetWriteOptions::new("run-1") };
        assert_eq!(write(&store, vec![Ok(batch(0, 1, 2))], &options).await.unwrap_err().to_string(), text);
    }
}

#[tokio::test]
async fn types_are_stored_as_others_can_read_them() {
    let store = Arc::new(InMemory::new());
    let wide = RecordBatch::try_from_iter([
        ("big", Arc::new(UInt64Array::from(vec![u64::MAX])) as ArrayRef),
        ("at", Arc::new(TimestampSecondArray::from(vec![1_600_000_000]))),
    ])
    .unwrap();
    let report = write(&store, vec![Ok(wide)], &ParquetWriteOptions::new("run-1")).await.unwrap();
    let stored = read(&store, &report.files[0].key).await[0].schema();
    assert_eq!(stored.field(0).data_type(), &DataType::Decimal128(20, 0));
    assert_eq!(stored.field(1).data_type(), &DataType::Timestamp(TimeUnit::Millisecond, None));
}

#[tokio::test]
async fn no_rows_no_object() {
    let store = Arc::new(InMemory::new());
    let report = write(&store, vec![Ok(batch(0, 0, 2))], &ParquetWriteOptions::new("run-1")).await.unwrap();
    assert_eq!((report.files.len(), keys(&store).await.len()), (0, 0));
}
