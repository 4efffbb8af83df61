//! What the model demands of each operation's members, with the service's texts.

use serde_json::{Value, json};

use super::Service;
use crate::Athena;

/// The members that are missing from an empty request, as the texts name them.
const REQUIRED: &[(&str, &[&str])] = &[
    ("BatchGetNamedQuery", &["namedQueryIds"]),
    ("BatchGetPreparedStatement", &["preparedStatementNames", "workGroup"]),
    ("BatchGetQueryExecution", &["queryExecutionIds"]),
    ("CancelCapacityReservation", &["name"]),
    ("CreateCapacityReservation", &["targetDpus", "name"]),
    ("CreateDataCatalog", &["name", "type"]),
    ("CreateNamedQuery", &["name", "database", "queryString"]),
    ("CreatePreparedStatement", &["statementName", "workGroup", "queryStatement"]),
    ("CreateWorkGroup", &["name"]),
    ("DeleteCapacityReservation", &["name"]),
    ("DeleteDataCatalog", &["name"]),
    ("DeleteNamedQuery", &["namedQueryId"]),
    ("DeletePreparedStatement", &["statementName", "workGroup"]),
    ("DeleteWorkGroup", &["workGroup"]),
    ("GetCapacityAssignmentConfiguration", &["capacityReservationName"]),
    ("GetCapacityReservation", &["name"]),
    ("GetDataCatalog", &["name"]),
    ("GetDatabase", &["catalogName", "databaseName"]),
    ("GetNamedQuery", &["namedQueryId"]),
    ("GetPreparedStatement", &["statementName", "workGroup"]),
    ("GetQueryExecution", &["queryExecutionId"]),
    ("GetQueryResults", &["queryExecutionId"]),
    ("GetQueryRuntimeStatistics", &["queryExecutionId"]),
    ("GetTableMetadata", &["catalogName", "databaseName", "tableName"]),
    ("GetWorkGroup", &["workGroup"]),
    ("ListCapacityReservations", &[]),
    ("ListDataCatalogs", &[]),
    ("ListDatabases", &["catalogName"]),
    ("ListEngineVersions", &[]),
    ("ListNamedQueries", &[]),
    ("ListPreparedStatements", &["workGroup"]),
    ("ListQueryExecutions", &[]),
    ("ListTableMetadata", &["catalogName", "databaseName"]),
    ("ListTagsForResource", &["resourceARN"]),
    ("ListWorkGroups", &[]),
    ("PutCapacityAssignmentConfiguration", &["capacityReservationName", "capacityAssignments"]),
    ("StartQueryExecution", &["queryString"]),
    ("StopQueryExecution", &["queryExecutionId"]),
    ("TagResource", &["resourceARN", "tags"]),
    ("UntagResource", &["resourceARN", "tagKeys"]),
    ("UpdateCapacityReservation", &["targetDpus", "name"]),
    ("UpdateDataCatalog", &["name", "type"]),
    ("UpdateNamedQuery", &["namedQueryId", "name", "queryString"]),
    ("UpdatePreparedStatement", &["statementName", "workGroup", "queryStatement"]),
    ("UpdateWorkGroup", &["workGroup"]),
];

#[tokio::test]
async fn what_is_missing_is_named() {
    let service = Service::new().await;
    assert!(REQUIRED.iter().map(|(operation, _)| *operation).eq(Athena::operations()));
    for (operation, members) in REQUIRED {
        let (status, answer) = service.call(operation, json!({})).await;
        if members.is_empty() {
            assert_eq!(status, 200, "{operation}: {answer}");
            continue;
        }
        let constraint =
            |member: &&str| format!("Value null at '{member}' failed to satisfy constraint: Member must not be null");
        let constraints: Vec<String> = members.iter().map(constraint).collect();
        let noun = if members.len() == 1 { "validation error" } else { "validation errors" };
        let text = format!("{} {noun} detected: {}", members.len(), constraints.join("; "));
        assert_eq!(answer["Message"], text, "{operation}");
        assert_eq!((status, answer["AthenaErrorCode"].as_str()), (400, Some("INVALID_INPUT")), "{operation}");
    }
}

/// Bounds of the pages of listings, with what else a request needs.
const PAGES: &[(&str, i64, i64, &str)] = &[
    ("ListCapacityReservations", 1, 50, "{}"),
    ("ListDataCatalogs", 2, 50, "{}"),
    ("ListDatabases", 1, 50, r#"{"CatalogName": "AwsDataCatalog"}"#),
    ("ListEngineVersions", 1, 10, "{}"),
    ("ListNamedQueries", 0, 50, "{}"),
    ("ListPreparedStatements", 1, 50, r#"{"WorkGroup": "primary"}"#),
    ("ListQueryExecutions", 0, 50, "{}"),
    ("ListWorkGroups", 1, 50, "{}"),
];

#[tokio::test]
async fn pages_have_their_bounds() {
    let service = Service::new().await;
    for (operation, min, max, others) in PAGES {
        let ask = async |member: &str, value: Value| {
            let mut body: Value = serde_json::from_str(others).expect("JSON");
            body[member] = value;
            service.call(operation, body).await
        };
        for size in [*min, *max] {
            let (status, answer) = ask("MaxResults", json!(size)).await;
            assert_eq!(status, 200, "{operation} {size}: {answer}");
            // There are two engine versions, and no two of anything else.
            let has_more = *operation == "ListEngineVersions" && size == 1;
            assert_eq!(answer.get("NextToken").is_some(), has_more, "{operation}: {answer}");
        }
        for (size, bound) in
            [(min - 1, format!("greater than or equal to {min}")), (max + 1, format!("less than or equal to {max}"))]
        {
            let (_, answer) = ask("MaxResults", json!(size)).await;
            let text = format!(
                "1 validation error detected: Value at 'maxResults' failed to satisfy constraint: Member must have \
                 value {bound}"
            );
            assert_eq!(answer["Message"], text, "{operation} {size}");
        }
        let (status, answer) = ask("NextToken", json!("nonsense")).await;
        assert_eq!(
            (status, answer["Message"].as_str()),
            (400, Some("The nextPageToken is malformed: nonsense")),
            "{operation}"
        );
        let (_, answer) = ask("NextToken", json!("")).await;
        assert!(answer["Message"].as_str().is_some_and(|text| text.contains("'nextToken'")), "{operation}: {answer}");
    }
}

#[tokio::test]
async fn members_have_their_patterns() {
    let service = Service::new().await;
    let pattern = "failed to satisfy constraint: Member must satisfy regular expression pattern:";
    for (operation, body, text) in [
        ("GetWorkGroup", json!({ "WorkGroup": "a b" }), format!("Value at 'workGroup' {pattern} [a-zA-Z0-9._-]{{1,128}}")),
        ("GetWorkGroup", json!({ "WorkGroup": "" }), format!("Value at 'workGroup' {pattern} [a-zA-Z0-9._-]{{1,128}}")),
        (
            "GetPreparedStatement",
            json!({ "WorkGroup": "primary", "StatementName": "9a" }),
            format!("Value at 'statementName' {pattern} [a-zA-Z_][a-zA-Z0-9_@:]{{1,256}}"),
        ),
        ("GetCapacityReservation", json!({ "Name": "a/b" }), format!("Value at 'name' {pattern} [a-zA-Z0-9._-]+")),
        (
            "CreateCapacityReservation",
            json!({ "Name": "r", "TargetDpus": 3 }),
            "Value at 'targetDpus' failed to satisfy constraint: Member must have value greater than or equal to 4".to_owned(),
        ),
        (
            "CreateDataCatalog",
            json!({ "Name": "c", "Type": "NOPE" }),
            "Value at 'type' failed to satisfy constraint: Member must satisfy enum value set: [LAMBDA, GLUE, HIVE, FEDERATED]".to_owned(),
        ),
        (
            "ListTagsForResource",
            json!({ "ResourceARN": "x", "MaxResults": 74 }),
            "Value at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 75".to_owned(),
        ),
        (
            "CreateWorkGroup",
            json!({ "Name": "w", "Configuration": { "ResultConfiguration": { "ExpectedBucketOwner": "1" } } }),
            "Value at 'configuration.resultConfiguration.expectedBucketOwner' failed to satisfy constraint: Member must have length greater than or equal to 12".to_owned(),
        ),
    ] {
        let (status, answer) = service.call(operation, body.clone()).await;
        assert_eq!((status, answer["Message"].as_str()), (400, Some(format!("1 validation error detected: {text}").as_str())), "{body}");
    }
}

#[tokio::test]
async fn members_that_nobody_reads_are_reported() {
    let service = Service::new().await;
    let body = json!({ "Name": "w", "Configuration": { "QuerySchedulingType": "DEFAULT", "ResultConfiguration": { "Colour": "red" } } });
    let reply = service.reply("CreateWorkGroup", &body.to_string()).await;
    assert_eq!(reply.status, 200);
    let mut ignored: Vec<_> = reply.header("x-boathouse-ignored").unwrap_or_default().split(',').collect();
    ignored.sort_unstable();
    assert_eq!(ignored, ["Configuration.QuerySchedulingType", "Configuration.ResultConfiguration.Colour"]);
}

#[test]
fn the_model_can_be_read() {
    assert_eq!(Athena::faults_of_model(), Vec::<String>::new());
}
