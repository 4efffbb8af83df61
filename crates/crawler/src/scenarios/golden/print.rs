//! The whole catalog as JSON that people can read.

use boathouse_catalog::{Column, Parameters, Partition, PartitionIndex, StorageDescriptor, Table};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::super::house::House;

/// Every table with everything it has.
pub(super) async fn tables(house: &House) -> Value {
    let mut tables = Vec::new();
    for table in house.tables().await {
        let indexes = house.catalog.partition_indexes("db", &table.name).await.unwrap();
        tables.push(print(&table, &house.partitions(&table.name).await, &indexes));
    }
    Value::Array(tables)
}

fn print(table: &Table, partitions: &[Partition], indexes: &[PartitionIndex]) -> Value {
    let mut members = stated(table);
    // It counts the changes of the whole catalog.
    members.remove("generation");
    members.remove("database_name");
    if let Some(known) = &table.storage_descriptor {
        members.insert("storage_descriptor".to_owned(), descriptor(known, &table.parameters));
    }
    members.insert("partition_keys".to_owned(), columns(&table.partition_keys));
    if !table.partition_keys.is_empty() {
        let print = |partition: &Partition| self::partition(partition, table.storage_descriptor.as_ref());
        members.insert("partitions".to_owned(), partitions.iter().map(print).collect());
        let print = |index: &PartitionIndex| {
            let keys: Vec<&str> = index.keys.iter().map(|key| key.name.as_str()).collect();
            json!({"name": index.name, "keys": keys, "status": index.status.name()})
        };
        members.insert("partition_indexes".to_owned(), indexes.iter().map(print).collect());
    }
    Value::Object(members)
}

/// The members that are there.
fn stated(value: &impl Serialize) -> Map<String, Value> {
    let Value::Object(mut members) = serde_json::to_value(value).unwrap() else { unreachable!() };
    members.retain(|_, value| !value.is_null());
    members
}

fn columns(columns: &[Column]) -> Value {
    columns.iter().map(column).collect()
}

/// `name type`, or all of the column when it has more.
fn column(column: &Column) -> Value {
    match (&column.data_type, &column.comment, column.parameters.is_empty()) {
        (Some(data_type), None, true) => json!(format!("{} {data_type}", column.name)),
        _ => Value::Object(stated(column)),
    }
}

fn descriptor(descriptor: &StorageDescriptor, owners: &Parameters) -> Value {
    let mut members = stated(descriptor);
    members.insert("columns".to_owned(), columns(&descriptor.columns));
    if descriptor.parameters.as_ref() == Some(owners) {
        members.insert("parameters".to_owned(), json!("those above"));
    }
    Value::Object(members)
}

/// A descriptor's members that are the table's are left out.
fn partition(partition: &Partition, table: Option<&StorageDescriptor>) -> Value {
    let mut members = stated(partition);
    let Some(own) = &partition.storage_descriptor else { return Value::Object(members) };
    let Value::Object(mut printed) = descriptor(own, partition.parameters.as_ref().unwrap_or(&Parameters::new()))
    else {
        unreachable!()
    };
    if let Some(table) = table {
        let Value::Object(common) = descriptor(table, &Parameters::new()) else { unreachable!() };
        let absent: Vec<String> = common.keys().filter(|name| !printed.contains_key(*name)).cloned().collect();
        printed.retain(|name, value| common.get(name) != Some(value));
        printed.extend(absent.into_iter().map(|name| (name, Value::Null)));
    }
    members.insert("storage_descriptor".to_owned(), Value::Object(printed));
    Value::Object(members)
}
