use boathouse_catalog::Catalog;
use boathouse_lake::{Lake, LakeConfig};
use boathouse_query::{Queries, QueryConfig};
use boathouse_state::{Clock, State};
use boathouse_wire::{Identity, Reply, Request};
use serde_json::{Value, json};

use crate::Athena;

mod constraints;

struct Service {
    athena: Athena,
    _folder: tempfile::TempDir,
}

impl Service {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let state = State::in_memory(Clock::fixed(1_789_635_316_789)).expect("a state");
        let lake = Lake::open(folder.path(), state.clone(), LakeConfig::default()).await.expect("a lake");
        let catalog = Catalog::new(state.clone()).expect("a catalog");
        let queries = Queries::new(state, lake, catalog.clone(), QueryConfig::default()).expect("queries");
        Self { athena: Athena::new(queries, catalog), _folder: folder }
    }

    async fn reply(&self, operation: &str, body: &str) -> Reply {
        let request = Request {
            operation: operation.to_owned(),
            body: body.to_owned().into(),
            identity: Identity::default(),
            request_id: "r".to_owned(),
        };
        self.athena.handle(request).await
    }

    async fn raw(&self, operation: &str, body: &str) -> (u16, Value) {
        let reply = self.reply(operation, body).await;
        (reply.status, serde_json::from_slice(&reply.body).expect("JSON"))
    }

    async fn call(&self, operation: &str, body: Value) -> (u16, Value) {
        self.raw(operation, &body.to_string()).await
    }

    async fn ok(&self, operation: &str, body: Value) -> Value {
        let (status, reply) = self.call(operation, body).await;
        assert_eq!(status, 200, "{operation}: {reply}");
        reply
    }

    /// Starts a statement and waits for its end.
    async fn run(&self, sql: &str) -> (String, Value) {
        let token = boathouse_state::new_id();
        let started = self
            .ok(
                "StartQueryExecution",
                json!({ "QueryString": sql, "ClientRequestToken": token, "QueryExecutionContext": { "Database": "db" } }),
            )
            .await;
        let id = started["QueryExecutionId"].as_str().expect("an id").to_owned();
        self.athena.queries.wait(&id).await.expect("kept");
        let execution = self.ok("GetQueryExecution", json!({ "QueryExecutionId": id })).await;
        (id, execution["QueryExecution"].clone())
    }
}

#[tokio::test]
async fn a_query_over_the_wire() {
    let service = Service::new().await;
    let (id, execution) = service.run("SELECT 1 AS one, CAST(NULL AS varchar) AS nothing").await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED");
    assert_eq!(execution["Status"]["SubmissionDateTime"], 1_789_635_316.789);
    assert_eq!(execution["StatementType"], "DML");
    assert_eq!(execution["SubstatementType"], "SELECT");
    assert_eq!(execution["WorkGroup"], "primary");
    assert_eq!(execution["Statistics"]["DataScannedInBytes"], 0);
    assert_eq!(execution["QueryExecutionContext"], json!({ "Database": "db" }));
    assert!(execution["Status"].get("AthenaError").is_none());

    let results = service.ok("GetQueryResults", json!({ "QueryExecutionId": id })).await;
    assert_eq!(
        results["ResultSet"]["Rows"],
        json!([
            { "Data": [{ "VarCharValue": "one" }, { "VarCharValue": "nothing" }] },
            { "Data": [{ "VarCharValue": "1" }, {}] }
        ])
    );
    assert_eq!(
        results["ResultSet"]["ResultSetMetadata"]["ColumnInfo"][0],
        json!({
            "CatalogName": "hive", "SchemaName": "", "TableName": "", "Name": "one", "Label": "one",
            "Type": "integer", "Precision": 10, "Scale": 0, "Nullable": "UNKNOWN", "CaseSensitive": false
        })
    );
    assert_eq!(results["UpdateCount"], 0);
    assert!(results.get("NextToken").is_none());

    let statistics = service.ok("GetQueryRuntimeStatistics", json!({ "QueryExecutionId": id })).await;
    assert_eq!(statistics["QueryRuntimeStatistics"]["Rows"]["OutputRows"], 1);
    let listed = service.ok("ListQueryExecutions", json!({})).await;
    assert_eq!(listed, json!({ "QueryExecutionIds": [id] }));
    let batch = service.ok("BatchGetQueryExecution", json!({ "QueryExecutionIds": [id, "nope"] })).await;
    assert_eq!(batch["QueryExecutions"][0]["QueryExecutionId"], id);
    assert_eq!(
        batch["UnprocessedQueryExecutionIds"],
        json!([{
            "QueryExecutionId": "nope", "ErrorCode": "QUERY_EXECUTION_NOT_FOUND",
            "ErrorMessage": "QueryExecution nope was not found"
        }])
    );
    service.ok("StopQueryExecution", json!({ "QueryExecutionId": id })).await;
}

#[tokio::test]
async fn failed_queries_say_why() {
    let service = Service::new().await;
    let (id, execution) = service.run("SELECT * FROM nodb.t").await;
    let reason = "SCHEMA_NOT_FOUND: line 1:15: Schema 'nodb' does not exist";
    assert_eq!(execution["Status"]["State"], "FAILED");
    assert_eq!(execution["Status"]["StateChangeReason"], reason);
    assert_eq!(
        execution["Status"]["AthenaError"],
        json!({ "ErrorCategory": 2, "ErrorType": 1301, "Retryable": false, "ErrorMessage": reason })
    );
    let (status, error) = service.call("GetQueryResults", json!({ "QueryExecutionId": id })).await;
    assert_eq!(status, 400);
    assert_eq!(error["AthenaErrorCode"], "INVALID_QUERY_EXECUTION_STATE");
    assert_eq!(error["Message"], "Query did not finish successfully. Final query state: FAILED");
}

#[tokio::test]
async fn refusals() {
    let service = Service::new().await;
    let token = "t".repeat(32);
    let start = |sql: &str| json!({ "QueryString": sql, "ClientRequestToken": token });
    let null = "1 validation error detected: Value null at";
    let required = "failed to satisfy constraint: Member must not be null";
    for (operation, body, code, message) in [
        ("StartQueryExecution", start("SELEC 1"), "MALFORMED_QUERY", "line 1:1: mismatched input 'SELEC'.".to_owned()),
        ("StartQueryExecution", json!({}), "INVALID_INPUT", format!("{null} 'queryString' {required}")),
        (
            "StartQueryExecution",
            json!({ "QueryString": "SELECT 1" }),
            "INVALID_INPUT",
            "clientRequestToken is null or empty".to_owned(),
        ),
        (
            "StartQueryExecution",
            json!({ "QueryString": "SELECT 1", "ClientRequestToken": "short" }),
            "INVALID_INPUT",
            "1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must \
             have length greater than or equal to 32"
                .to_owned(),
        ),
        (
            "StartQueryExecution",
            json!({ "QueryString": "SELECT 1", "ClientRequestToken": "ü".repeat(65) }),
            "INVALID_INPUT",
            "clientRequestToken exceeds maximum allowed length 128".to_owned(),
        ),
        (
            "StartQueryExecution",
            json!({ "QueryString": "SELECT 1", "ClientRequestToken": token, "ResultConfiguration": { "OutputLocation": "bucket" } }),
            "INVALID_INPUT",
            "outputLocation is not a valid S3 path.".to_owned(),
        ),
        (
            "StartQueryExecution",
            json!({ "QueryString": "SELECT 1", "ClientRequestToken": token, "ResultConfiguration": { "OutputLocation": "s3://gone/" } }),
            "INVALID_INPUT",
            "Unable to verify/create output bucket gone".to_owned(),
        ),
        (
            "StartQueryExecution",
            json!({ "QueryString": "SELECT 1", "ClientRequestToken": token, "WorkGroup": "nope" }),
            "INVALID_INPUT",
            "WorkGroup is not found.".to_owned(),
        ),
        ("GetWorkGroup", json!({ "WorkGroup": "nope" }), "INVALID_INPUT", "WorkGroup is not found.".to_owned()),
        (
            "GetQueryExecution",
            json!({ "QueryExecutionId": "nope" }),
            "QUERY_EXECUTION_NOT_FOUND",
            "QueryExecution nope was not found".to_owned(),
        ),
        ("GetQueryExecution", json!({}), "INVALID_INPUT", format!("{null} 'queryExecutionId' {required}")),
        (
            "GetQueryResults",
            json!({ "QueryExecutionId": "nope", "MaxResults": 1001 }),
            "QUERY_EXECUTION_NOT_FOUND",
            "QueryExecution nope was not found".to_owned(),
        ),
    ] {
        let (status, error) = service.call(operation, body.clone()).await;
        assert_eq!((status, error["__type"].as_str()), (400, Some("InvalidRequestException")), "{body}: {error}");
        assert_eq!(error["AthenaErrorCode"], code, "{body}");
        assert_eq!(error["ErrorCode"], code, "{body}");
        assert!(error["Message"].as_str().is_some_and(|text| text.starts_with(&message)), "{body}: {error}");
    }
}

#[tokio::test]
async fn bodies_that_are_not_inputs() {
    let service = Service::new().await;
    for (body, message) in [
        ("", None),
        ("null", None),
        ("{", None),
        ("[]", Some("Start of list found where not expected")),
        ("{\"QueryString\": 1}", Some("NUMBER_VALUE can not be converted to a String")),
    ] {
        let (status, error) = service.raw("StartQueryExecution", body).await;
        assert_eq!((status, error["__type"].as_str()), (400, Some("SerializationException")), "{body}");
        assert_eq!(error.get("Message").and_then(Value::as_str), message, "{body}");
    }
}

#[tokio::test]
async fn pages_and_their_limits() {
    let service = Service::new().await;
    let (id, _) = service.run("SELECT 1").await;
    for (body, message) in [
        (json!({ "MaxResults": 1001 }), "MaxResults is more than maximum allowed length 1000"),
        (json!({ "NextToken": "nonsense" }), "Malformed nextPageToken nonsense"),
        (json!({ "MaxResults": 0 }), "1 validation error detected: Value at 'maxResults'"),
    ] {
        let mut body = body;
        body["QueryExecutionId"] = json!(id);
        let (_, error) = service.call("GetQueryResults", body).await;
        assert_eq!(error["AthenaErrorCode"], "INVALID_INPUT");
        assert!(error["Message"].as_str().is_some_and(|text| text.starts_with(message)), "{error}");
    }
    let page = service.ok("GetQueryResults", json!({ "QueryExecutionId": id, "MaxResults": 1 })).await;
    let next = json!({ "QueryExecutionId": id, "NextToken": page["NextToken"] });
    let page = service.ok("GetQueryResults", next).await;
    assert_eq!(page["ResultSet"]["Rows"], json!([{ "Data": [{ "VarCharValue": "1" }] }]));
}

#[tokio::test]
async fn metadata() {
    let service = Service::new().await;
    service.run("CREATE DATABASE db COMMENT 'd'").await;
    let ddl = "CREATE EXTERNAL TABLE t (a int COMMENT 'x') PARTITIONED BY (p string) LOCATION 's3://b/t/'";
    let (id, execution) = service.run(ddl).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{execution}");
    assert_eq!(execution["SubstatementType"], "CREATE_TABLE");
    let results = service.ok("GetQueryResults", json!({ "QueryExecutionId": id })).await;
    assert_eq!(results["ResultSet"], json!({ "Rows": [], "ResultSetMetadata": { "ColumnInfo": [] } }));

    let catalog = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "db" });
    let database = service.ok("GetDatabase", catalog.clone()).await;
    assert_eq!(database["Database"]["Description"], "d");
    let databases = service.ok("ListDatabases", json!({ "CatalogName": "awsdatacatalog" })).await;
    assert_eq!(databases["DatabaseList"].as_array().map(Vec::len), Some(1));
    let mut one = catalog.clone();
    one["TableName"] = json!("t");
    let table = service.ok("GetTableMetadata", one).await["TableMetadata"].clone();
    assert_eq!(table["Columns"], json!([{ "Name": "a", "Type": "int", "Comment": "x" }]));
    assert_eq!(table["PartitionKeys"], json!([{ "Name": "p", "Type": "string" }]));
    assert_eq!(table["Parameters"]["location"], "s3://b/t");
    assert_eq!(table["Parameters"]["serde.param.serialization.format"], "1");
    assert_eq!(table["Parameters"]["EXTERNAL"], "TRUE");
    let tables = service.ok("ListTableMetadata", catalog.clone()).await;
    assert_eq!(tables["TableMetadataList"][0], table);

    let mut gone = catalog;
    gone["TableName"] = json!("gone");
    let (status, error) = service.call("GetTableMetadata", gone).await;
    assert_eq!((status, error["__type"].as_str()), (400, Some("MetadataException")));
    let message = error["Message"].as_str().unwrap_or_default();
    assert!(message.starts_with("EntityNotFoundException: Table gone not found."), "{message}");
}

#[tokio::test]
async fn workgroups_and_catalogs() {
    let service = Service::new().await;
    let workgroup = service.ok("GetWorkGroup", json!({ "WorkGroup": "primary" })).await["WorkGroup"].clone();
    assert_eq!(workgroup["State"], "ENABLED");
    let configuration = &workgroup["Configuration"];
    assert_eq!(configuration["EnforceWorkGroupConfiguration"], false);
    assert_eq!(configuration["EngineVersion"]["EffectiveEngineVersion"], "Athena engine version 3");
    assert_eq!(
        configuration["ResultConfiguration"]["OutputLocation"],
        "s3://aws-athena-query-results-123456789012-us-east-1/"
    );
    assert_eq!(service.ok("ListWorkGroups", json!({})).await["WorkGroups"][0]["Name"], "primary");
    let catalogs = service.ok("ListDataCatalogs", json!({})).await;
    assert_eq!(catalogs["DataCatalogsSummary"][0]["CatalogName"], "AwsDataCatalog");
    assert_eq!(service.ok("GetDataCatalog", json!({ "Name": "awsdatacatalog" })).await["DataCatalog"]["Type"], "GLUE");
}

#[tokio::test]
async fn operations_that_are_not_served_are_named() {
    let service = Service::new().await;
    let (status, error) = service.call("StartSession", json!({})).await;
    assert_eq!((status, error["__type"].as_str()), (400, Some("InvalidRequestException")));
    let text = "The operation StartSession needs Apache Spark, which is not supported by boathouse";
    assert_eq!(error["Message"], text);
    let (status, error) = service.call("Nope", json!({})).await;
    assert_eq!((status, error), (400, json!({ "__type": "UnknownOperationException" })));
    let names: Vec<_> = Athena::operations().collect();
    assert!(names.is_sorted());
}
