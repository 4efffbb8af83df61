//! Jobs and runs on a lake in a temporary folder.

use std::time::Duration;

use boathouse_catalog::{Catalog, DatabaseInput, PartitionsRequest};
use boathouse_lake::{Lake, LakeConfig, ListRequest, PutOptions};
use boathouse_state::{Clock, State};
use bytes::Bytes;

use super::*;
use crate::{Error, Graph};

struct Fixture {
    state: State,
    lake: Lake,
    catalog: Catalog,
    jobs: Jobs,
    _folder: tempfile::TempDir,
}

impl Fixture {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = State::in_memory(Clock::system()).unwrap();
        let lake = Lake::open(folder.path(), state.clone(), LakeConfig::default()).await.unwrap();
        let catalog = Catalog::new(state.clone()).unwrap();
        for bucket in ["raw", "curated"] {
            lake.create_bucket(bucket).await.unwrap();
        }
        catalog.create_database(DatabaseInput::named("db")).await.unwrap();
        let jobs = Jobs::new(state.clone(), lake.clone(), catalog.clone()).unwrap();
        Self { state, lake, catalog, jobs, _folder: folder }
    }

    async fn put(&self, key: &str, text: &str) {
        let body = futures::stream::iter([Ok(Bytes::from(text.to_owned()))]);
        self.lake.put("raw", key, PutOptions::default(), body).await.unwrap();
    }

    async fn curated(&self) -> Vec<String> {
        let listing = self.lake.list("curated", ListRequest::default()).await.unwrap();
        listing.objects.into_iter().map(|object| object.key).collect()
    }

    async fn run(&self, graph: &str) -> JobRun {
        let spec = JobSpec { graph: Some(parse(graph)), ..JobSpec::default() };
        self.jobs.create("j", spec).await.unwrap();
        let run = self.jobs.start_run("j", StartRun::default()).await.unwrap();
        self.jobs.wait("j", &run.id).await.unwrap()
    }
}

fn parse(graph: &str) -> Graph {
    serde_json::from_str(graph).unwrap()
}

const CSV: &str = r#""in": {"S3CsvSource": {"Name": "in", "Paths": ["s3://raw/trips/"], "Recurse": true,
    "Separator": "comma", "QuoteChar": "quote", "WithHeader": true, "Exclusions": ["**.bak"]}}"#;

fn pipeline(path: &str) -> String {
    format!(
        r#"{{ {CSV},
        "map": {{"ApplyMapping": {{"Name": "map", "Inputs": ["in"], "Mapping": [
            {{"FromPath": ["id"], "FromType": "string", "ToKey": "id", "ToType": "long"}},
            {{"FromPath": ["fare"], "FromType": "string", "ToKey": "money.fare", "ToType": "double"}},
            {{"FromPath": ["note"], "ToKey": "note", "Dropped": true}},
            {{"FromPath": ["year"], "FromType": "string", "ToKey": "year", "ToType": "int"}}]}}}},
        "filter": {{"Filter": {{"Name": "f", "Inputs": ["map"], "LogicalOperator": "AND", "Filters": [
            {{"Operation": "GT", "Values": [{{"Type": "COLUMNEXTRACTED", "Value": ["id"]}}, {{"Type": "CONSTANT", "Value": ["1"]}}]}}]}}}},
        "out": {{"S3GlueParquetTarget": {{"Name": "out", "Inputs": ["filter"], "Path": "{path}", "Compression": "zstd",
            "PartitionKeys": [["year"]], "SchemaChangePolicy":
            {{"EnableUpdateCatalog": true, "UpdateBehavior": "UPDATE_IN_DATABASE", "Database": "db", "Table": "Trips"}}}}}} }}"#
    )
}

#[tokio::test]
async fn csv_becomes_a_partitioned_table() {
    let fixture = Fixture::new().await;
    fixture.put("trips/a.csv", "id,fare,note,year\n1,2.5,x,2019\n2,oops,\"a, b\",2019\n3,4,,2020\n").await;
    fixture.put("trips/sub/b.csv", "year,id,fare\n,4,5.5\n").await;
    fixture.put("trips/old.bak", "nothing").await;
    let run = fixture.run(&pipeline("s3://curated/trips/")).await;
    assert_eq!((run.state, run.error_message.clone()), (RunState::Succeeded, None));
    let report = run.report.unwrap();
    let rows: Vec<_> = report.nodes.iter().map(|(id, node)| (id.as_str(), node.rows)).collect();
    assert_eq!(rows, [("filter", Some(3)), ("in", Some(4)), ("map", Some(4)), ("out", Some(3))]);
    let folders: Vec<_> = fixture.curated().await.iter().map(|key| key.split('/').nth(1).unwrap().to_owned()).collect();
    assert_eq!(folders, ["year=2019", "year=2020", "year=__HIVE_DEFAULT_PARTITION__"]);
    let table = fixture.catalog.table("db", "trips").await.unwrap();
    let storage = table.storage_descriptor.unwrap();
    let columns: Vec<_> = storage.columns.iter().map(|c| (c.name.as_str(), c.data_type.as_deref().unwrap())).collect();
    assert_eq!(columns, [("id", "bigint"), ("money", "struct<fare:double>")]);
    assert_eq!(table.partition_keys[0].data_type.as_deref(), Some("int"));
    assert_eq!(table.parameters["classification"], "parquet");
    let partitions = fixture.catalog.partitions("db", "trips", PartitionsRequest::default()).await.unwrap().items;
    assert_eq!(partitions.len(), 3);
    assert!(partitions.iter().any(|found| found.location() == Some("s3://curated/trips/year=2019/")));
    assert!(report.bytes_read > 0 && report.bytes_written > 0);

    // A second run appends files and adds no partition twice.
    let again = fixture.jobs.start_run("j", StartRun::default()).await.unwrap();
    let again = fixture.jobs.wait("j", &again.id).await.unwrap();
    assert_eq!((again.state, again.error_message), (RunState::Succeeded, None));
    assert_eq!(fixture.curated().await.len(), 6);
    assert_eq!(fixture.jobs.runs("j", None, 1).await.unwrap().items[0].id, again.id);
    let log = fixture.jobs.run_log("j", &again.id).await.unwrap();
    assert!(log.iter().any(|line| line.line == "registered db.trips"), "{log:?}");
}

#[tokio::test]
async fn catalog_tables_are_read_by_partition() {
    let fixture = Fixture::new().await;
    fixture.put("trips/a.csv", "id,fare,note,year\n2,2.5,x,2019\n3,oops,y,2019\n4,4,,2020\n").await;
    assert_eq!(fixture.run(&pipeline("s3://curated/trips/")).await.state, RunState::Succeeded);
    for (predicate, rows) in [("", Ok(3)), ("year = 2019", Ok(2)), ("year > 2030", Ok(0)), ("fare > 1", Err(()))] {
        let graph = format!(
            r#"{{"in": {{"S3CatalogSource": {{"Name": "i", "Database": "db", "Table": "trips", "PartitionPredicate": "{predicate}"}}}},
            "out": {{"S3GlueParquetTarget": {{"Name": "o", "Inputs": ["in"], "Path": "s3://curated/copy/"}}}}}}"#
        );
        let report = fixture.jobs.run_now(&parse(&graph), &crate::RunControl::default()).await;
        let written = report.as_ref().map(|report| report.rows_written).map_err(drop);
        assert_eq!(written, rows, "{predicate}: {:?}", report.err());
    }
}

#[tokio::test]
async fn nodes_change_rows_and_columns() {
    let fixture = Fixture::new().await;
    fixture.put("trips/a.json", "{\"a\":1,\"s\":{\"x\":1,\"y\":\"p\"},\"n\":\"null\"}\n{\"a\":null,\"s\":{\"x\":2,\"y\":\"q\"},\"n\":\"\"}\n").await;
    let graph = |node: &str| {
        format!(
            r#"{{"in": {{"S3JsonSource": {{"Name": "i", "Paths": ["s3://raw/trips/a.json"]}}}}, "n": {node},
            "out": {{"S3DirectTarget": {{"Name": "o", "Inputs": ["n"], "Path": "s3://curated/x", "Format": "parquet",
            "SchemaChangePolicy": {{"EnableUpdateCatalog": true, "Database": "db", "Table": "t"}}}}}}}}"#
        )
    };
    let filter = |filters: &str| {
        format!(r#"{{"Filter": {{"Name": "f", "Inputs": ["in"], "LogicalOperator": "OR", "Filters": [{filters}]}}}}"#)
    };
    for (node, columns, rows) in [
        (r#"{"DropNullFields": {"Name": "d", "Inputs": ["in"], "NullCheckBoxList": {"IsEmpty": true, "IsNullString": true}}}"#.to_owned(), "a:bigint,s:struct<x:bigint,y:string>", 2),
        (r#"{"DropFields": {"Name": "d", "Inputs": ["in"], "Paths": [["s", "y"], ["n"], ["gone"]]}}"#.to_owned(), "a:bigint,s:struct<x:bigint>", 2),
        (r#"{"SelectFields": {"Name": "d", "Inputs": ["in"], "Paths": [["n"], ["s", "x"]]}}"#.to_owned(), "n:string,s:struct<x:bigint,y:string>", 2),
        (r#"{"RenameField": {"Name": "d", "Inputs": ["in"], "SourcePath": ["a"], "TargetPath": ["b"]}}"#.to_owned(), "b:bigint,s:struct<x:bigint,y:string>,n:string", 2),
        (r#"{"ApplyMapping": {"Name": "d", "Inputs": ["in"], "Mapping": [{"FromPath": ["s", "x"], "ToKey": "x", "ToType": "string"},
            {"FromPath": ["s"], "ToKey": "t", "ToType": "struct", "Children": [{"FromPath": ["x"], "ToKey": "z", "ToType": "double"}]}]}}"#.to_owned(), "x:string,t:struct<z:double,y:string>", 2),
        (filter(r#"{"Operation": "EQ", "Negated": true, "Values": [{"Type": "COLUMNEXTRACTED", "Value": ["a"]}, {"Type": "CONSTANT", "Value": ["1"]}]}"#), "a:bigint,s:struct<x:bigint,y:string>,n:string", 1),
        (filter(r#"{"Operation": "REGEX", "Values": [{"Type": "COLUMNEXTRACTED", "Value": ["s", "y"]}, {"Type": "CONSTANT", "Value": ["[pq]"]}]},
            {"Operation": "ISNULL", "Values": [{"Type": "COLUMNEXTRACTED", "Value": ["a"]}]}"#), "a:bigint,s:struct<x:bigint,y:string>,n:string", 2),
    ] {
        let report = fixture.jobs.run_now(&parse(&graph(&node)), &crate::RunControl::default()).await.unwrap();
        assert_eq!(report.rows_written, rows, "{node}");
        let table = fixture.catalog.table("db", "t").await.unwrap().storage_descriptor.unwrap();
        let found: Vec<_> = table.columns.iter().map(|c| format!("{}:{}", c.name, c.data_type.as_deref().unwrap())).collect();
        assert_eq!(found.join(","), columns, "{node}");
    }
}

#[tokio::test]
async fn failures_leave_no_file_and_no_table() {
    let fixture = Fixture::new().await;
    fixture.put("trips/a.csv", "id,fare,note,year\n2,2.5,x,2019\n").await;
    let wrong = pipeline("s3://curated/trips/").replace(r#"["fare"]"#, r#"["fee"]"#);
    let run = fixture.run(&wrong).await;
    assert_eq!(run.state, RunState::Failed);
    let message = run.error_message.unwrap();
    assert!(
        message.starts_with("node 'map' (ApplyMapping): there is no column 'fee': there are id, fare"),
        "{message}"
    );
    assert_eq!(fixture.curated().await, Vec::<String>::new());
    assert!(fixture.catalog.table("db", "trips").await.is_err());

    // The table is taken by another format: found before a byte is written.
    let spec = JobSpec { graph: Some(parse(&pipeline("s3://curated/other"))), ..JobSpec::default() };
    fixture.jobs.run_now(&parse(&pipeline("s3://curated/trips")), &crate::RunControl::default()).await.unwrap();
    let files = fixture.curated().await;
    fixture.jobs.create("k", spec).await.unwrap();
    let run = fixture.jobs.start_run("k", StartRun::default()).await.unwrap();
    let run = fixture.jobs.wait("k", &run.id).await.unwrap();
    assert_eq!(run.state, RunState::Failed);
    assert!(run.error_message.unwrap().contains("choose another table or path"));
    assert_eq!(fixture.curated().await, files);
}

#[tokio::test]
async fn scripts_and_bookmarks_are_refused_by_name() {
    let fixture = Fixture::new().await;
    let script = JobSpec {
        command: Some(JobCommand { name: Some("glueetl".into()), ..JobCommand::default() }),
        max_retries: Some(1),
        ..JobSpec::default()
    };
    fixture.jobs.create("script", script).await.unwrap();
    let run = fixture.jobs.start_run("script", StartRun::default()).await.unwrap();
    let run = fixture.jobs.wait("script", &run.id).await.unwrap();
    assert_eq!(run.state, RunState::Failed);
    assert!(run.error_message.unwrap().starts_with("scripts are not run yet"));
    let retry = format!("{}_attempt_1", run.id);
    tokio::time::timeout(Duration::from_secs(10), async {
        while !fixture.jobs.run("script", &retry).await.is_ok_and(|run| run.state.is_final()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .unwrap();
    let retried = fixture.jobs.run("script", &retry).await.unwrap();
    assert_eq!((retried.attempt, retried.previous_run_id), (1, Some(run.id)));

    let spec = JobSpec { graph: Some(parse(&pipeline("s3://curated/t"))), ..JobSpec::default() };
    fixture.jobs.create("marked", spec).await.unwrap();
    let arguments = [("--job-bookmark-option".to_owned(), "job-bookmark-enable".to_owned())].into();
    let run = fixture.jobs.start_run("marked", StartRun { arguments, ..StartRun::default() }).await.unwrap();
    let run = fixture.jobs.wait("marked", &run.id).await.unwrap();
    assert_eq!(run.state, RunState::Failed);
    assert!(run.error_message.unwrap().contains("--job-bookmark-option"));
}

#[tokio::test]
async fn runs_stop_and_leave_nothing() {
    let fixture = Fixture::new().await;
    let line = "7,1.5,some text that is not short,2019\n".repeat(50_000);
    for n in 0..20 {
        fixture.put(&format!("trips/{n}.csv"), &format!("id,fare,note,year\n{line}")).await;
    }
    let spec = JobSpec { graph: Some(parse(&pipeline("s3://curated/t"))), ..JobSpec::default() };
    fixture.jobs.create("j", spec).await.unwrap();
    let run = fixture.jobs.start_run("j", StartRun::default()).await.unwrap();
    let second = fixture.jobs.start_run("j", StartRun::default()).await.unwrap_err();
    assert!(matches!(second, Error::ConcurrentRuns { max: 1, .. }), "{second}");
    tokio::time::sleep(Duration::from_millis(200)).await;
    fixture.jobs.stop("j", &run.id).await.unwrap();
    let run = fixture.jobs.wait("j", &run.id).await.unwrap();
    assert_eq!((run.state, run.error_message), (RunState::Stopped, None));
    assert_eq!(fixture.curated().await, Vec::<String>::new());
    assert!(matches!(fixture.jobs.stop("j", &run.id).await, Err(Error::NotStoppable { .. })));
}

#[tokio::test]
async fn definitions_come_back_and_interrupted_runs_fail() {
    let fixture = Fixture::new().await;
    let spec = JobSpec { graph: Some(parse(&pipeline("s3://curated/t"))), max_retries: Some(2), ..JobSpec::default() };
    fixture.jobs.create("j", spec.clone()).await.unwrap();
    assert!(matches!(fixture.jobs.create("j", spec.clone()).await, Err(Error::JobExists(_))));
    assert_eq!(fixture.jobs.job("j").await.unwrap().spec, spec);
    fixture.jobs.update("j", JobSpec::default()).await.unwrap();
    assert_eq!(fixture.jobs.job("j").await.unwrap().spec, JobSpec::default());
    let run = fixture.jobs.start_run("j", StartRun::default()).await.unwrap();
    let mut left = fixture.jobs.wait("j", &run.id).await.unwrap();
    left.state = RunState::Running;
    let stored = left.clone();
    fixture
        .state
        .write(move |connection| rows::put_run(connection, boathouse_state::DEFAULT_SCOPE, &stored))
        .await
        .unwrap();
    let (state, lake, catalog) = (fixture.state.clone(), fixture.lake.clone(), fixture.catalog.clone());
    let reopened = Jobs::new(state, lake, catalog).unwrap();
    let run = reopened.run("j", &left.id).await.unwrap();
    assert_eq!(run.state, RunState::Failed);
    assert!(run.error_message.unwrap().contains("interrupted"));
    reopened.delete("j").await.unwrap();
    assert!(matches!(reopened.job("j").await, Err(Error::JobNotFound(_))));
    reopened.delete("j").await.unwrap();
}

#[tokio::test]
async fn jobs_of_other_scopes_are_apart_and_old_files_keep_theirs() {
    let fixture = Fixture::new().await;
    let elsewhere = fixture.jobs.in_scope("1/eu-west-1");
    fixture.jobs.create("j", JobSpec::default()).await.unwrap();
    assert!(matches!(elsewhere.job("j").await, Err(Error::JobNotFound(_))));
    elsewhere.create("j", JobSpec { max_retries: Some(3), ..JobSpec::default() }).await.unwrap();
    let run = elsewhere.start_run("j", StartRun::default()).await.unwrap();
    elsewhere.wait("j", &run.id).await.unwrap();
    assert!(matches!(fixture.jobs.run("j", &run.id).await, Err(Error::RunNotFound { .. })));
    assert_eq!(fixture.jobs.runs("j", None, 10).await.unwrap().items.len(), 0);
    fixture.jobs.delete("j").await.unwrap();
    assert_eq!(elsewhere.jobs(None, 10).await.unwrap().items[0].spec.max_retries, Some(3));
    assert!(elsewhere.run("j", &run.id).await.is_ok());

    let state = State::in_memory(Clock::system()).unwrap();
    state.migrate(rows::FIRST_MIGRATION).unwrap();
    state
        .write(move |connection| -> Result<(), Error> {
            let job = Job { name: "old".to_owned(), spec: JobSpec::default(), created_ms: 1, modified_ms: 1 };
            connection.execute("INSERT INTO etl_job VALUES ('old', ?1)", [serde_json::to_string(&job)?])?;
            let mut run = run;
            (run.job_name, run.state) = ("old".to_owned(), RunState::Running);
            connection.execute(
                "INSERT INTO etl_run (id, job, final, document) VALUES (?1, 'old', 0, ?2)",
                [&run.id, &serde_json::to_string(&run)?],
            )?;
            Ok(())
        })
        .await
        .unwrap();
    let jobs = Jobs::new(state, fixture.lake.clone(), fixture.catalog.clone()).unwrap();
    let runs = jobs.runs("old", None, 10).await.unwrap().items;
    assert_eq!(runs.iter().map(|run| run.state).collect::<Vec<_>>(), [RunState::Failed]);
}
