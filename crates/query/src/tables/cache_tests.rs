//! What is kept of objects between queries, and when it no longer counts.

use std::sync::Arc;

use boathouse_lake::Meter;
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch};
use futures::TryStreamExt;

use crate::SqlRequest;
use crate::testbed::Testbed;

/// The first row's cell, and what was asked of the lake.
async fn ask(bed: &Testbed, sql: &str) -> (i64, Meter) {
    let output = bed.queries.execute(SqlRequest::new(sql, Some("db"))).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    let batches: Vec<RecordBatch> = output.stream.try_collect().await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    let cells = batches[0].column(0).as_any().downcast_ref::<Int64Array>().expect("a whole number").value(0);
    (cells, output.stats.meter)
}

fn numbers(values: impl IntoIterator<Item = i64>) -> RecordBatch {
    let values: ArrayRef = Arc::new(Int64Array::from_iter_values(values));
    RecordBatch::try_from_iter([("n", values)]).expect("valid")
}

#[tokio::test]
async fn a_second_query_reads_no_footer_again() {
    let bed = Testbed::new().await;
    for part in 0..3 {
        bed.put_parquet(&format!("p/{part}.parquet"), &numbers(0..100)).await;
    }
    bed.ddl("CREATE EXTERNAL TABLE p (n bigint) STORED AS PARQUET LOCATION 's3://data/p/'").await;
    let (rows, first) = ask(&bed, "SELECT count(*) FROM p").await;
    assert_eq!(rows, 300);
    assert_eq!((first.list_requests(), first.get_requests()), (1, 3), "one for each footer");
    assert!(first.bytes_read() > 0);
    // A listing says which objects there are, in which versions; nothing else is needed, and the bill is the same.
    let (rows, second) = ask(&bed, "SELECT count(*) FROM p").await;
    assert_eq!((rows, second.list_requests(), second.get_requests()), (300, 1, 0));
    assert_eq!(second.bytes_read(), first.bytes_read());
    let (sum, read) = ask(&bed, "SELECT sum(n) FROM p").await;
    assert_eq!(sum, 3 * 4_950);
    assert!(read.bytes_read() > 0, "rows are not kept");
}

#[tokio::test]
async fn what_has_changed_is_seen_at_once() {
    let bed = Testbed::new().await;
    bed.put_parquet("p/a.parquet", &numbers([1, 2, 3])).await;
    bed.ddl("CREATE EXTERNAL TABLE p (n bigint) STORED AS PARQUET LOCATION 's3://data/p/'").await;
    let sum = "SELECT sum(n) FROM p";
    let max = "SELECT max(n) FROM p";
    assert_eq!(ask(&bed, sum).await.0, 6);
    assert_eq!(ask(&bed, max).await.0, 3);
    // As many bytes, and right after: only the version tells them apart.
    for last in 4..8 {
        bed.put_parquet("p/a.parquet", &numbers([1, 2, last])).await;
        assert_eq!(ask(&bed, sum).await.0, 3 + last);
        assert_eq!(ask(&bed, max).await.0, last);
    }
    bed.put_parquet("p/b.parquet", &numbers([100])).await;
    assert_eq!(ask(&bed, max).await.0, 100);
    bed.lake.delete("data", "p/b.parquet").await.expect("deleted");
    assert_eq!(ask(&bed, max).await.0, 7);
    // A person's own copy, past us.
    let object = bed.lake.home().join("buckets/data/p/a.parquet");
    bed.put_parquet("other/a.parquet", &numbers([1, 2, 9])).await;
    std::fs::copy(bed.lake.home().join("buckets/data/other/a.parquet"), object).expect("copied");
    assert_eq!(ask(&bed, max).await.0, 9);
    // The same key in another bucket is another object.
    bed.lake.create_bucket("data2").await.expect("made");
    let from = bed.lake.home().join("buckets/data/p/a.parquet");
    let to = bed.lake.home().join("buckets/data2/p");
    std::fs::create_dir_all(&to).expect("made");
    std::fs::copy(from, to.join("a.parquet")).expect("copied");
    bed.ddl("CREATE EXTERNAL TABLE p2 (n bigint) STORED AS PARQUET LOCATION 's3://data2/p/'").await;
    bed.put_parquet("p/a.parquet", &numbers([1, 2, 11])).await;
    assert_eq!(ask(&bed, "SELECT max(n) FROM p2").await.0, 9);
    assert_eq!(ask(&bed, max).await.0, 11);
}
