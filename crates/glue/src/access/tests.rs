use boathouse_permissions::{Columns, Grant, Rules};
use serde_json::json;

use super::*;
use crate::ops::OPERATIONS;

const ANN: &str = "arn:aws:iam::123456789012:user/ann";

fn grant(resource: Resource, permission: Permission) -> Grant {
    let permissions = vec![permission];
    let (updated_by, grantable) = (String::new(), Vec::new());
    Grant { principal: ANN.to_owned(), resource, permissions, grantable, updated_ms: 0, updated_by }
}

fn rights(grants: Vec<Grant>) -> Rights {
    Rights::new(Rules { grants, ..Rules::default() }, Vec::new(), ANN)
}

#[test]
fn what_operations_need() {
    let names = json!({"DatabaseName": "D", "Name": "T", "TableName": "T", "TablesToDelete": ["A", "b"],
        "TableInput": {"Name": "T", "StorageDescriptor": {"Location": "s3://b/t"}}});
    let table = |permission| vec![Demand { permission, on: On::Table("d".into(), "t".into()) }];
    for (operation, wanted) in [
        ("GetTable", table(Permission::Describe)),
        ("GetPartitions", table(Permission::Describe)),
        ("DeleteTable", table(Permission::Drop)),
        ("CreateTable", vec![Demand { permission: Permission::CreateTable, on: On::Database("d".into()) }]),
        ("CreateDatabase", vec![Demand { permission: Permission::CreateDatabase, on: On::Catalog }]),
        ("GetDatabase", vec![Demand { permission: Permission::Describe, on: On::Database("t".into()) }]),
        ("GetDatabases", vec![]),
        ("GetJob", vec![]),
    ] {
        assert_eq!(demands::of(operation, &names), wanted, "{operation}");
    }
    assert_eq!(demands::of("BatchDeleteTable", &names).len(), 2);
    assert!(demands::of("GetTable", &json!({"Name": 1})).is_empty());
    assert_eq!(demands::places("CreateTable", &names), ["s3://b/t"]);
    let at = |place: &str| json!({"StorageDescriptor": {"Location": place}});
    let batch = json!({"PartitionInputList": [at("s3://b/1"), {}, at("s3://b/2")], "Entries": [{"PartitionInput": at("s3://b/3")}]});
    assert_eq!(demands::places("BatchCreatePartition", &batch), ["s3://b/1", "s3://b/2"]);
    assert_eq!(demands::places("BatchUpdatePartition", &batch), ["s3://b/3"]);
    assert_eq!(Permission::CreateTable.words(), "Create Table");
}

/// An operation on databases, tables or partitions that the table forgot would be free to all.
#[test]
fn every_catalog_operation_is_thought_of() {
    let listings = ["GetDatabases", "SearchTables"];
    let things = ["Database", "Table", "Partition", "UserDefinedFunction", "ColumnStatistics"];
    let input = json!({"DatabaseName": "d", "Name": "t", "TableName": "t", "TablesToDelete": ["a"],
        "TableInput": {"Name": "t"}});
    for name in OPERATIONS.iter().map(|operation| operation.name) {
        if things.iter().any(|thing| name.contains(thing)) && !listings.contains(&name) {
            assert!(!demands::of(name, &input).is_empty(), "{name} needs nothing");
        }
    }
}

#[test]
fn what_is_left_of_replies() {
    let only = |table: &str, names: &[&str]| Resource::Columns {
        database: "d".into(),
        table: Some(table.into()),
        columns: Columns::Only(names.iter().map(|&name| name.to_owned()).collect()),
    };
    let rights = rights(vec![
        grant(only("t", &["a"]), Permission::Select),
        grant(table_resource("d".into(), "whole".into()), Permission::Describe),
    ]);
    let table = |name: &str, columns: &[&str]| {
        let columns: Vec<_> = columns.iter().map(|name| json!({"Name": name})).collect();
        json!({"Name": name, "DatabaseName": "d", "StorageDescriptor": {"Columns": columns}})
    };
    let names = json!({"DatabaseName": "d", "TableName": "t"});
    let cases = [
        ("GetTable", json!({"Table": table("t", &["A", "b"])}), json!({"Table": table("t", &["A"])})),
        (
            "GetTables",
            json!({"TableList": [table("t", &["a", "b"]), table("whole", &["a", "b"]), table("u", &["a"])]}),
            json!({"TableList": [table("t", &["a"]), table("whole", &["a", "b"])]}),
        ),
        (
            "GetDatabases",
            json!({"DatabaseList": [{"Name": "d"}, {"Name": "e"}]}),
            json!({"DatabaseList": [{"Name": "d"}]}),
        ),
        (
            "GetTableVersions",
            json!({"TableVersions": [{"VersionId": "0", "Table": table("t", &["b"])}]}),
            json!({"TableVersions": [{"VersionId": "0", "Table": table("t", &[])}]}),
        ),
        (
            "GetPartitions",
            json!({"Partitions": [{"Values": ["x"], "StorageDescriptor": {"Columns": [{"Name": "a"}, {"Name": "b"}]}}]}),
            json!({"Partitions": [{"Values": ["x"], "StorageDescriptor": {"Columns": [{"Name": "a"}]}}]}),
        ),
        (
            "GetColumnStatisticsForTable",
            json!({"ColumnStatisticsList": [{"ColumnName": "a"}, {"ColumnName": "b"}], "Errors": []}),
            json!({"ColumnStatisticsList": [{"ColumnName": "a"}], "Errors": []}),
        ),
    ];
    for (operation, body, wanted) in cases {
        let shown = replies::visible(&rights, operation, &names, body.to_string().as_bytes()).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&shown).unwrap(), wanted, "{operation}");
    }
    assert_eq!(replies::visible(&rights, "GetJob", &names, b"{}"), None);
}
