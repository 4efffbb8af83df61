use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch};

use crate::QueryConfig;
use crate::testbed::Testbed;

/// Memory for less than one column of the tables.
const MEMORY_BYTES: usize = 2 << 20;

/// Tables `big` and `large` of 400,000 rows each: `k` from 0, and three numbers made of it.
async fn bed() -> Testbed {
    let config = QueryConfig { target_partitions: 2, memory_bytes_max: MEMORY_BYTES, ..QueryConfig::default() };
    let bed = Testbed::with(config).await;
    let numbers = |by: i64| Arc::new(Int64Array::from_iter_values((0..400_000).map(|n| n * by))) as ArrayRef;
    let columns = [("k", numbers(1)), ("s", numbers(7)), ("p", numbers(11)), ("q", numbers(13))];
    let batch = RecordBatch::try_from_iter(columns).expect("a batch");
    for name in ["big", "large"] {
        bed.put_parquet(&format!("{name}/a.parquet"), &batch).await;
        bed.ddl(&format!(
            "CREATE EXTERNAL TABLE {name} (k bigint, s bigint, p bigint, q bigint) \
             STORED AS PARQUET LOCATION 's3://data/{name}/'"
        ))
        .await;
    }
    bed
}

/// Every row of `big` beside one of `large`; the optimizer takes both for a fifth of the tables, the second for the
/// larger one, so that the first is the left side. It is read by two partitions.
fn nested_loop(kind: &str) -> String {
    format!(
        "SELECT count(*), max(x.k), max(y.k + y.s + y.p + y.q) FROM (SELECT k FROM big WHERE s % 7 = 0) x \
         {kind} JOIN (SELECT * FROM large WHERE p % 4400000 = 11) y ON x.k > y.k"
    )
}

#[tokio::test]
async fn the_left_side_of_a_nested_loop_join_is_run_again_to_be_spilled() {
    let bed = bed().await;
    for (kind, answer) in [("", "399998|399999|32"), ("RIGHT", "399998|399999|32")] {
        assert_eq!(bed.rows(&nested_loop(kind)).await.0, [answer], "{kind}");
    }
}

#[tokio::test]
async fn left_rows_without_a_partner_are_not_given_out_twice() {
    let bed = bed().await;
    let failure = bed.failure(&nested_loop("LEFT")).await;
    assert_eq!(
        failure,
        "EXCEEDED_MEMORY_LIMIT: Query exhausted resources at this scale factor \
         (a nested loop join cannot hold its left side, and cannot spill it)"
    );
}
