//! What cannot travel, and bytes that are no plan.

use datafusion::physical_plan::collect;

use super::{Elsewhere, encoded, plan_codec, tables};
use crate::SqlRequest;
use crate::testbed::Testbed;

#[tokio::test]
async fn what_cannot_travel_is_named() {
    let bed = Testbed::new().await;
    tables::parted(&bed).await;
    for (sql, expected) in [
        (
            "SELECT * FROM information_schema.tables",
            "the rows of information_schema.tables are made by the server, so a plan that reads them runs only there",
        ),
        (
            "SELECT p.id FROM parted p JOIN \"parted$partitions\" s ON p.day = s.day",
            "the rows of db.parted$partitions are",
        ),
        ("SELECT count(*) FROM system.queries", "the rows of system.queries are"),
    ] {
        let planned = bed.queries.plan(SqlRequest::new(sql, Some("db"))).await.unwrap();
        let error = plan_codec(None).encode(&planned.plan).unwrap_err().to_string();
        assert!(error.contains(expected), "{sql}: {error}");
    }
    for (sql, expected) in [
        ("SHOW TABLES", "planning SHOW TABLES to run it elsewhere"),
        ("INSERT INTO parted SELECT * FROM parted", "planning INSERT to run it elsewhere"),
        ("SELECT * FROM nothing", "nothing"),
    ] {
        let error = bed.queries.plan(SqlRequest::new(sql, Some("db"))).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{sql}: {error}");
    }
}

/// The engine alone would read Parquet with its own rules about columns.
#[tokio::test]
async fn scans_do_not_travel_without_their_codec() {
    let bed = Testbed::new().await;
    tables::parted(&bed).await;
    for table in ["parted", "parted_csv"] {
        let (_, plan) = encoded(&bed, &format!("SELECT * FROM {table}")).await;
        let error = boathouse_sql::codec::TrinoPhysicalCodec::new().encode(&plan).unwrap_err().to_string();
        assert!(error.contains("no codec knows the step LakeScan"), "{error}");
    }
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_named() {
    let bed = Testbed::new().await;
    tables::parted(&bed).await;
    let (bytes, _) = encoded(&bed, "SELECT * FROM parted_csv").await;
    let state = boathouse_sql::analyzer::session_state(boathouse_sql::analyzer::session_config());
    let error = plan_codec(None).decode(&bytes, &state.task_ctx()).unwrap_err().to_string();
    assert!(error.contains("No suitable object store found for s3://"), "{error}");
}

/// Cuts, and changes of bytes all over, of plans with scans: an error, another plan, never a panic.
#[tokio::test]
async fn strange_bytes_are_errors() {
    let bed = Testbed::new().await;
    tables::parted(&bed).await;
    tables::evolved(&bed).await;
    let elsewhere = Elsewhere::new(&bed).await;
    for sql in
        ["SELECT * FROM dealt", "SELECT a, c FROM evolved", "SELECT id FROM parted_csv WHERE day > date '2026-01-01'"]
    {
        let (bytes, _) = encoded(&bed, sql).await;
        for length in (0..bytes.len()).step_by(37) {
            assert!(elsewhere.decode(&bytes[..length]).is_err(), "{sql}: {length}");
        }
        for place in (0..bytes.len()).step_by(5) {
            let mut changed = bytes.clone();
            changed[place] ^= 1 << (place % 8);
            let Ok(plan) = elsewhere.decode(&changed) else { continue };
            // What arrives runs, or fails.
            if place % 80 == 0 {
                drop(collect(plan, elsewhere.state.task_ctx()).await);
            }
        }
    }
}
