use std::time::Duration;

use boathouse_catalog::Catalog;
use boathouse_crawler::Crawlers;
use boathouse_etl::Jobs;
use boathouse_lake::{Lake, LakeConfig};
use boathouse_state::{Clock, State};
use boathouse_wire::{Identity, Request};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Glue, GlueParts};

struct House {
    glue: Glue,
    _home: TempDir,
}

impl House {
    /// Buckets `raw`, with one CSV, and `curated`.
    async fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let state = State::in_memory(Clock::fixed(1_700_000_000_000)).unwrap();
        let catalog = Catalog::new(state.clone()).unwrap();
        let lake = Lake::open(home.path(), state.clone(), LakeConfig::default()).await.unwrap();
        lake.create_bucket("raw").await.unwrap();
        lake.create_bucket("curated").await.unwrap();
        std::fs::write(home.path().join("buckets/raw/a.csv"), "id,name\n1,a\n2,b\n").unwrap();
        let crawlers = Crawlers::new(state.clone(), lake.clone(), catalog.clone()).unwrap();
        let jobs = Jobs::new(state.clone(), lake.clone(), catalog.clone()).unwrap();
        let glue = Glue::new(GlueParts { state, catalog, lake, crawlers, jobs }).unwrap();
        Self { glue, _home: home }
    }

    /// The answer with its ignored members, or the exception and its text.
    async fn ask(&self, operation: &str, input: Value) -> Result<Value, (String, String)> {
        let body = input.to_string().into_bytes().into();
        let operation = operation.to_owned();
        let request = Request { operation, body, identity: Identity::default(), request_id: "r".to_owned() };
        let reply = self.glue.handle(request).await;
        let mut body: Value = serde_json::from_slice(&reply.body).unwrap();
        if reply.status == 200 {
            if let Some(ignored) = reply.header("x-boathouse-ignored") {
                body["ignored"] = json!(ignored);
            }
            return Ok(body);
        }
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let message = if body.get("message").is_some() { text("message") } else { text("Message") };
        Err((text("__type"), message))
    }

    async fn done(&self, operation: &str, input: Value) -> Value {
        self.ask(operation, input.clone()).await.unwrap_or_else(|error| panic!("{operation} {input}: {error:?}"))
    }

    async fn ended(&self, job: &str, run: &str) -> Value {
        loop {
            let run = self.done("GetJobRun", json!({"JobName": job, "RunId": run})).await["JobRun"].clone();
            if !matches!(run["JobRunState"].as_str().unwrap(), "STARTING" | "RUNNING" | "STOPPING") {
                return run;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

fn nodes() -> Value {
    json!({
        "in": {"S3CsvSource": {"Name": "in", "Paths": ["s3://raw/a.csv"], "Separator": "comma", "QuoteChar": "quote",
            "WithHeader": true, "Exclusions": [], "AdditionalOptions": {"EnableSamplePath": false}}},
        "map": {"ApplyMapping": {"Name": "map", "Inputs": ["in"], "Mapping": [
            {"ToKey": "id", "FromPath": ["id"], "FromType": "string", "ToType": "long", "Dropped": false}]}},
        "out": {"S3GlueParquetTarget": {"Name": "out", "Inputs": ["map"], "Path": "s3://curated/t/", "PartitionKeys": [],
            "Compression": "snappy", "SchemaChangePolicy": {"EnableUpdateCatalog": false}}},
    })
}

fn job(name: &str) -> Value {
    json!({
        "Name": name, "Role": "arn:aws:iam::123456789012:role/glue", "JobMode": "VISUAL", "GlueVersion": "5.0",
        "Command": {"Name": "glueetl", "ScriptLocation": "s3://raw/x.py", "PythonVersion": "3"},
        "DefaultArguments": {"--job-bookmark-option": "job-bookmark-disable"}, "MaxRetries": 0, "Timeout": 5,
        "WorkerType": "G.2X", "NumberOfWorkers": 3, "ExecutionProperty": {"MaxConcurrentRuns": 2},
        "Connections": {"Connections": ["c"]}, "NotificationProperty": {"NotifyDelayAfter": 4},
        "SourceControlDetails": {"Provider": "GITHUB", "Repository": "r"}, "ExecutionClass": "STANDARD",
        "CodeGenConfigurationNodes": nodes(),
    })
}

#[tokio::test]
async fn jobs_come_back_as_they_were_sent_and_run() {
    let house = House::new().await;
    let mut input = job("j");
    input["Tags"] = json!({"team": "a"});
    assert_eq!(house.done("CreateJob", input).await, json!({"Name": "j"}));
    let got = house.done("GetJob", json!({"JobName": "j"})).await["Job"].clone();
    for (member, sent) in job("j").as_object().unwrap() {
        assert_eq!(&got[member], sent, "{member}");
    }
    assert_eq!(got["CreatedOn"], json!(1_700_000_000.0));
    let run = house.done("StartJobRun", json!({"JobName": "j", "Arguments": {"--x": "y"}})).await;
    let run = run["JobRunId"].as_str().unwrap().to_owned();
    assert!(run.starts_with("jr_") && run.len() == 67, "{run}");
    let ended = house.ended("j", &run).await;
    assert_eq!((&ended["JobRunState"], &ended["ErrorMessage"]), (&json!("SUCCEEDED"), &Value::Null), "{ended}");
    assert_eq!(ended["Arguments"], json!({"--job-bookmark-option": "job-bookmark-disable", "--x": "y"}));
    assert_eq!((&ended["WorkerType"], &ended["NumberOfWorkers"]), (&json!("G.2X"), &json!(3)));
    assert!(ended["DPUSeconds"].as_f64().unwrap() > 0.0);
    let runs = house.done("GetJobRuns", json!({"JobName": "j"})).await;
    assert_eq!(runs["JobRuns"][0]["Id"], json!(run));
    let stopped = house.done("BatchStopJobRun", json!({"JobName": "j", "JobRunIds": [run, "jr_none"]})).await;
    assert_eq!(stopped["SuccessfulSubmissions"], json!([]));
    assert_eq!(stopped["Errors"][1]["ErrorDetail"]["ErrorCode"], json!("EntityNotFoundException"));
    assert_eq!(house.done("ListJobs", json!({"Tags": {"team": "a"}})).await, json!({"JobNames": ["j"]}));
    assert_eq!(house.done("ListJobs", json!({"Tags": {"team": "b"}})).await, json!({"JobNames": []}));
    let batch = house.done("BatchGetJobs", json!({"JobNames": ["j", "k"]})).await;
    assert_eq!((&batch["Jobs"][0]["Name"], &batch["JobsNotFound"]), (&json!("j"), &json!(["k"])));

    // What an update does not say is gone.
    house.done("UpdateJob", json!({"JobName": "j", "JobUpdate": {"Role": "r"}})).await;
    let got = house.done("GetJobs", json!({})).await["Jobs"][0].clone();
    assert_eq!((&got["Role"], &got["CodeGenConfigurationNodes"]), (&json!("r"), &Value::Null));
    assert_eq!(house.done("DeleteJob", json!({"JobName": "j"})).await, json!({"JobName": "j"}));
    assert_eq!(house.done("DeleteJob", json!({"JobName": "j"})).await, json!({"JobName": "j"}));
}

#[tokio::test]
async fn what_cannot_run_is_refused_by_name() {
    let house = House::new().await;
    for (path, node, message) in [
        (
            "x",
            json!({"Join": {"Name": "x", "Inputs": ["in", "in"], "JoinType": "left", "Columns": []}}),
            "node 'x' has the type 'Join', which is not supported yet",
        ),
        ("x", json!({"Jion": {}}), "node 'x' has the unknown type 'Jion'"),
        ("x", json!({}), "the graph has the node 'x' without a type: give it exactly one member"),
        (
            "out",
            json!({"S3DirectTarget": {"Name": "o", "Inputs": ["map"], "Path": "s3://b/x", "Format": "avro"}}),
            "node 'out' (S3DirectTarget): Format avro is not supported yet: use parquet",
        ),
        (
            "in",
            json!({"S3JsonSource": {"Name": "o", "Paths": ["s3://b/x"], "JsonPath": "$.a[*]"}}),
            "node 'in' (S3JsonSource): JsonPath '$.a[*]' is not supported yet: records are read from the top",
        ),
    ] {
        let mut input = job("j");
        input["CodeGenConfigurationNodes"][path] = node;
        let refused = house.ask("CreateJob", input).await.unwrap_err();
        assert_eq!(refused, ("InvalidInputException".to_owned(), message.to_owned()));
    }
    let mut input = job("j");
    input["CodeGenConfigurationNodes"]["out"]["S3GlueParquetTarget"]["Sorcery"] = json!(1);
    let made = house.done("CreateJob", input).await;
    assert!(made["ignored"].as_str().unwrap().ends_with("S3GlueParquetTarget.Sorcery"), "{made}");
}

#[tokio::test]
async fn exceptions_are_glues() {
    let house = House::new().await;
    house.done("CreateJob", job("j")).await;
    let mut script = job("script");
    script.as_object_mut().unwrap().remove("CodeGenConfigurationNodes");
    house.done("CreateJob", script).await;
    let run = house.done("StartJobRun", json!({"JobName": "script"})).await;
    let ended = house.ended("script", run["JobRunId"].as_str().unwrap()).await;
    assert_eq!(ended["JobRunState"], json!("FAILED"));
    assert!(ended["ErrorMessage"].as_str().unwrap().starts_with("scripts are not run yet"), "{ended}");
    for (operation, input, code) in [
        ("CreateJob", job("j"), "AlreadyExistsException"),
        ("GetJob", json!({"JobName": "none"}), "EntityNotFoundException"),
        ("UpdateJob", json!({"JobName": "none", "JobUpdate": {}}), "EntityNotFoundException"),
        ("StartJobRun", json!({"JobName": "none"}), "EntityNotFoundException"),
        ("GetJobRun", json!({"JobName": "j", "RunId": "jr_none"}), "EntityNotFoundException"),
        ("GetJobRuns", json!({"JobName": "none"}), "EntityNotFoundException"),
        ("StartJobRun", json!({"JobName": "j", "WorkerType": "G.3X"}), "InvalidInputException"),
        ("StartJobRun", json!({"JobName": "j", "JobRunQueuingEnabled": true}), "InvalidInputException"),
        ("GetJobRuns", json!({"JobName": "j", "NextToken": "x"}), "InvalidInputException"),
    ] {
        assert_eq!(house.ask(operation, input.clone()).await.unwrap_err().0, code, "{operation} {input}");
    }
}
