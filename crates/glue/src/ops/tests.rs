use boathouse_catalog::Catalog;
use boathouse_crawler::Crawlers;
use boathouse_etl::Jobs;
use boathouse_lake::{Lake, LakeConfig};
use boathouse_state::{Clock, State};
use boathouse_wire::{Identity, Reply, Request};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Glue, GlueParts};

/// A service over an empty lake in a folder that goes away with it.
pub(super) struct House {
    glue: Glue,
    lake: Lake,
    home: TempDir,
}

impl House {
    /// Writes a file, given as `bucket/key`, and makes its bucket where there is none yet.
    pub async fn put(&self, path: &str, text: &str) -> Result<(), String> {
        let (bucket, _) = path.split_once('/').ok_or("a file needs a bucket")?;
        let path = self.home.path().join("buckets").join(path);
        if !self.home.path().join("buckets").join(bucket).exists() {
            self.lake.create_bucket(bucket).await.map_err(|error| error.to_string())?;
        }
        std::fs::create_dir_all(path.parent().unwrap())
            .and_then(|()| std::fs::write(path, text))
            .map_err(|e| e.to_string())
    }
}

impl House {
    /// The names of the files in a folder, given as `bucket/key`.
    pub fn files(&self, path: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.home.path().join("buckets").join(path)).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl std::ops::Deref for House {
    type Target = Glue;

    fn deref(&self) -> &Glue {
        &self.glue
    }
}

pub(super) async fn new_glue() -> House {
    let home = tempfile::tempdir().unwrap();
    let state = State::in_memory(Clock::fixed(1_700_000_000_123)).unwrap();
    let catalog = Catalog::new(state.clone()).unwrap();
    let lake = Lake::open(home.path(), state.clone(), LakeConfig::default()).await.unwrap();
    let crawlers = Crawlers::new(state.clone(), lake.clone(), catalog.clone()).unwrap();
    let jobs = Jobs::new(state.clone(), lake.clone(), catalog.clone()).unwrap();
    House { glue: Glue::new(GlueParts { state, catalog, lake: lake.clone(), crawlers, jobs }).unwrap(), lake, home }
}

async fn send(glue: &Glue, operation: &str, body: &str) -> Reply {
    let identity = Identity { access_key_id: Some("me".to_owned()), ..Identity::default() };
    let body = body.as_bytes().to_vec().into();
    glue.handle(Request { operation: operation.to_owned(), body, identity, request_id: "r".to_owned() }).await
}

pub(super) async fn ask(glue: &Glue, operation: &str, input: Value) -> Result<Value, (String, String)> {
    let reply = send(glue, operation, &input.to_string()).await;
    let body: Value = serde_json::from_slice(&reply.body).unwrap();
    if reply.status == 200 {
        return Ok(body);
    }
    assert_eq!(reply.header("x-amzn-errortype"), body["__type"].as_str());
    Err((body["__type"].as_str().unwrap().to_owned(), body["Message"].as_str().unwrap_or_default().to_owned()))
}

pub(super) async fn done(glue: &Glue, operation: &str, input: Value) -> Value {
    ask(glue, operation, input.clone()).await.unwrap_or_else(|error| panic!("{operation} {input}: {error:?}"))
}

pub(super) async fn refused(glue: &Glue, operation: &str, input: Value, code: &str, message: &str) {
    let expected = (code.to_owned(), message.to_owned());
    assert_eq!(ask(glue, operation, input.clone()).await, Err(expected), "{operation} {input}");
}

/// Every member of `StorageDescriptor` that can be kept.
fn descriptor() -> Value {
    json!({
        "Columns": [
            {"Name": "a", "Type": "struct<`x y`:int>", "Comment": "c", "Parameters": {"k": "v"}},
            {"Name": "B"},
        ],
        "Location": "s3://b/t/", "AdditionalLocations": ["s3://b/u/"],
        "InputFormat": "in", "OutputFormat": "out", "Compressed": true, "NumberOfBuckets": -1,
        "SerdeInfo": {"Name": "n", "SerializationLibrary": "lib", "Parameters": {"field.delim": ","}},
        "BucketColumns": ["a"], "SortColumns": [{"Column": "a", "SortOrder": 1}], "Parameters": {"sizeKey": "1"},
        "SkewedInfo": {
            "SkewedColumnNames": ["a"], "SkewedColumnValues": ["1"],
            "SkewedColumnValueLocationMaps": {"1": "s3://b/t/1/"},
        },
        "StoredAsSubDirectories": true,
    })
}

/// Every member of `TableInput`.
fn table() -> Value {
    json!({
        "Name": "t", "Description": "d", "Owner": "o", "LastAccessTime": 1.5, "LastAnalyzedTime": 2.0, "Retention": 3,
        "StorageDescriptor": descriptor(),
        "PartitionKeys": [{"Name": "year", "Type": "int"}, {"Name": "city", "Type": "string", "Comment": ""}],
        "ViewOriginalText": "/* v */", "ViewExpandedText": "e", "TableType": "EXTERNAL_TABLE",
        "Parameters": {"classification": "csv", "empty": ""},
        "FederatedTable": {
            "Identifier": "i", "DatabaseIdentifier": "di", "ConnectionName": "c", "ConnectionType": "t",
        },
        "ViewDefinition": {
            "IsProtected": true, "IsManaged": false, "Definer": "arn:aws:iam::123456789012:role/r",
            "Representations": [{
                "Dialect": "ATHENA", "DialectVersion": "3", "ViewOriginalText": "o", "ValidationConnection": "c",
                "ViewExpandedText": "e",
            }],
            "ViewVersionId": 1, "ViewVersionToken": "t", "RefreshSeconds": 5, "LastRefreshType": "FULL",
            "SubObjects": ["arn:aws:glue:us-east-1:123456789012:table/db/t"], "SubObjectVersionIds": [1],
            "SubObjectsStatistics": [{
                "SourceType": "ICEBERG", "GlueVersionId": "1", "PartitionCount": 1, "FileCount": 2, "TotalFileBytes": 3,
            }],
            "SparkPipelineInfo": {"k": "v"},
        },
    })
}

pub(super) fn at(more: Value) -> Value {
    let mut input = json!({"DatabaseName": "db", "TableName": "t"});
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

pub(super) async fn with_table() -> House {
    let glue = new_glue().await;
    done(&glue, "CreateDatabase", json!({"DatabaseInput": {"Name": "db"}})).await;
    done(&glue, "CreateTable", json!({"DatabaseName": "db", "TableInput": table()})).await;
    glue
}

#[test]
fn the_table_is_sorted_and_knows_aws_names_only() {
    let known: Vec<&str> = include_str!("../operations.txt").lines().collect();
    assert!(known.is_sorted());
    let served: Vec<&str> = Glue::operations().collect();
    assert!(served.is_sorted());
    assert_eq!(served.iter().find(|name| !known.contains(name)), None);
}

#[tokio::test]
async fn what_create_table_sends_get_table_returns() {
    let glue = with_table().await;
    let found = done(&glue, "GetTable", json!({"DatabaseName": "DB", "Name": "T"})).await;
    let mut expected = table();
    expected.as_object_mut().unwrap().extend(
        json!({
            "DatabaseName": "db", "CreateTime": 1_700_000_000.123, "UpdateTime": 1_700_000_000.123,
            "CreatedBy": "arn:aws:iam::123456789012:user/me", "IsRegisteredWithLakeFormation": false,
            "CatalogId": "123456789012", "VersionId": "0", "IsMultiDialectView": true,
        })
        .as_object()
        .unwrap()
        .clone(),
    );
    assert_eq!(found, json!({"Table": expected}));

    done(&glue, "CreateTable", json!({"DatabaseName": "db", "TableInput": {"Name": "bare"}})).await;
    let found = done(&glue, "GetTable", json!({"DatabaseName": "db", "Name": "bare"})).await;
    assert_eq!(
        found["Table"],
        json!({
            "Name": "bare", "DatabaseName": "db", "CreateTime": 1_700_000_000.123, "UpdateTime": 1_700_000_000.123,
            "PartitionKeys": [], "CreatedBy": "arn:aws:iam::123456789012:user/me",
            "IsRegisteredWithLakeFormation": false, "CatalogId": "123456789012", "VersionId": "0",
            "IsMultiDialectView": false,
        })
    );
}

#[tokio::test]
async fn what_create_partition_sends_get_partition_returns() {
    let glue = with_table().await;
    let sent = json!({
        "Values": ["2024", "Rom"], "LastAccessTime": 5.0, "LastAnalyzedTime": 6.25, "StorageDescriptor": descriptor(),
        "Parameters": {"k": "v"},
    });
    done(&glue, "CreatePartition", at(json!({"PartitionInput": sent}))).await;
    let mut expected = sent.clone();
    expected.as_object_mut().unwrap().extend(
        json!({
            "DatabaseName": "db", "TableName": "t", "CreationTime": 1_700_000_000.123, "CatalogId": "123456789012",
        })
        .as_object()
        .unwrap()
        .clone(),
    );
    let found = done(&glue, "GetPartition", at(json!({"PartitionValues": ["2024", "Rom"]}))).await;
    assert_eq!(found, json!({"Partition": expected}));
    let found = done(&glue, "GetPartitions", at(json!({"Expression": "year = 2024"}))).await;
    assert_eq!(found, json!({"Partitions": [expected]}));
    expected["StorageDescriptor"].as_object_mut().unwrap().remove("Columns");
    let found = done(&glue, "GetPartitions", at(json!({"ExcludeColumnSchema": true}))).await;
    assert_eq!(found, json!({"Partitions": [expected]}));
}

#[tokio::test]
async fn databases_show_what_glue_shows() {
    let glue = new_glue().await;
    let sent = json!({
        "Name": "Sales", "Description": "d", "LocationUri": "s3://b/", "Parameters": {"k": "v"},
        "CreateTableDefaultPermissions": [],
        "FederatedDatabase": {"Identifier": "i", "ConnectionName": "c", "ConnectionType": "t"},
    });
    done(&glue, "CreateDatabase", json!({"DatabaseInput": sent, "Tags": {"team": "x"}})).await;
    done(&glue, "CreateDatabase", json!({"DatabaseInput": {"Name": "bare"}})).await;
    let mut expected = sent.clone();
    expected["Name"] = json!("sales");
    expected["CreateTime"] = json!(1_700_000_000.123);
    expected["CatalogId"] = json!("123456789012");
    let bare = json!({
        "Name": "bare", "CreateTime": 1_700_000_000.123, "CatalogId": "123456789012",
        "CreateTableDefaultPermissions": [
            {"Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}, "Permissions": ["ALL"]},
        ],
    });
    assert_eq!(done(&glue, "GetDatabases", json!({})).await, json!({"DatabaseList": [bare, expected]}));
    let first = done(&glue, "GetDatabases", json!({"MaxResults": 1, "AttributesToGet": ["NAME"]})).await;
    assert_eq!(first["DatabaseList"], json!([{"Name": "bare"}]));
    let rest = done(&glue, "GetDatabases", json!({"NextToken": first["NextToken"]})).await;
    assert_eq!(rest, json!({"DatabaseList": [expected]}));
    let federated = done(&glue, "GetDatabases", json!({"ResourceShareType": "FEDERATED"})).await;
    assert_eq!(federated, json!({"DatabaseList": [expected]}));
    done(&glue, "UpdateDatabase", json!({"Name": "sales", "DatabaseInput": {"Name": "sales"}})).await;
    let found = done(&glue, "GetDatabase", json!({"Name": "SALES"})).await;
    assert_eq!(found["Database"].get("Description"), None);

    let arn = "arn:aws:glue:us-east-1:123456789012:database/sales";
    assert_eq!(done(&glue, "GetTags", json!({"ResourceArn": arn})).await, json!({"Tags": {"team": "x"}}));
    done(&glue, "TagResource", json!({"ResourceArn": arn, "TagsToAdd": {"team": "y", "cost": "1"}})).await;
    done(&glue, "UntagResource", json!({"ResourceArn": arn, "TagsToRemove": ["cost", "none"]})).await;
    assert_eq!(done(&glue, "GetTags", json!({"ResourceArn": arn})).await, json!({"Tags": {"team": "y"}}));
    let too_many: serde_json::Map<_, _> = (0..50).map(|i| (i.to_string(), json!("v"))).collect();
    let too_many = json!({"ResourceArn": arn, "TagsToAdd": too_many});
    refused(&glue, "TagResource", too_many, "InvalidInputException", "A resource can have at most 50 tags.").await;
    done(&glue, "DeleteDatabase", json!({"Name": "sales"})).await;
    refused(&glue, "GetTags", json!({"ResourceArn": arn}), "EntityNotFoundException", "Database sales not found.")
        .await;
    done(&glue, "CreateDatabase", json!({"DatabaseInput": {"Name": "sales"}})).await;
    assert_eq!(done(&glue, "GetTags", json!({"ResourceArn": arn})).await, json!({"Tags": {}}));
}

#[tokio::test]
async fn errors_of_databases_and_tables_have_glues_codes_and_texts() {
    let glue = with_table().await;
    done(&glue, "UpdateTable", json!({"DatabaseName": "db", "TableInput": table(), "VersionId": "0"})).await;
    let long = "x".repeat(256);
    let too_long = format!(
        "1 validation error detected: Value '{long}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 255"
    );
    let not_found = "EntityNotFoundException";
    let invalid = "InvalidInputException";
    for (operation, input, code, message) in [
        (
            "CreateDatabase",
            json!({"DatabaseInput": {"Name": "DB"}}),
            "AlreadyExistsException",
            "Database already exists.",
        ),
        ("GetDatabase", json!({"Name": "no"}), not_found, "Database no not found."),
        ("GetDatabase", json!({"Name": long}), "ValidationException", too_long.as_str()),
        (
            "CreateTable",
            json!({"DatabaseName": "db", "TableInput": table()}),
            "AlreadyExistsException",
            "Table already exists.",
        ),
        (
            "CreateTable",
            json!({"DatabaseName": "no", "TableInput": {"Name": "t"}}),
            not_found,
            "Database no not found.",
        ),
        (
            "CreateTable",
            json!({"DatabaseName": "db"}),
            "ValidationException",
            "1 validation error detected: Value null at 'tableInput' failed to satisfy constraint: Member must not be null",
        ),
        (
            "CreateTable",
            json!({"DatabaseName": "db", "TableInput": {"Name": "n", "StorageDescriptor": {"Columns": [{}]}}}),
            "ValidationException",
            "1 validation error detected: Value null at 'tableInput.storageDescriptor.columns.1.member.name' failed to satisfy constraint: Member must not be null",
        ),
        (
            "CreateTable",
            json!({"DatabaseName": "db", "TableInput": {"Name": "n"}, "OpenTableFormatInput": {}}),
            invalid,
            "OpenTableFormatInput without IcebergInput is not supported by boathouse",
        ),
        (
            "GetTable",
            json!({"DatabaseName": "db", "Name": "t", "QueryAsOfTime": 1.0}),
            invalid,
            "QueryAsOfTime is not supported by boathouse",
        ),
        ("GetTable", json!({"DatabaseName": "db", "Name": "no"}), not_found, "Table no not found."),
        (
            "UpdateTable",
            json!({"DatabaseName": "db", "TableInput": table(), "VersionId": "0"}),
            "ConcurrentModificationException",
            "Update table failed due to concurrent modifications.",
        ),
        (
            "UpdateTable",
            json!({"DatabaseName": "db", "Name": "t", "TableInput": {"Name": "u"}}),
            invalid,
            "The table t cannot be renamed to u.",
        ),
    ] {
        refused(&glue, operation, input, code, message).await;
    }
}

#[tokio::test]
async fn errors_of_versions_and_partitions_have_glues_codes_and_texts() {
    let glue = with_table().await;
    done(&glue, "CreatePartition", at(json!({"PartitionInput": {"Values": ["1", "x"]}}))).await;
    done(&glue, "UpdateTable", json!({"DatabaseName": "db", "TableInput": table(), "VersionId": "0"})).await;
    let key_count = "The number of partition keys do not match the number of partition values";
    let not_found = "EntityNotFoundException";
    let invalid = "InvalidInputException";
    for (operation, input, code, message) in [
        ("GetTableVersion", at(json!({"VersionId": "7"})), not_found, "Version not found."),
        ("GetTableVersion", at(json!({"VersionId": "x"})), invalid, "VersionId 'x' is not a number."),
        ("DeleteTableVersion", at(json!({"VersionId": "1"})), invalid, "Cannot delete the current version of a table."),
        (
            "CreatePartition",
            at(json!({"PartitionInput": {"Values": ["1", "x"]}})),
            "AlreadyExistsException",
            "Partition already exists.",
        ),
        ("CreatePartition", at(json!({"PartitionInput": {"Values": ["1"]}})), invalid, key_count),
        ("GetPartition", at(json!({"PartitionValues": ["2", "x"]})), not_found, "Cannot find partition."),
        ("DeletePartition", at(json!({"PartitionValues": ["2", "x"]})), not_found, "Cannot find partition."),
        ("GetPartitions", at(json!({"Expression": "year = 'x'"})), invalid, "\"x\" is not an integer."),
        ("GetPartitions", at(json!({"Expression": "a != 1"})), invalid, "Unsupported expression 'a != 1'"),
        ("GetPartitions", at(json!({"NextToken": "x"})), invalid, "Invalid NextToken."),
        (
            "GetTables",
            json!({"DatabaseName": "db", "MaxResults": 101}),
            "ValidationException",
            "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
        ),
    ] {
        refused(&glue, operation, input, code, message).await;
    }
}

#[tokio::test]
async fn requests_that_are_none_are_refused() {
    let glue = with_table().await;
    let invalid = "InvalidInputException";
    for (operation, input, code, message) in [
        (
            "GetTags",
            json!({"ResourceArn": "arn:aws:s3:::b/x"}),
            invalid,
            "'arn:aws:s3:::b/x' is not the ARN of a Glue resource.",
        ),
        (
            "CreateBlueprint",
            json!({}),
            "UnknownOperationException",
            "the operation CreateBlueprint is not supported by boathouse",
        ),
        ("Nothing", json!({}), "UnknownOperationException", "the service has no operation Nothing"),
        (
            "GetTable",
            json!({"DatabaseName": 1}),
            "SerializationException",
            "NUMBER_VALUE can not be converted to a String",
        ),
    ] {
        refused(&glue, operation, input, code, message).await;
    }
    for body in ["", "{", "null"] {
        let reply = send(&glue, "GetTable", body).await;
        assert_eq!(
            (reply.status, reply.body.as_ref()),
            (400, &b"{\"__type\":\"SerializationException\"}"[..]),
            "{body}"
        );
    }
    let reply = send(&glue, "GetTable", r#"{"DatabaseName":"db","Name":"t","AuditContext":{}}"#).await;
    assert_eq!((reply.status, reply.header("x-boathouse-ignored")), (200, Some("AuditContext")));
}

#[tokio::test]
async fn batches_answer_item_by_item() {
    let glue = with_table().await;
    let exists = json!({"ErrorCode": "AlreadyExistsException", "ErrorMessage": "Partition already exists."});
    let absent = json!({"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Cannot find partition."});
    let list = json!([{"Values": ["1", "a"]}, {"Values": ["1", "a"]}, {"Values": ["2", "b"]}]);
    for (operation, input, expected) in [
        (
            "BatchCreatePartition",
            at(json!({"PartitionInputList": list})),
            json!({"Errors": [{"PartitionValues": ["1", "a"], "ErrorDetail": exists}]}),
        ),
        (
            "BatchUpdatePartition",
            at(json!({"Entries": [
                {"PartitionValueList": ["1", "a"], "PartitionInput": {"Values": ["3", "c"]}},
                {"PartitionValueList": ["9", "z"], "PartitionInput": {"Values": ["9", "z"]}},
            ]})),
            json!({"Errors": [{"PartitionValueList": ["9", "z"], "ErrorDetail": absent}]}),
        ),
        (
            "BatchDeletePartition",
            at(json!({"PartitionsToDelete": [{"Values": ["3", "c"]}, {"Values": ["9", "z"]}]})),
            json!({"Errors": [{"PartitionValues": ["9", "z"], "ErrorDetail": absent}]}),
        ),
        (
            "BatchDeleteTableVersion",
            at(json!({"VersionIds": ["5", "x"]})),
            json!({"Errors": [
                {"TableName": "t", "VersionId": "5", "ErrorDetail":
                    {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Version not found."}},
                {"TableName": "t", "VersionId": "x", "ErrorDetail":
                    {"ErrorCode": "InvalidInputException", "ErrorMessage": "VersionId 'x' is not a number."}},
            ]}),
        ),
        (
            "BatchDeleteTable",
            json!({"DatabaseName": "db", "TablesToDelete": ["no"]}),
            json!({"Errors": [{"TableName": "no", "ErrorDetail":
                {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Table no not found."}}]}),
        ),
    ] {
        assert_eq!(done(&glue, operation, input).await, expected, "{operation}");
    }
    let keys = json!({"PartitionsToGet": [{"Values": ["2", "b"]}, {"Values": ["9", "z"]}]});
    let found = done(&glue, "BatchGetPartition", at(keys)).await;
    assert_eq!((found["Partitions"].as_array().unwrap().len(), &found["UnprocessedKeys"]), (1, &json!([])));
    done(&glue, "BatchDeleteTable", json!({"DatabaseName": "db", "TablesToDelete": ["T"]})).await;
    assert_eq!(done(&glue, "GetTables", json!({"DatabaseName": "db"})).await, json!({"TableList": []}));
    let unknown = at(json!({"PartitionInputList": []}));
    refused(&glue, "BatchCreatePartition", unknown, "EntityNotFoundException", "Table t not found.").await;
}

#[tokio::test]
async fn listings_go_on_where_they_ended() {
    let glue = with_table().await;
    for name in ["ab", "ac", "b"] {
        let view = json!({"Name": name, "TableType": "VIRTUAL_VIEW"});
        done(&glue, "CreateTable", json!({"DatabaseName": "db", "TableInput": view})).await;
    }
    let page = json!({"DatabaseName": "db", "Expression": "a.*", "MaxResults": 1, "AttributesToGet": ["TABLE_TYPE"]});
    let first = done(&glue, "GetTables", page.clone()).await;
    assert_eq!(first["TableList"], json!([{"Name": "ab", "DatabaseName": "db", "TableType": "VIRTUAL_VIEW"}]));
    let mut next = page.clone();
    next["NextToken"] = first["NextToken"].clone();
    let last = done(&glue, "GetTables", next).await;
    assert_eq!(last["TableList"][0]["Name"], "ac");
    assert_eq!(last.get("NextToken"), None);

    done(&glue, "UpdateTable", json!({"DatabaseName": "db", "TableInput": table(), "SkipArchive": false})).await;
    let versions = done(&glue, "GetTableVersions", at(json!({}))).await;
    let ids: Vec<_> = versions["TableVersions"].as_array().unwrap().iter().map(|v| v["VersionId"].clone()).collect();
    assert_eq!(ids, [json!("1"), json!("0")]);
    assert_eq!(versions["TableVersions"][1]["Table"]["VersionId"], "0");

    let inputs: Vec<Value> = (0..40).map(|i| json!({"Values": [i.to_string(), "x"]})).collect();
    done(&glue, "BatchCreatePartition", at(json!({"PartitionInputList": inputs}))).await;
    let mut seen = 0;
    for number in 0..3 {
        let segment = json!({"SegmentNumber": number, "TotalSegments": 3});
        let mut input = at(json!({"Segment": segment, "MaxResults": 5}));
        loop {
            let found = done(&glue, "GetPartitions", input.clone()).await;
            seen += found["Partitions"].as_array().unwrap().len();
            match found.get("NextToken") {
                Some(token) => input["NextToken"] = token.clone(),
                None => break,
            }
        }
    }
    assert_eq!(seen, 40);
}
