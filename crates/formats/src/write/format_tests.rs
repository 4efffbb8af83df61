//! Every format, written into memory and looked at.

use std::io::Read;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryViewArray, BooleanArray, Date32Array, Decimal64Array, Float64Array, Int8Array, Int64Array,
    ListArray, MapArray, RecordBatch, StringViewArray, StructArray, TimestampMillisecondArray,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::Int64Type;
use arrow_schema::{DataType, Field, Schema};
use async_trait::async_trait;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::stream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use std::sync::Mutex;

use super::*;
use crate::read::LazySimpleOptions;

#[derive(Debug, Default)]
struct Places {
    announced: Mutex<Vec<String>>,
    refuses: bool,
}

#[async_trait]
impl Placement for Places {
    async fn folder(&self, values: &[Option<String>]) -> crate::Result<String> {
        let keys: Vec<String> = (0..values.len()).map(|n| format!("k{n}")).collect();
        Ok(partition_folder("out/", &keys, values))
    }

    fn file_name(&self, _folder: &str, number: usize, part: usize) -> String {
        format!("{part}_{number}")
    }

    async fn announce(&self, keys: &[String]) -> crate::Result<()> {
        self.announced.lock().unwrap().extend_from_slice(keys);
        if self.refuses { Err(crate::Error::InvalidLayout("refused".into())) } else { Ok(()) }
    }
}

async fn write(
    batch: RecordBatch,
    options: &WriteOptions,
    places: Places,
) -> (Arc<InMemory>, crate::Result<WriteReport>) {
    let store = Arc::new(InMemory::new());
    let schema = batch.schema();
    let input = Box::pin(RecordBatchStreamAdapter::new(schema, stream::iter([Ok(batch)])));
    let report = write_files(input, Arc::clone(&store) as _, "b", Arc::new(places), options).await;
    (store, report)
}

async fn bytes(store: &InMemory, key: &str) -> Vec<u8> {
    store.get(&Path::parse(key).unwrap()).await.unwrap().bytes().await.unwrap().to_vec()
}

fn text(options: LazySimpleOptions, header: bool, codec: &str) -> WriteOptions {
    let kind = FileKind::Text { layout: options, header };
    WriteOptions::new(FileFormat::new(kind, Some(codec), None).unwrap())
}

fn format(kind: FileKind, codec: Option<&str>) -> WriteOptions {
    WriteOptions::new(FileFormat::new(kind, codec, None).unwrap())
}

/// One row of every type, and one of NULLs.
fn everything() -> RecordBatch {
    let list = ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(1), None]), None]);
    let entries = StructArray::from(vec![
        (
            Arc::new(Field::new("key", DataType::Utf8View, false)),
            Arc::new(StringViewArray::from(vec!["k", "l"])) as ArrayRef,
        ),
        (
            Arc::new(Field::new("value", DataType::Int64, true)),
            Arc::new(Int64Array::from(vec![Some(7), None])) as ArrayRef,
        ),
    ]);
    let field = Arc::new(Field::new("entries", entries.data_type().clone(), false));
    let map = MapArray::new(field, OffsetBuffer::from_lengths([2, 0]), entries, Some(vec![true, false].into()), false);
    let members = StructArray::from(vec![
        (Arc::new(Field::new("a", DataType::Int64, true)), Arc::new(Int64Array::from(vec![5, 0])) as ArrayRef),
        (
            Arc::new(Field::new("B", DataType::Utf8View, true)),
            Arc::new(StringViewArray::from(vec![Some("x"), None])) as ArrayRef,
        ),
    ]);
    let members =
        StructArray::new(members.fields().clone(), members.columns().to_vec(), Some(vec![true, false].into()));
    RecordBatch::try_from_iter_with_nullable([
        ("flag", Arc::new(BooleanArray::from(vec![Some(true), None])) as ArrayRef, true),
        ("tiny", Arc::new(Int8Array::from(vec![Some(-1), None])), true),
        ("big", Arc::new(Int64Array::from(vec![Some(i64::MAX), None])), true),
        ("real", Arc::new(Float64Array::from(vec![Some(1e20), None])), true),
        (
            "amount",
            Arc::new(Decimal64Array::from(vec![Some(-1250), None]).with_precision_and_scale(10, 2).unwrap()),
            true,
        ),
        ("word", Arc::new(StringViewArray::from(vec![Some("a\"b,\\"), None])), true),
        ("raw", Arc::new(BinaryViewArray::from(vec![Some(&[1_u8, 2][..]), None])), true),
        ("day", Arc::new(Date32Array::from(vec![Some(18276), None])), true),
        ("at", Arc::new(TimestampMillisecondArray::from(vec![Some(1_577_836_800_123), None])), true),
        ("list", Arc::new(list), true),
        ("map", Arc::new(map), true),
        ("members", Arc::new(members), true),
    ])
    .unwrap()
}

#[tokio::test]
async fn text_has_hives_separators() {
    let (store, report) =
        write(everything(), &text(LazySimpleOptions::delimited(b','), true, "NONE"), Places::default()).await;
    assert_eq!(report.unwrap().rows, 2);
    let lines = String::from_utf8(bytes(&store, "out/0_0").await).unwrap();
    let expected = "flag,tiny,big,real,amount,word,raw,day,at,list,map,members\n\
        true,-1,9223372036854775807,1e20,-12.50,a\"b,\\,AQI=,2020-01-15,2020-01-01 00:00:00.123,\
        1\u{2}\\N,k\u{3}7\u{2}l\u{3}\\N,5\u{2}x\n\\N,\\N,\\N,\\N,\\N,\\N,\\N,\\N,\\N,\\N,\\N,\\N\n";
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn an_escape_goes_before_what_would_be_a_separator() {
    let words: ArrayRef = Arc::new(StringViewArray::from(vec!["a,b\\c\nd"]));
    let batch = RecordBatch::try_from_iter([("w", words)]).unwrap();
    let options = LazySimpleOptions { escape: Some(b'\\'), ..LazySimpleOptions::delimited(b',') };
    let (store, report) = write(batch, &text(options, false, "NONE"), Places::default()).await;
    report.unwrap();
    assert_eq!(bytes(&store, "out/0_0").await, b"a\\,b\\\\c\\nd\n");
}

#[tokio::test]
async fn json_lines() {
    let (store, report) = write(everything(), &format(FileKind::Json, Some("NONE")), Places::default()).await;
    report.unwrap();
    let lines = String::from_utf8(bytes(&store, "out/0_0").await).unwrap();
    let expected = concat!(
        r#"{"flag":true,"tiny":-1,"big":9223372036854775807,"real":1e20,"amount":-12.50,"word":"a\"b,\\","#,
        r#""raw":"AQI=","#,
        r#""day":"2020-01-15","at":"2020-01-01 00:00:00.123","list":[1,null],"map":{"k":7,"l":null},"#,
        r#""members":{"a":5,"B":"x"}}"#,
        "\n",
        r#"{"flag":null,"tiny":null,"big":null,"real":null,"amount":null,"word":null,"raw":null,"day":null,"at":null,"#,
        r#""list":null,"map":null,"members":null}"#,
        "\n"
    );
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn lots_are_compressed_one_by_one() {
    let words: StringViewArray = (0..200_000).map(|n| Some(format!("word {n}"))).collect();
    let batch = RecordBatch::try_from_iter([("w", Arc::new(words) as ArrayRef)]).unwrap();
    for codec in ["GZIP", "BZIP2", "ZSTD"] {
        let options = text(LazySimpleOptions::delimited(1), false, codec);
        let (store, report) = write(batch.clone(), &options, Places::default()).await;
        let [file] = &report.unwrap().files[..] else { panic!("one file") };
        let stored = bytes(&store, &file.key).await;
        assert_eq!(file.bytes, stored.len() as u64, "{codec}");
        let mut lines = String::new();
        match codec {
            "GZIP" => flate2::read::MultiGzDecoder::new(&stored[..]).read_to_string(&mut lines).unwrap(),
            "BZIP2" => bzip2::read::MultiBzDecoder::new(&stored[..]).read_to_string(&mut lines).unwrap(),
            _ => zstd::Decoder::new(&stored[..]).unwrap().read_to_string(&mut lines).unwrap(),
        };
        assert_eq!(lines.lines().count(), 200_000, "{codec}");
        assert_eq!(file.uncompressed_bytes, lines.len() as u64, "{codec}");
    }
}

#[tokio::test]
async fn avro_is_read_back() {
    for codec in ["NONE", "DEFLATE", "SNAPPY", "BZIP2", "ZSTD"] {
        let (store, report) = write(everything(), &format(FileKind::Avro, Some(codec)), Places::default()).await;
        report.unwrap();
        let stored = bytes(&store, "out/0_0").await;
        let mut reader = arrow_avro::reader::ReaderBuilder::new().build(std::io::Cursor::new(stored)).unwrap();
        let batch = reader.next().unwrap().unwrap();
        assert_eq!((batch.num_rows(), batch.num_columns()), (2, 12), "{codec}");
        assert!(batch.columns().iter().all(|column| column.is_valid(0) && column.is_null(1)), "{codec}");
    }
}

#[tokio::test]
async fn orc_is_read_back() {
    let batch = everything();
    for codec in ["NONE", "ZLIB", "SNAPPY", "LZ4", "ZSTD"] {
        let (store, report) = write(batch.clone(), &format(FileKind::Orc, Some(codec)), Places::default()).await;
        report.unwrap();
        let stored = bytes::Bytes::from(bytes(&store, "out/0_0").await);
        let reader = orc_rust::ArrowReaderBuilder::try_new(stored).unwrap().build();
        let batches: Vec<RecordBatch> = reader.collect::<Result<_, _>>().unwrap();
        assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 2, "{codec}");
        assert!(batches[0].columns().iter().all(|column| column.is_valid(0) && column.is_null(1)), "{codec}");
    }
}

#[tokio::test]
async fn what_a_format_cannot_hold_is_refused_before_anything_is_written() {
    let deep = (0..8).fold(DataType::Int64, |inner, _| DataType::List(Arc::new(Field::new("item", inner, true))));
    let schema = Arc::new(Schema::new(vec![Field::new("deep", deep, true)]));
    let empty = RecordBatch::new_empty(schema);
    let timed: ArrayRef = Arc::new(arrow::array::DurationSecondArray::from(vec![1]));
    let timed = RecordBatch::try_from_iter([("at", timed)]).unwrap();
    let named: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let odd = RecordBatch::try_from_iter([("a b", named)]).unwrap();
    for (batch, options, expected) in [
        (timed, format(FileKind::Orc, None), "column 'at'"),
        (empty, text(LazySimpleOptions::delimited(1), false, "NONE"), "column 'deep'"),
        (odd, format(FileKind::Avro, None), "a field called 'a b'"),
    ] {
        let (store, report) = write(batch, &options, Places::default()).await;
        let refusal = report.unwrap_err().to_string();
        assert!(refusal.contains(expected), "{refusal}");
        assert_eq!(futures::TryStreamExt::try_collect::<Vec<_>>(store.list(None)).await.unwrap(), []);
    }
}

#[tokio::test]
async fn partitions_and_buckets_count_as_writers_and_objects_are_announced() {
    let ids: ArrayRef = Arc::new((0..100).map(Some).collect::<Int64Array>());
    let keys: StringViewArray = (0..100).map(|n| Some(if n % 2 == 0 { "a:b" } else { "c" })).collect();
    let batch = RecordBatch::try_from_iter([("id", ids), ("k0", Arc::new(keys) as ArrayRef)]).unwrap();
    for kind in [FileKind::Json, FileKind::Parquet, FileKind::Avro, FileKind::Orc] {
        let options = |writers_max| WriteOptions {
            partition_keys: vec!["k0".into()],
            buckets: Some(Buckets { columns: vec!["id".into()], count: 4 }),
            writers_max: Some(writers_max),
            ..format(kind.clone(), None)
        };
        // Even ids are in the even buckets of one partition, the others in the odd ones of the other.
        let (store, report) = write(batch.clone(), &options(4), Places::default()).await;
        let report = report.unwrap();
        let found: Vec<_> = report.files.iter().map(|file| (file.key.split_once('_').unwrap().0, file.rows)).collect();
        assert_eq!(found, [("out/k0=a%3Ab/0", 25), ("out/k0=a%3Ab/2", 25), ("out/k0=c/1", 25), ("out/k0=c/3", 25)]);
        drop(store);
        let (store, report) = write(batch.clone(), &options(3), Places::default()).await;
        let text = "HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 3 open writers for partitions/buckets";
        assert_eq!(report.unwrap_err().to_string(), text);
        let refusing = Places { refuses: true, ..Places::default() };
        let (refused, report) = write(batch.clone(), &options(4), refusing).await;
        report.unwrap_err();
        for store in [store, refused] {
            assert_eq!(futures::TryStreamExt::try_collect::<Vec<_>>(store.list(None)).await.unwrap(), []);
        }
    }
}
