//! What is left out of replies: databases, tables and columns that the caller may not see.

use boathouse_permissions::{Object, Permission, Rights};
use serde_json::Value;

use super::demands::text;

/// The body without what may not be seen; none when it stays as it is.
pub(super) fn visible(rights: &Rights, operation: &str, input: &Value, body: &[u8]) -> Option<Vec<u8>> {
    let member = match operation {
        "GetDatabases" => "DatabaseList",
        "GetTables" | "SearchTables" => "TableList",
        "GetTable" => "Table",
        "GetTableVersion" => "TableVersion",
        "GetTableVersions" => "TableVersions",
        "GetPartition" => "Partition",
        "GetPartitions" | "BatchGetPartition" => "Partitions",
        "GetColumnStatisticsForTable" | "GetColumnStatisticsForPartition" => "ColumnStatisticsList",
        _ => return None,
    };
    let mut body: Value = serde_json::from_slice(body).ok()?;
    let found = body.get_mut(member)?;
    match operation {
        "GetDatabases" => keep(found, |database| sees_database(rights, database)),
        "GetTables" | "SearchTables" => {
            keep(found, |table| sees_table(rights, table));
            each(found, |table| cut_table(rights, table));
        }
        "GetTable" => cut_table(rights, found),
        "GetTableVersion" | "GetTableVersions" => {
            let cut = |version: &mut Value| version.get_mut("Table").into_iter().for_each(|it| cut_table(rights, it));
            each(found, cut);
        }
        "GetPartition" | "GetPartitions" | "BatchGetPartition" => {
            each(found, |partition| cut_columns(rights, input, "TableName", partition));
        }
        _ => keep(found, |column| {
            let name = text(column, "/ColumnName").unwrap_or_default();
            sees_column(rights, input, "TableName", &name)
        }),
    }
    serde_json::to_vec(&body).ok()
}

fn sees_database(rights: &Rights, database: &Value) -> bool {
    text(database, "/Name").is_some_and(|name| rights.may(Permission::Describe, &Object::Database(name)))
}

fn sees_table(rights: &Rights, table: &Value) -> bool {
    let names = text(table, "/DatabaseName").zip(text(table, "/Name"));
    names.is_some_and(|(database, table)| rights.may(Permission::Describe, &Object::Table(database, table)))
}

fn cut_table(rights: &Rights, table: &mut Value) {
    let names = table.clone();
    cut_columns(rights, &names, "Name", table);
}

/// Takes columns out of a storage descriptor; `names` says of which table.
fn cut_columns(rights: &Rights, names: &Value, table_member: &str, holder: &mut Value) {
    if let Some(columns) = holder.pointer_mut("/StorageDescriptor/Columns") {
        keep(columns, |column| {
            let name = text(column, "/Name").unwrap_or_default();
            sees_column(rights, names, table_member, &name)
        });
    }
}

fn sees_column(rights: &Rights, names: &Value, table_member: &str, column: &str) -> bool {
    let named = text(names, "/DatabaseName").zip(text(names, &format!("/{table_member}")));
    named.is_some_and(|(database, table)| rights.sees_column(&database, &table, column))
}

fn keep(list: &mut Value, wanted: impl FnMut(&Value) -> bool) {
    if let Value::Array(items) = list {
        items.retain(wanted);
    }
}

/// Does it with each of a list, or with the one that is no list.
fn each(found: &mut Value, mut change: impl FnMut(&mut Value)) {
    match found {
        Value::Array(items) => items.iter_mut().for_each(change),
        one => change(one),
    }
}
