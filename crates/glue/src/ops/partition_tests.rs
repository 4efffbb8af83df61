use std::time::Duration;

use serde_json::{Value, json};

use super::tests::{ask, at, done, refused, with_table};
use crate::Glue;

/// Waits until no index is on its way.
async fn settled(glue: &Glue) -> Value {
    for _ in 0..2_000 {
        let found = done(glue, "GetPartitionIndexes", at(json!({}))).await["PartitionIndexDescriptorList"].clone();
        let busy = |index: &Value| index["IndexStatus"] == "CREATING" || index["IndexStatus"] == "DELETING";
        if !found.as_array().unwrap().iter().any(busy) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("an index is never done");
}

fn index(name: &str, keys: &[&str]) -> Value {
    at(json!({"PartitionIndex": {"IndexName": name, "Keys": keys}}))
}

#[tokio::test]
async fn an_index_lives_and_ends() {
    let glue = with_table().await;
    assert_eq!(settled(&glue).await, json!([]));
    let created = done(&glue, "CreatePartitionIndex", index("i", &["city", "year"])).await;
    assert_eq!(created, json!({}));
    let keys = json!([{"Name": "city", "Type": "string"}, {"Name": "year", "Type": "int"}]);
    assert_eq!(settled(&glue).await, json!([{"IndexName": "i", "Keys": keys, "IndexStatus": "ACTIVE"}]));
    done(&glue, "CreatePartition", at(json!({"PartitionInput": {"Values": ["2024", "Rom"]}}))).await;
    let input = at(json!({"Expression": "city = 'Rom' and year > 2000"}));
    assert_eq!(done(&glue, "GetPartitions", input).await["Partitions"][0]["Values"], json!(["2024", "Rom"]));
    done(&glue, "DeletePartitionIndex", at(json!({"IndexName": "i"}))).await;
    assert_eq!(settled(&glue).await, json!([]));

    let bad = at(json!({"PartitionInput": {"Values": ["x", "Rom"]}}));
    done(&glue, "CreatePartition", bad).await;
    done(&glue, "CreatePartitionIndex", index("i", &["year"])).await;
    let failed = settled(&glue).await;
    assert_eq!(failed[0]["IndexStatus"], "FAILED");
    let errors = json!([{"Code": "INVALID_PARTITION_TYPE_DATA_ERROR", "Partitions": [{"Values": ["x", "Rom"]}]}]);
    assert_eq!(failed[0]["BackfillErrors"], errors);
}

#[tokio::test]
async fn errors_of_indexes_have_glues_codes_and_texts() {
    let glue = with_table().await;
    let busy = "Index i is in CREATING state. Only 1 index can be created or deleted simultaneously per table.";
    let make = async |name: &str, keys: &[&str]| loop {
        match ask(&glue, "CreatePartitionIndex", index(name, keys)).await {
            Ok(_) => break settled(&glue).await,
            Err((code, text)) => {
                assert_eq!((code.as_str(), text.as_str()), ("ResourceNumberLimitExceededException", busy))
            }
        }
    };
    make("i", &["year"]).await;
    let (exists, invalid) = ("AlreadyExistsException", "InvalidInputException");
    let not_found = "EntityNotFoundException";
    let create = "CreatePartitionIndex";
    for (operation, input, code, text) in [
        (create, index("i", &["city"]), exists, "Partition Index i already exists with the same name."),
        (create, index("j", &["year"]), exists, "Partition Index i already exists with the same keys."),
        (
            create,
            index("j", &["nosuchcol"]),
            invalid,
            "IndexKeys not a part of PartitionColumns. Verify the indexKeys : [nosuchcol]",
        ),
        (
            create,
            index("j", &[]),
            "ValidationException",
            "1 validation error detected: Value at 'partitionIndex.keys' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            "DeletePartitionIndex",
            at(json!({"IndexName": "no"})),
            not_found,
            "Index with the given indexName : no does not exist.",
        ),
        ("GetPartitionIndexes", json!({"DatabaseName": "db", "TableName": "no"}), not_found, "Table no not found."),
        ("GetPartitionIndexes", at(json!({"NextToken": "x"})), invalid, "Invalid NextToken."),
    ] {
        refused(&glue, operation, input, code, text).await;
    }
    make("j", &["city"]).await;
    make("k", &["city", "year"]).await;
    let limit = "ResourceNumberLimitExceededException";
    refused(&glue, create, index("i", &["year", "city"]), limit, "Partition index limit exceeded. Maximum: 3").await;
}

#[tokio::test]
async fn a_table_comes_with_its_indexes() {
    let glue = with_table().await;
    let table = |name: &str| json!({"Name": name, "PartitionKeys": [{"Name": "y", "Type": "int"}, {"Name": "n", "Type": "string"}, {"Name": "d", "Type": "date"}]});
    let create = |name: &str, indexes: Value| json!({"DatabaseName": "db", "TableInput": table(name), "PartitionIndexes": indexes});
    done(&glue, "CreateTable", create("u", json!([{"IndexName": "i", "Keys": ["y"]}]))).await;
    let found = done(&glue, "GetPartitionIndexes", json!({"DatabaseName": "db", "TableName": "u"})).await;
    assert_eq!(found["PartitionIndexDescriptorList"][0]["IndexStatus"], "ACTIVE");
    const KEYS: [&[&str]; 4] = [&["y"], &["n"], &["y", "n"], &["n", "y"]];
    let four: Vec<Value> = (0..4).map(|i| json!({"IndexName": format!("i{i}"), "Keys": KEYS[i]})).collect();
    for (indexes, code) in [
        (json!([{"IndexName": "i", "Keys": ["z"]}]), "InvalidInputException"),
        (json!([{"IndexName": "i", "Keys": ["d"]}]), "InvalidInputException"),
        (json!([{"IndexName": "i", "Keys": ["y"]}, {"IndexName": "i", "Keys": ["y"]}]), "AlreadyExistsException"),
        (json!(four), "ResourceNumberLimitExceededException"),
    ] {
        assert_eq!(ask(&glue, "CreateTable", create("v", indexes.clone())).await.unwrap_err().0, code, "{indexes}");
        assert!(ask(&glue, "GetTable", json!({"DatabaseName": "db", "Name": "v"})).await.is_err());
    }
}

#[tokio::test]
async fn values_have_one_to_1024_characters() {
    let glue = with_table().await;
    let long = "x".repeat(1_025);
    for bad in ["", long.as_str()] {
        for (operation, input, place) in [
            ("CreatePartition", json!({"PartitionInput": {"Values": ["1", bad]}}), "partitionInput.values"),
            (
                "BatchCreatePartition",
                json!({"PartitionInputList": [{"Values": ["1", "a"]}, {"Values": ["1", bad]}]}),
                "partitionInputList.2.member.values",
            ),
            ("GetPartition", json!({"PartitionValues": ["1", bad]}), "partitionValues"),
            ("DeletePartition", json!({"PartitionValues": ["1", bad]}), "partitionValues"),
            (
                "BatchGetPartition",
                json!({"PartitionsToGet": [{"Values": ["1", bad]}]}),
                "partitionsToGet.1.member.values",
            ),
            (
                "BatchDeletePartition",
                json!({"PartitionsToDelete": [{"Values": ["1", bad]}]}),
                "partitionsToDelete.1.member.values",
            ),
            (
                "UpdatePartition",
                json!({"PartitionValueList": ["1", bad], "PartitionInput": {"Values": ["1", "a"]}}),
                "partitionValueList",
            ),
            (
                "BatchUpdatePartition",
                json!({"Entries": [{"PartitionValueList": ["1", bad], "PartitionInput": {"Values": ["1", "a"]}}]}),
                "entries.1.member.partitionValueList",
            ),
        ] {
            let text = format!(
                "1 validation error detected: Value '[1, {bad}]' at '{place}' failed to satisfy constraint: Member must \
                 satisfy constraint: [Member must have length less than or equal to 1024, Member must have length \
                 greater than or equal to 1]"
            );
            refused(&glue, operation, at(input), "ValidationException", &text).await;
        }
    }
    let found = done(&glue, "GetPartitions", at(json!({}))).await;
    assert_eq!(found, json!({"Partitions": []}));
}

/// The model's largest batches are done, larger ones refused.
#[tokio::test]
async fn batches_have_limits() {
    let glue = with_table().await;
    let input = |i: usize| json!({"Values": [i.to_string(), "a"]});
    let entry = |i: usize| json!({"PartitionValueList": [i.to_string(), "a"], "PartitionInput": {}});
    for (operation, member, largest, item) in [
        ("BatchCreatePartition", "PartitionInputList", 100, &input as &dyn Fn(usize) -> Value),
        ("BatchUpdatePartition", "Entries", 100, &entry),
        ("BatchGetPartition", "PartitionsToGet", 1_000, &input),
        ("BatchDeletePartition", "PartitionsToDelete", 25, &input),
    ] {
        let many = |count: usize| at(json!({member: (0..count).map(item).collect::<Vec<_>>()}));
        done(&glue, operation, many(largest)).await;
        let place = format!("{}{}", member[..1].to_lowercase(), &member[1..]);
        let text = format!(
            "1 validation error detected: Value at '{place}' failed to satisfy constraint: Member must have length less than or equal to {largest}"
        );
        refused(&glue, operation, many(largest + 1), "ValidationException", &text).await;
    }
    let none = at(json!({"Entries": []}));
    assert_eq!(ask(&glue, "BatchUpdatePartition", none).await.unwrap_err().0, "ValidationException");
    assert_eq!(done(&glue, "GetPartitions", at(json!({}))).await["Partitions"].as_array().unwrap().len(), 75);
}
