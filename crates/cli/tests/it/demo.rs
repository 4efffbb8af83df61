//! The demo, small.

use crate::harness::{ok, run};

#[test]
fn the_demo_ends_well() {
    let dir = tempfile::tempdir().expect("folder");
    let report = ok(dir.path(), &["demo", "--rows", "20000", "--output", "json"]).json();
    assert_eq!((report["rows"].as_u64(), report["answers_equal"].as_bool()), (Some(20_000), Some(true)), "{report:#}");
    let queries = report["queries"].as_array().expect("queries");
    assert_eq!(queries.len(), 6);
    for query in queries {
        assert!(query["csv"]["athena_usd"].as_f64().is_some_and(|usd| usd > 0.0), "{query:#}");
    }
    let two_columns = queries.iter().find(|query| query["name"] == "two columns").expect("the query");
    assert!(two_columns["scan_ratio"].as_f64().is_some_and(|ratio| ratio >= 5.0), "{two_columns:#}");
    // The minimums of AWS: ten minutes of two DPUs for a crawl, one for a job.
    let close =
        |value: &serde_json::Value, expected: f64| value.as_f64().is_some_and(|found| (found - expected).abs() < 1e-6);
    assert!(close(&report["crawl_csv"]["aws"]["dpu_hours"], 2.0 * 600.0 / 3600.0), "{report:#}");
    assert!(close(&report["job"]["aws"]["dpu_hours"], 2.0 * 60.0 / 3600.0), "{report:#}");
    assert_eq!(dir.path().read_dir().expect("folder").count(), 0, "nothing is left behind");
}

#[test]
fn the_demo_keeps_its_data_when_told_where() {
    let dir = tempfile::tempdir().expect("folder");
    let shown = ok(dir.path(), &["demo", "--rows", "2000", "--dir", "lake"]);
    assert!(shown.stdout.contains("equal:") && shown.stdout.contains("DPU-hours"), "{shown:?}");
    assert!(shown.stderr.contains("1/5") && shown.stderr.contains("5/5"), "{shown:?}");
    let count = ok(dir.path(), &["sql", "--dir", "lake", "-d", "curated", "-c", "SELECT count(*) AS n FROM trips"]);
    assert_eq!(count.stdout, "{\"n\":2000}\n");
    let again = run(dir.path(), &["demo", "--rows", "2000", "--dir", "lake"]);
    assert_eq!(again.status, Some(2), "{again:?}");
    assert!(again.stderr.contains("not empty"), "{again:?}");
}
