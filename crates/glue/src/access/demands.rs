//! What each operation needs.

use boathouse_permissions::{Permission, Resource};
use serde_json::Value;

use super::table_resource;

/// A permission on something.
#[derive(Debug, PartialEq)]
pub(super) struct Demand {
    pub(super) permission: Permission,
    pub(super) on: On,
}

/// With names in lower case.
#[derive(Debug, PartialEq)]
pub(super) enum On {
    Catalog,
    Database(String),
    Table(String, String),
}

/// Where in an input the names are.
enum Names {
    Catalog,
    /// The member that names the database.
    Database(&'static str),
    /// The members that name the table in `DatabaseName`.
    Table(&'static str),
    /// The member that lists tables of `DatabaseName`.
    Tables(&'static str),
}

const NEEDS: &[(&str, Permission, Names)] = {
    use Names::{Catalog, Database, Table, Tables};
    use Permission::{Alter, CreateDatabase, CreateTable, Describe, Drop};
    &[
        ("BatchCreatePartition", Alter, Table("/TableName")),
        ("BatchDeletePartition", Alter, Table("/TableName")),
        ("BatchDeleteTable", Drop, Tables("/TablesToDelete")),
        ("BatchDeleteTableVersion", Alter, Table("/TableName")),
        ("BatchGetPartition", Describe, Table("/TableName")),
        ("BatchUpdatePartition", Alter, Table("/TableName")),
        ("CreateDatabase", CreateDatabase, Catalog),
        ("CreatePartition", Alter, Table("/TableName")),
        ("CreatePartitionIndex", Alter, Table("/TableName")),
        ("CreateTable", CreateTable, Database("/DatabaseName")),
        ("CreateUserDefinedFunction", Alter, Database("/DatabaseName")),
        ("DeleteColumnStatisticsForPartition", Alter, Table("/TableName")),
        ("DeleteColumnStatisticsForTable", Alter, Table("/TableName")),
        ("DeleteDatabase", Drop, Database("/Name")),
        ("DeletePartition", Alter, Table("/TableName")),
        ("DeletePartitionIndex", Alter, Table("/TableName")),
        ("DeleteTable", Drop, Table("/Name")),
        ("DeleteTableVersion", Alter, Table("/TableName")),
        ("DeleteUserDefinedFunction", Alter, Database("/DatabaseName")),
        ("GetColumnStatisticsForPartition", Describe, Table("/TableName")),
        ("GetColumnStatisticsForTable", Describe, Table("/TableName")),
        ("GetDatabase", Describe, Database("/Name")),
        ("GetPartition", Describe, Table("/TableName")),
        ("GetPartitionIndexes", Describe, Table("/TableName")),
        ("GetPartitions", Describe, Table("/TableName")),
        ("GetTable", Describe, Table("/Name")),
        ("GetTableVersion", Describe, Table("/TableName")),
        ("GetTableVersions", Describe, Table("/TableName")),
        ("GetTables", Describe, Database("/DatabaseName")),
        ("GetUserDefinedFunction", Describe, Database("/DatabaseName")),
        ("GetUserDefinedFunctions", Describe, Database("/DatabaseName")),
        ("UpdateColumnStatisticsForPartition", Alter, Table("/TableName")),
        ("UpdateColumnStatisticsForTable", Alter, Table("/TableName")),
        ("UpdateDatabase", Alter, Database("/Name")),
        ("UpdatePartition", Alter, Table("/TableName")),
        // The input of a view's actions has its name outside.
        ("UpdateTable", Alter, Table("/Name")),
        ("UpdateTable", Alter, Table("/TableInput/Name")),
        ("UpdateUserDefinedFunction", Alter, Database("/DatabaseName")),
    ]
};

/// What an operation needs; names that are missing are the operation's to complain of.
pub(super) fn of(operation: &str, input: &Value) -> Vec<Demand> {
    let needs = NEEDS.iter().filter(|(name, ..)| *name == operation);
    needs
        .flat_map(|(_, permission, names)| {
            on(names, input).into_iter().map(|on| Demand { permission: *permission, on })
        })
        .collect()
}

fn on(names: &Names, input: &Value) -> Vec<On> {
    let database = || text(input, "/DatabaseName");
    match names {
        Names::Catalog => vec![On::Catalog],
        Names::Database(member) => text(input, member).into_iter().map(On::Database).collect(),
        Names::Table(member) => database()
            .zip(text(input, member))
            .into_iter()
            .map(|(database, table)| On::Table(database, table))
            .collect(),
        Names::Tables(member) => {
            let Some(database) = database() else { return Vec::new() };
            let listed = input.pointer(member).and_then(Value::as_array).into_iter().flatten();
            let tables = listed.filter_map(Value::as_str).map(str::to_lowercase);
            tables.map(|table| On::Table(database.clone(), table)).collect()
        }
    }
}

/// Where something is going to lie.
pub(super) fn places<'a>(operation: &str, input: &'a Value) -> Vec<&'a str> {
    let (list, member) = match operation {
        "CreateDatabase" | "UpdateDatabase" => (None, "/DatabaseInput/LocationUri"),
        "CreateTable" | "UpdateTable" => (None, "/TableInput/StorageDescriptor/Location"),
        "CreatePartition" | "UpdatePartition" => (None, "/PartitionInput/StorageDescriptor/Location"),
        "BatchCreatePartition" => (Some("/PartitionInputList"), "/StorageDescriptor/Location"),
        "BatchUpdatePartition" => (Some("/Entries"), "/PartitionInput/StorageDescriptor/Location"),
        _ => return Vec::new(),
    };
    let holders: &[Value] = match list {
        Some(list) => input.pointer(list).and_then(Value::as_array).map_or(&[], Vec::as_slice),
        None => std::slice::from_ref(input),
    };
    let place = |holder: &'a Value| holder.pointer(member).and_then(Value::as_str);
    holders.iter().filter_map(place).filter(|place| !place.is_empty()).collect()
}

/// What has a place already, when a place is given.
pub(super) fn holder(operation: &str, input: &Value) -> Option<On> {
    let table = |member| Some(On::Table(text(input, "/DatabaseName")?, text(input, member)?));
    match operation {
        "UpdateDatabase" => Some(On::Database(text(input, "/Name")?)),
        "UpdateTable" => table("/TableInput/Name"),
        "BatchCreatePartition" | "BatchUpdatePartition" | "CreatePartition" | "UpdatePartition" => table("/TableName"),
        _ => None,
    }
}

/// What an operation makes.
pub(super) fn made(operation: &str, input: &Value) -> Option<Resource> {
    match operation {
        "CreateDatabase" => Some(Resource::Database { name: text(input, "/DatabaseInput/Name")? }),
        "CreateTable" => {
            let name = text(input, "/TableInput/Name").or_else(|| text(input, "/Name"))?;
            Some(table_resource(text(input, "/DatabaseName")?, name))
        }
        _ => None,
    }
}

pub(super) fn text(input: &Value, member: &str) -> Option<String> {
    input.pointer(member).and_then(Value::as_str).map(str::to_lowercase)
}
