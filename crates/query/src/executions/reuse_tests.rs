use std::time::Duration;

use crate::testbed::Testbed;
use crate::{Execution, ResultReuse, StartRequest};

fn reusing(sql: &str, age_minutes_max: i32) -> StartRequest {
    let result_reuse = Some(ResultReuse { enabled: true, age_minutes_max: Some(age_minutes_max) });
    StartRequest { result_reuse, ..Testbed::request(sql) }
}

async fn is_reused(bed: &Testbed, request: StartRequest, earlier: &Execution) -> bool {
    let ended = bed.end_of(request).await;
    assert_eq!(ended.failure, None);
    if ended.statistics.reused {
        assert_ne!(ended.id, earlier.id);
        assert_eq!(ended.output_location, earlier.output_location);
        assert_eq!(ended.statistics.scanned_bytes, 0);
        let rows = bed.queries.results(&ended.id, None, None).await.expect("a page").rows;
        assert_eq!(rows, bed.queries.results(&earlier.id, None, None).await.expect("a page").rows);
    }
    ended.statistics.reused
}

#[tokio::test]
async fn a_result_is_used_again_within_its_age() {
    let bed = Testbed::new().await;
    bed.put("t/a.csv", "1\n2\n").await;
    bed.ddl("CREATE EXTERNAL TABLE t (i int) LOCATION 's3://data/t/'").await;
    let sql = "SELECT sum(i) AS s FROM t";
    let first = bed.run(sql).await;
    assert_eq!(first.statistics.scanned_bytes, 4);
    bed.put("t/b.csv", "3\n").await;
    assert!(!is_reused(&bed, Testbed::request(sql), &first).await, "nobody asked for it");
    // The newest result counts, and using it again does not make it newer.
    let newest = bed.run(sql).await;
    assert!(is_reused(&bed, reusing(sql, 60), &newest).await);
    bed.state.clock().advance(Duration::from_secs(50 * 60));
    assert!(is_reused(&bed, reusing(sql, 60), &newest).await);
    bed.state.clock().advance(Duration::from_secs(11 * 60));
    assert!(!is_reused(&bed, reusing(sql, 60), &newest).await, "too old");

    let newest = bed.run(sql).await;
    for (what, request) in [
        ("another text", reusing("SELECT sum(i) AS s  FROM t", 60)),
        ("another database", StartRequest { database: None, ..reusing("SELECT sum(i) AS s FROM db.t", 60) }),
        ("another place", StartRequest { results: Testbed::results("s3://data/out/"), ..reusing(sql, 60) }),
        ("another catalog", StartRequest { catalog: Some("AwsDataCatalog".to_owned()), ..reusing(sql, 60) }),
        ("not enabled", StartRequest { result_reuse: None, ..reusing(sql, 60) }),
    ] {
        assert!(!is_reused(&bed, request, &newest).await, "{what}");
    }
}

#[tokio::test]
async fn what_changes_each_time_is_not_used_again() {
    let bed = Testbed::new().await;
    bed.put("t/a.csv", "1\n2\n").await;
    bed.ddl("CREATE EXTERNAL TABLE t (i int) LOCATION 's3://data/t/'").await;
    bed.ddl("CREATE VIEW steady AS SELECT i FROM t").await;
    bed.ddl("CREATE VIEW changing AS SELECT i, CAST(uuid() AS varchar) AS u FROM t").await;
    for (sql, expected) in [
        ("SELECT i FROM t WHERE i = 1", true),
        ("SELECT i FROM steady WHERE i = 1", true),
        ("SELECT i FROM changing WHERE i = 1", false),
        ("SELECT i, now() AS n FROM t WHERE i = 1", false),
        ("SELECT i FROM t LIMIT 1", false),
        ("SHOW FUNCTIONS LIKE 'abs'", false),
    ] {
        let earlier = bed.run(sql).await;
        assert_eq!(earlier.failure, None, "{sql}");
        assert_eq!(is_reused(&bed, reusing(sql, 60), &earlier).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn a_result_that_is_not_there_any_more_is_not_used() {
    let bed = Testbed::new().await;
    let sql = "SELECT 1 AS a";
    let earlier = bed.run(sql).await;
    let uri: boathouse_schema::S3Uri = earlier.output_location.parse().expect("a location");
    bed.lake.delete(&uri.bucket, &uri.key).await.expect("deleted");
    assert!(!is_reused(&bed, reusing(sql, 60), &earlier).await);
}
