//! Plans that run in a process that shares nothing with the one that planned them.

mod refusals;
mod tables;

use std::sync::Arc;

use boathouse_lake::{Meter, MeteredStore};
use boathouse_sql::analyzer::{session_config, session_state};
use boathouse_sql::codec::TrinoPhysicalCodec;
use datafusion::arrow::array::RecordBatch;
use datafusion::common::Result;
use datafusion::execution::SessionState;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties, collect, displayable};
use datafusion_proto::physical_plan::AsExecutionPlan;
use datafusion_proto::protobuf::PhysicalPlanNode;
use futures::TryStreamExt;

use super::plan_codec;
use crate::SqlRequest;
use crate::testbed::Testbed;

/// Another process: a session of its own, over the same bucket.
struct Elsewhere {
    state: SessionState,
    codec: TrinoPhysicalCodec,
    meter: Meter,
}

impl Elsewhere {
    async fn new(bed: &Testbed) -> Self {
        let (meter, runtime) = (Meter::default(), RuntimeEnvBuilder::new().build_arc().unwrap());
        let store = bed.lake.store("data").await.unwrap();
        let url = "s3://data".parse().unwrap();
        runtime.register_object_store(&url, Arc::new(MeteredStore::new(store, meter.clone())));
        let state = session_state(session_config().with_target_partitions(2));
        let state = SessionStateBuilder::new_from_existing(state).with_runtime_env(runtime).build();
        Self { state, codec: plan_codec(None), meter }
    }

    fn decode(&self, bytes: &[u8]) -> Result<Arc<dyn ExecutionPlan>> {
        self.codec.decode(bytes, &self.state.task_ctx())
    }

    async fn run(&self, bytes: &[u8]) -> (Vec<String>, Arc<dyn ExecutionPlan>) {
        let plan = self.decode(bytes).unwrap();
        let batches = collect(Arc::clone(&plan), self.state.task_ctx()).await.unwrap();
        (Testbed::shown(&batches), plan)
    }

    /// As a scheduler writes a plan, and as executors read it: the engine's form, with our codec for what is ours.
    fn plainly(&self, plan: &Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
        let node = PhysicalPlanNode::try_from_physical_plan(Arc::clone(plan), &plan_codec(None))?;
        let mut bytes = Vec::new();
        node.try_encode(&mut bytes)?;
        PhysicalPlanNode::try_decode(&bytes)?.try_into_physical_plan(&self.state.task_ctx(), &self.codec)
    }

    /// Every partition in a process of its own, as the tasks of a stage run.
    async fn apart(&self, plan: &Arc<dyn ExecutionPlan>) -> Vec<String> {
        let mut batches: Vec<RecordBatch> = Vec::new();
        for partition in 0..plan.output_partitioning().partition_count() {
            let rows = self.plainly(plan).unwrap().execute(partition, self.state.task_ctx()).unwrap();
            batches.extend(rows.try_collect::<Vec<_>>().await.unwrap());
        }
        Testbed::shown(&batches)
    }
}

async fn encoded(bed: &Testbed, sql: &str) -> (Vec<u8>, Arc<dyn ExecutionPlan>) {
    let planned = bed.queries.plan(SqlRequest::new(sql, Some("db"))).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    let bytes = plan_codec(None).encode(&planned.plan).unwrap_or_else(|e| panic!("{sql}: {e}"));
    (bytes, planned.plan)
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

/// The same rows here and elsewhere. Returns the bytes that count here, and those of planning here and running
/// elsewhere, where all footers are known.
async fn check(bed: &Testbed, elsewhere: &Elsewhere, sql: &str) -> (u64, u64) {
    let rows = |lines| if sql.contains("ORDER BY") { lines } else { sorted(lines) };
    let expected = rows(bed.rows(sql).await.0);
    assert!(!expected.is_empty(), "{sql}");
    let (bytes, plan) = encoded(bed, sql).await;
    let (found, arrived) = elsewhere.run(&bytes).await;
    assert_eq!(rows(found), expected, "{sql}\n{}", displayable(arrived.as_ref()).indent(true));
    let plain = collect(elsewhere.plainly(&plan).unwrap(), elsewhere.state.task_ctx()).await.unwrap();
    assert_eq!(rows(Testbed::shown(&plain)), expected, "{sql}");
    let planned = bed.queries.plan(SqlRequest::new(sql, Some("db"))).await.unwrap();
    let before = elsewhere.meter.bytes_read();
    elsewhere.run(&plan_codec(None).encode(&planned.plan).unwrap()).await;
    let there = planned.requests.bytes_read + elsewhere.meter.bytes_read() - before;
    (bed.rows(sql).await.1.scanned_bytes, there)
}

#[tokio::test]
async fn scans_of_every_format_travel() {
    let bed = Testbed::new().await;
    let names = tables::all(&bed).await;
    let elsewhere = Elsewhere::new(&bed).await;
    for name in names {
        for sql in [
            format!("SELECT * FROM {name}"),
            format!("SELECT s, i + 1, \"$path\", \"$file_size\" FROM {name} WHERE i > 1 OR s IS NULL"),
            format!("SELECT count(*) FROM {name}"),
            format!("SELECT s, count(*), max(i) FROM {name} WHERE upper(s) <> 'NOTHING' GROUP BY s"),
            format!("SELECT i FROM {name} WHERE i IS NOT NULL ORDER BY i DESC LIMIT 2"),
        ] {
            let (here, there) = check(&bed, &elsewhere, &sql).await;
            // Footers of ORC are looked at where files are opened, and are known there.
            let known = name.ends_with("orc") && there <= here;
            assert!(here == there || known || sql.contains("LIMIT") || sql.contains("max("), "{sql}: {here} {there}");
        }
    }
}

#[tokio::test]
async fn partitions_run_apart() {
    let bed = Testbed::new().await;
    tables::parted(&bed).await;
    let elsewhere = Elsewhere::new(&bed).await;
    for sql in [
        "SELECT * FROM parted",
        "SELECT id, day, \"$path\" FROM parted WHERE id % 2 = 0",
        "SELECT * FROM parted_csv",
        "SELECT id, \"$partition\" FROM parted_csv WHERE day < date '2026-01-03'",
    ] {
        let expected = sorted(bed.rows(sql).await.0);
        let (_, plan) = encoded(&bed, sql).await;
        assert!(plan.output_partitioning().partition_count() > 1, "{sql}");
        assert_eq!(sorted(elsewhere.apart(&plan).await), expected, "{sql}");
    }
}

#[tokio::test]
async fn whole_queries_travel() {
    let bed = Testbed::new().await;
    tables::parted(&bed).await;
    tables::evolved(&bed).await;
    let elsewhere = Elsewhere::new(&bed).await;
    bed.ddl("CREATE VIEW v AS SELECT id, name, day FROM parted WHERE id > 2").await;
    for sql in [
        "SELECT * FROM v WHERE day = date '2026-01-02'",
        "SELECT day, count(*), sum(id), approx_distinct(name) FROM parted GROUP BY day ORDER BY day",
        "SELECT p.id, c.name FROM parted p JOIN parted_csv c ON p.id = c.id WHERE c.name LIKE 'n%' ORDER BY 1",
        "SELECT p.id, c.id FROM parted p LEFT JOIN parted_csv c ON p.id = c.id + 3 ORDER BY 1, 2",
        "SELECT count(*) FROM parted p JOIN parted_csv c ON p.id < c.id",
        "SELECT id, row_number() OVER (PARTITION BY day ORDER BY id), lag(name) OVER (ORDER BY id) FROM parted ORDER BY 1",
        "SELECT id FROM parted WHERE id > (SELECT avg(id) FROM parted_csv) ORDER BY id",
        "SELECT id FROM parted WHERE id IN (SELECT max(id) FROM parted_csv) OR name = 'n1' ORDER BY id",
        "SELECT * FROM parted UNION ALL SELECT * FROM parted_csv ORDER BY 1, 2, 3 LIMIT 7",
        "SELECT id, transform(ARRAY[id, 2], x -> x * id) FROM parted ORDER BY id LIMIT 3 ",
        "SELECT id FROM parted ORDER BY name DESC LIMIT 2",
        "SELECT * FROM parted OFFSET 3 LIMIT 2 ",
        "SELECT \"$bucket\", count(*) FROM dealt GROUP BY 1 ORDER BY 1",
        "SELECT * FROM dealt WHERE id = 5",
        "SELECT * FROM evolved ORDER BY a",
        "SELECT b, c FROM evolved WHERE p = 'new' AND c.x = 3",
        "SELECT count(*) FROM evolved WHERE c IS NULL",
        "SELECT id, sum(n) FROM parted CROSS JOIN UNNEST(sequence(1, 5000)) AS u(n) GROUP BY id ORDER BY id",
        "WITH RECURSIVE t (n) AS (SELECT min(id) FROM parted UNION ALL SELECT n + 1 FROM t WHERE n < 4) SELECT n FROM t",
    ] {
        if sql.contains("OFFSET") {
            // Which rows those are is nobody's promise.
            let (bytes, _) = encoded(&bed, sql).await;
            assert_eq!(elsewhere.run(&bytes).await.0.len(), 2);
            continue;
        }
        let (here, there) = check(&bed, &elsewhere, sql).await;
        // What a join, a sort or an aggregate learns while it runs may come too late for a file that is open already.
        let learns =
            ["JOIN", "SELECT avg", "IN (SELECT", "LIMIT", "min(", "max("].iter().any(|word| sql.contains(word));
        assert!(here == there || learns, "{sql}: {here} {there}");
    }
}

/// A scan's filter that a join sets while it runs is the same expression in both, also where they arrive.
#[tokio::test]
async fn dynamic_filters_work_elsewhere() {
    let bed = Testbed::new().await;
    tables::parted(&bed).await;
    let sql = "SELECT p.id FROM parted p JOIN (SELECT id FROM parted_csv WHERE name = 'n4') c ON p.id = c.id";
    let (bytes, _) = encoded(&bed, sql).await;
    let elsewhere = Elsewhere::new(&bed).await;
    let (rows, plan) = elsewhere.run(&bytes).await;
    assert_eq!(rows, ["4"]);
    let shown = displayable(plan.as_ref()).indent(true).to_string();
    let scan = shown.lines().find(|line| line.contains("file_type=parquet")).unwrap();
    assert!(scan.contains("DynamicFilter [ id@0 >= 4") && !scan.contains("[ empty ]"), "{shown}");
}

/// An object that was replaced after planning is not taken for the one that was planned.
#[tokio::test]
async fn versions_of_objects_travel() {
    let bed = Testbed::new().await;
    tables::parted(&bed).await;
    let (bytes, _) = encoded(&bed, "SELECT * FROM parted").await;
    let arrived = Elsewhere::new(&bed).await.decode(&bytes).unwrap();
    let config = boathouse_formats::read::file_scan(arrived.as_ref()).unwrap();
    let tags: Vec<_> = config.file_groups.iter().flat_map(|group| group.iter()).collect();
    assert!(!tags.is_empty() && tags.iter().all(|file| file.object_meta.e_tag.is_some()), "{tags:?}");
}
