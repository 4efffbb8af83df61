//! Queries that ask for more memory, disk or time than there is end themselves and nothing else.

use std::time::Duration;

use crate::testbed::Testbed;
use crate::{ExecutionState, QueryConfig};

const MIB: usize = 1 << 20;

#[tokio::test]
async fn what_an_expression_makes_is_bounded() {
    let bed = Testbed::new().await;
    for sql in [
        "SELECT cardinality(flatten(transform(sequence(1, 50000), x -> sequence(1, 50000))))",
        "SELECT cardinality(transform(sequence(1, 50000), x -> s)) FROM (VALUES sequence(1, 50000)) t(s)",
        "SELECT max(length(rpad('x', x * 0 + 9000000, 'ab'))) FROM UNNEST(sequence(1, 200)) t(x)",
    ] {
        let failure = bed.failure(sql).await;
        assert!(failure.starts_with("EXCEEDED_FUNCTION_MEMORY_LIMIT: "), "{sql}: {failure}");
    }
    // What looks the same and is not.
    for (sql, expected) in [
        ("SELECT cardinality(transform(sequence(1, 50000), x -> sequence(1, 10)))", "50000"),
        ("SELECT reduce(sequence(1, 5000), BIGINT '0', (s, x) -> s + x, s -> s)", "12502500"),
        (
            "SELECT cardinality(filter(sequence(1, 20000), x -> contains(s, x))) FROM (VALUES sequence(2, 500)) t(s)",
            "499",
        ),
    ] {
        assert_eq!(bed.rows(sql).await.0, [expected], "{sql}");
    }
}

#[tokio::test]
async fn arrays_in_a_query_are_not_repeated_for_all_rows_at_once() {
    let config =
        QueryConfig { target_partitions: 2, memory_bytes_max: 80 * MIB, spill_bytes_max: 1, ..QueryConfig::default() };
    let bed = Testbed::with(config).await;
    // One batch of the first would have 300 times the 400 kB of the second.
    let sql = "SELECT count(*), sum(y) FROM UNNEST(sequence(1, 300)) a(x), UNNEST(sequence(1, 50000)) b(y)";
    assert_eq!(bed.rows(sql).await.0, ["15000000|375007500000"]);
}

#[tokio::test]
async fn what_is_put_aside_is_bounded_and_taken_away() {
    let config = QueryConfig {
        target_partitions: 1,
        memory_bytes_max: 4 * MIB,
        spill_bytes_max: 2 * MIB as u64,
        ..QueryConfig::default()
    };
    let bed = Testbed::with(config.clone()).await;
    let left = bed.lake.home().join("spill").join("left");
    std::fs::create_dir_all(&left).expect("a folder");
    let sql = "SELECT rpad(cast(x AS varchar), 100, 'z') s FROM UNNEST(sequence(1, 50000)) t(x) ORDER BY 1 DESC";
    let failure = bed.failure(sql).await;
    assert!(failure.starts_with("EXCEEDED_MEMORY_LIMIT: Query exhausted resources"), "{failure}");
    let again = crate::Queries::new(bed.state.clone(), bed.lake.clone(), bed.catalog.clone(), config);
    assert!(again.is_ok() && !left.exists(), "what an earlier process has left is taken away");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_never_waits_stops_all_the_same() {
    let bed = Testbed::with(QueryConfig { running_max: 1, ..QueryConfig::default() }).await;
    for sql in [
        "SELECT cardinality(filter(sequence(1, 50000), x -> \
         cardinality(filter(sequence(1, 50000), y -> x * y = -1)) > 0))",
        "SELECT cardinality(filter(sequence(1, x + 50000), y -> \
         cardinality(filter(sequence(1, y + 40000), z -> x * y * z = -1)) > 0)) FROM (VALUES -1, -2) t(x)",
    ] {
        let endless = bed.queries.start(Testbed::request(sql)).await.expect("started");
        tokio::time::sleep(Duration::from_millis(300)).await;
        bed.queries.stop(&endless).await.expect("stopped");
        assert_eq!(bed.queries.execution(&endless).await.expect("kept").state, ExecutionState::Cancelled);
        // Its turn is free when it has really ended.
        let next = tokio::time::timeout(Duration::from_secs(30), bed.run("SELECT 1")).await;
        assert_eq!(next.expect("its turn").state, ExecutionState::Succeeded, "{sql}");
    }
}
