//! Iceberg tables that Glue makes and changes, and the dialects of views.

use serde_json::{Value, json};

use super::tests::{House, done, new_glue, refused};

async fn house() -> House {
    let house = new_glue().await;
    house.put("ice/x", "").await.unwrap();
    done(&house, "CreateDatabase", json!({"DatabaseInput": {"Name": "db"}})).await;
    house
}

fn field(id: i32, name: &str, data_type: &str) -> Value {
    json!({"Id": id, "Name": name, "Type": data_type, "Required": false})
}

fn create(location: &str) -> Value {
    json!({
        "DatabaseName": "db", "Name": "T",
        "OpenTableFormatInput": {"IcebergInput": {"MetadataOperation": "CREATE", "Version": "2",
            "CreateIcebergTableInput": {
                "Location": location, "Properties": {"k": "v"},
                "Schema": {"Type": "struct", "Fields": [field(1, "id", "long"), field(2, "name", "string")]},
                "PartitionSpec": {"Fields": [{"SourceId": 1, "Transform": "bucket[4]", "Name": "id_bucket"}]},
                "WriteOrder": {"OrderId": 1, "Fields": [
                    {"SourceId": 2, "Transform": "identity", "Direction": "asc", "NullOrder": "nulls-first"}]},
            }}},
    })
}

fn update(updates: Value) -> Value {
    json!({"DatabaseName": "db", "Name": "t",
        "UpdateOpenTableFormatInput": {"UpdateIcebergInput": {"UpdateIcebergTableInput": {"Updates": updates}}}})
}

async fn shown(house: &House, attributes: Value) -> Value {
    let input = json!({"DatabaseName": "db", "Name": "t", "AttributesToGet": attributes});
    done(house, "GetTable", input).await["Table"].clone()
}

#[tokio::test]
async fn a_table_is_made_and_changed() {
    let house = house().await;
    done(&house, "CreateTable", create("s3://ice/t")).await;
    let both = shown(&house, json!(["DEFAULT", "LATEST_ICEBERG_METADATA"])).await;
    let first = both["Parameters"]["metadata_location"].as_str().unwrap().to_owned();
    assert!(first.starts_with("s3://ice/t/metadata/00000-") && first.ends_with(".metadata.json"), "{first}");
    assert_eq!((&both["Parameters"]["table_type"], &both["TableType"]), (&json!("ICEBERG"), &json!("EXTERNAL_TABLE")));
    assert_eq!(both["StorageDescriptor"]["Columns"][0]["Type"], "bigint");
    assert_eq!(both["StorageDescriptor"]["Columns"][1]["Parameters"]["iceberg.field.id"], "2");
    let metadata = &both["IcebergTableMetadata"];
    assert_eq!((&metadata["FormatVersion"], &metadata["LastPartitionId"]), (&json!("2"), &json!(1000)));
    assert_eq!(metadata["SortOrders"][0]["Fields"][0]["Direction"], "asc");
    let fields = json!([field(1, "id", "long"), field(2, "called", "string"), field(3, "age", "int")]);
    let change = json!([{"Schema": {"Fields": fields}, "Location": "s3://ice/t", "Properties": {"n": "1"}}]);
    done(&house, "UpdateTable", update(change)).await;
    let next = shown(&house, json!(["LATEST_ICEBERG_METADATA", "DEFAULT"])).await;
    assert_eq!(next["VersionId"], "1");
    assert_eq!(next["Parameters"]["previous_metadata_location"], first);
    assert!(next["Parameters"]["metadata_location"].as_str().unwrap().contains("/00001-"));
    let columns = next["StorageDescriptor"]["Columns"].as_array().unwrap();
    let names: Vec<_> = columns
        .iter()
        .map(|column| {
            (column["Name"].as_str().unwrap(), column["Parameters"]["iceberg.field.current"].as_str().unwrap())
        })
        .collect();
    assert_eq!(names, [("id", "true"), ("called", "true"), ("age", "true"), ("name", "false")]);
    assert_eq!(next["IcebergTableMetadata"]["Properties"], json!({"k": "v", "n": "1"}));
    let only = shown(&house, json!(["LATEST_ICEBERG_METADATA"])).await;
    assert_eq!(
        (&only["StorageDescriptor"], &only["IcebergTableMetadata"]),
        (&Value::Null, &next["IcebergTableMetadata"])
    );
}

#[tokio::test]
async fn nothing_is_left_of_what_fails() {
    let house = house().await;
    let text = "The bucket nobody of the table's location does not exist.";
    refused(&house, "CreateTable", create("s3://nobody/t"), "InvalidInputException", text).await;
    refused(
        &house,
        "CreateTable",
        create("file:///t"),
        "InvalidInputException",
        "The location 'file:///t' is not in S3.",
    )
    .await;
    done(&house, "CreateTable", create("s3://ice/t")).await;
    refused(&house, "CreateTable", create("s3://ice/t"), "AlreadyExistsException", "Table already exists.").await;
    let change = |fields: Value| update(json!([{"Schema": {"Fields": fields}, "Location": "s3://ice/t"}]));
    let text = "Cannot change column type: id: long -> string";
    refused(&house, "UpdateTable", change(json!([field(1, "id", "string")])), "InvalidInputException", text).await;
    let mut stale = change(json!([field(1, "id", "long"), field(2, "name", "string"), field(3, "x", "int")]));
    stale["VersionId"] = json!("7");
    let text = "Update table failed due to concurrent modifications.";
    refused(&house, "UpdateTable", stale, "ConcurrentModificationException", text).await;
    assert_eq!(house.files("ice/t/metadata").len(), 1);
    let one = |action: &str| json!([{"Schema": {"Fields": []}, "Location": "s3://ice/t", "Action": action}]);
    for (action, text) in [
        ("set-default-spec", "The Action needs PartitionSpec."),
        ("set-current-schema", "The Action needs Schema.SchemaId."),
        ("remove-encryption-key", "The Action needs KeyId."),
    ] {
        refused(&house, "UpdateTable", update(one(action)), "InvalidInputException", text).await;
    }
}

/// Two at once: one wins, the other is told, and its file is gone.
#[tokio::test]
async fn changes_at_the_same_time() {
    let house = house().await;
    done(&house, "CreateTable", create("s3://ice/t")).await;
    let change = |name: &str| {
        let action =
            json!([{"Schema": {"Fields": []}, "Location": "", "Action": "set-properties", "Properties": {name: "1"}}]);
        update(action)
    };
    let (a, b) = tokio::join!(
        super::tests::ask(&house, "UpdateTable", change("a")),
        super::tests::ask(&house, "UpdateTable", change("b"))
    );
    let won = [&a, &b].iter().filter(|outcome| outcome.is_ok()).count();
    let lost = [a, b].into_iter().filter_map(Result::err).map(|(code, _)| code).collect::<Vec<_>>();
    assert!(lost.iter().all(|code| code == "ConcurrentModificationException"), "{lost:?}");
    assert_eq!(house.files("ice/t/metadata").len(), 1 + won);
}

/// The way of clients that write metadata files themselves.
#[tokio::test]
async fn a_commit_on_an_old_version_is_refused() {
    let house = house().await;
    done(&house, "CreateTable", create("s3://ice/t")).await;
    let commit = |location: &str, previous: &str, version: Option<&str>| {
        json!({"DatabaseName": "db", "SkipArchive": true, "VersionId": version, "TableInput": {"Name": "t", "Parameters": {
            "table_type": "ICEBERG", "metadata_location": location, "previous_metadata_location": previous}}})
    };
    let first = shown(&house, json!(["DEFAULT"])).await["Parameters"]["metadata_location"].as_str().unwrap().to_owned();
    done(&house, "UpdateTable", commit("s3://ice/1", &first, Some("0"))).await;
    let text = "Update table failed due to concurrent modifications.";
    for (previous, version) in [("s3://ice/1", Some("0")), (first.as_str(), None)] {
        let late = commit("s3://ice/2", previous, version);
        refused(&house, "UpdateTable", late, "ConcurrentModificationException", text).await;
    }
    assert_eq!(shown(&house, json!(["DEFAULT"])).await["Parameters"]["metadata_location"], "s3://ice/1");
}

#[tokio::test]
async fn dialects_of_a_view() {
    let house = house().await;
    let text = |dialect: &str, text: &str| json!({"Dialect": dialect, "DialectVersion": "1", "ViewOriginalText": text});
    let view = |texts: Value, more: Value| {
        let mut input = json!({"DatabaseName": "db", "TableInput": {"Name": "v", "TableType": "VIRTUAL_VIEW",
            "ViewDefinition": {"Representations": texts}}});
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let arn = "arn:aws:glue:us-east-1:123456789012:table/db/t";
    let mut input = view(json!([text("ATHENA", "a")]), json!({}));
    input["TableInput"]["ViewDefinition"]["IsProtected"] = json!(true);
    input["TableInput"]["ViewDefinition"]["SubObjects"] = json!([arn]);
    done(&house, "CreateTable", input).await;
    let act = |action: &str, texts: Value| view(texts, json!({"ViewUpdateAction": action}));
    done(&house, "UpdateTable", act("ADD", json!([text("SPARK", "s")]))).await;
    let cases = [
        ("ADD", json!([text("SPARK", "s")]), "The view has the dialect SPARK already."),
        ("REPLACE", json!([text("REDSHIFT", "r")]), "The view does not have the dialect REDSHIFT."),
        ("DROP", json!([text("REDSHIFT", "r")]), "The view does not have the dialect REDSHIFT."),
        (
            "DROP",
            json!([text("ATHENA", "a"), text("SPARK", "s")]),
            "The last dialect of a view cannot be dropped: delete the table.",
        ),
        ("ADD", json!([text("REDSHIFT", "r"), text("REDSHIFT", "r")]), "The dialect REDSHIFT is given twice."),
    ];
    for (action, texts, text) in cases {
        refused(&house, "UpdateTable", act(action, texts), "InvalidInputException", text).await;
    }
    let mut other = act("REPLACE", json!([text("SPARK", "s2")]));
    other["TableInput"]["ViewDefinition"]["SubObjects"] = json!([format!("{arn}2")]);
    let why = "The StorageDescriptor or the SubObjects are not those of the view: Force makes them so.";
    refused(&house, "UpdateTable", other.clone(), "InvalidInputException", why).await;
    other["Force"] = json!(true);
    done(&house, "UpdateTable", other).await;
    let shown = done(&house, "GetTable", json!({"DatabaseName": "db", "Name": "v"})).await["Table"].clone();
    let definition = &shown["ViewDefinition"];
    assert_eq!((&definition["IsProtected"], &shown["IsMultiDialectView"]), (&json!(true), &json!(true)));
    assert_eq!(definition["Representations"][0]["IsStale"], true);
    assert_eq!(definition["Representations"][1], text("SPARK", "s2"));
    done(&house, "UpdateTable", act("ADD_OR_REPLACE", json!([text("ATHENA", "a2"), text("REDSHIFT", "r")]))).await;
    done(&house, "UpdateTable", act("DROP", json!([text("SPARK", "")]))).await;
    let shown = done(&house, "GetTable", json!({"DatabaseName": "db", "Name": "v"})).await;
    let left = &shown["Table"]["ViewDefinition"]["Representations"];
    assert_eq!(*left, json!([text("ATHENA", "a2"), text("REDSHIFT", "r")]));
}
