//! `CREATE EXTERNAL TABLE`: the table it leaves in the catalog.
//! <https://docs.aws.amazon.com/athena/latest/ug/create-table.html>

use std::collections::BTreeSet;

use boathouse_catalog::{
    Column, Error as CatalogError, Order, SerDeInfo, SkewedInfo, StorageDescriptor, Table, TableInput,
};
use boathouse_schema::S3Uri;
use boathouse_sql::hive::ast::{Column as Defined, CreateTable, PartitionedBy};

use super::columns;
use super::context::{Context, OWNER};
use super::told::Told;
use crate::{Error, Failure, Result};

mod storage;

use storage::Storage;

const ICEBERG: &str = "ICEBERG";

/// What is refused at the start.
pub(super) fn check(create: &CreateTable) -> Result<()> {
    let malformed = |text: String| Err(Error::Malformed(text));
    let Some(location) = &create.location else {
        return malformed("No location was specified for table. An S3 location must be specified".to_owned());
    };
    match (table_type(create).as_deref(), create.external) {
        (Some(ICEBERG), true) => malformed("External keyword not supported for table type ICEBERG".to_owned()),
        (Some(ICEBERG), false) => Ok(()),
        (_, false) => malformed("External keyword required for table type HIVE".to_owned()),
        (_, true) if location.parse::<S3Uri>().is_err() => {
            malformed(format!("Invalid location {location} for table. Only S3 locations are allowed"))
        }
        _ => Ok(()),
    }
}

fn table_type(create: &CreateTable) -> Option<String> {
    let mut properties = create.properties.iter().rev();
    properties.find(|(key, _)| key == "table_type").map(|(_, value)| value.to_uppercase())
}

pub(super) async fn run(context: &Context<'_>, mut create: CreateTable) -> Result<Told, Failure> {
    if let Some(kind) = table_type(&create).filter(|kind| [ICEBERG, "DELTA"].contains(&kind.as_str())) {
        return Err(Failure::not_supported(&format!("CREATE TABLE with table_type {kind}")));
    }
    let (database, table) = context.names(&create.name);
    let if_not_exists = create.if_not_exists;
    create.location = create.location.map(|location| path(&location));
    let input = table_input(&context.ddl_time(), create, &table)?;
    match context.catalog.create_table(&database, input, None).await {
        Ok(Table { .. }) => Ok(Told::nothing()),
        Err(CatalogError::TableExists { .. }) if if_not_exists => Ok(Told::nothing()),
        Err(CatalogError::TableExists { .. }) => Err(Failure::ddl_task(
            &format!("AlreadyExistsException(message:Table {table} already exist)"),
            format!("Table {table} already exists."),
        )),
        Err(CatalogError::DatabaseNotFound(_)) => Err(Failure::no_database(&database)),
        Err(other) => Err(Failure::metastore(&other)),
    }
}

/// The table that the statement makes at this time.
pub(super) fn table_input(ddl_time: &str, create: CreateTable, name: &str) -> Result<TableInput, Failure> {
    let storage = Storage::of(&create)?;
    let columns = columns::defined(create.columns)?;
    let partition_keys = columns::defined(keys(create.partitioned_by)?)?;
    check_columns(&columns, &partition_keys, &storage)?;
    let mut parameters: boathouse_catalog::Parameters = create.properties.into_iter().collect();
    parameters.insert("EXTERNAL".to_owned(), "TRUE".to_owned());
    parameters.insert("transient_lastDdlTime".to_owned(), ddl_time.to_owned());
    if let Some(comment) = create.comment {
        parameters.insert("comment".to_owned(), comment);
    }
    let (mut buckets, mut bucket_columns, mut sort_columns) = (-1, Vec::new(), Vec::new());
    if let Some(clustered) = create.clustered_by {
        buckets = clustered.buckets.parse().ok().filter(|count| *count > 0).ok_or_else(|| {
            Failure::meaningless(&format!("Bucket number {} should be a positive integer", clustered.buckets))
        })?;
        bucket_columns = clustered.columns.iter().map(|column| column.to_lowercase()).collect();
        let order = |(column, descending): &(String, bool)| Order {
            column: column.to_lowercase(),
            sort_order: i32::from(!descending),
        };
        sort_columns = clustered.sorted_by.iter().map(order).collect();
        check_bucket_columns(&columns, bucket_columns.iter().chain(sort_columns.iter().map(|order| &order.column)))?;
    }
    let descriptor = StorageDescriptor {
        columns,
        location: create.location,
        input_format: Some(storage.input_format),
        output_format: Some(storage.output_format),
        compressed: false,
        number_of_buckets: Some(buckets),
        serde_info: Some(SerDeInfo {
            name: None,
            serialization_library: Some(storage.serde),
            parameters: Some(storage.parameters),
        }),
        bucket_columns: Some(bucket_columns),
        sort_columns: Some(sort_columns),
        parameters: Some(boathouse_catalog::Parameters::new()),
        skewed_info: Some(SkewedInfo {
            skewed_column_names: Some(Vec::new()),
            skewed_column_values: Some(Vec::new()),
            skewed_column_value_location_maps: Some(boathouse_catalog::Parameters::new()),
        }),
        ..StorageDescriptor::default()
    };
    Ok(TableInput {
        owner: Some(OWNER.to_owned()),
        retention: Some(0),
        storage_descriptor: Some(descriptor),
        partition_keys,
        table_type: Some("EXTERNAL_TABLE".to_owned()),
        parameters,
        ..TableInput::named(name)
    })
}

/// A location as Hive keeps paths: without the slash at its end, unless it is all of the bucket.
fn path(location: &str) -> String {
    let bare = location.trim_end_matches('/');
    if bare.matches('/').count() > 2 { bare.to_owned() } else { format!("{bare}/") }
}

fn keys(partitioned_by: Vec<PartitionedBy>) -> Result<Vec<Defined>, Failure> {
    let key = |item| match item {
        PartitionedBy::Column(column) => Ok(column),
        PartitionedBy::Transform { function, arguments } => {
            let shown = function.map_or_else(|| arguments.join(""), |name| format!("{name}({})", arguments.join(", ")));
            Err(Failure::meaningless(&format!("Partition column {shown} has no type")))
        }
    };
    partitioned_by.into_iter().map(key).collect()
}

fn check_columns(columns: &[Column], keys: &[Column], storage: &Storage) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    for column in columns {
        if !seen.insert(column.name.as_str()) {
            return Err(Failure::semantic(10036, &format!("Duplicate column name: {}", column.name)));
        }
    }
    if keys.iter().any(|key| !seen.insert(key.name.as_str())) {
        return Err(Failure::semantic(10035, "Column repeated in partitioning columns"));
    }
    // A schema may stand in the properties of the SerDe instead.
    if columns.is_empty() && !storage.parameters.keys().any(|key| key.starts_with("avro.schema.")) {
        return Err(Failure::meaningless("at least one column must be specified for the table"));
    }
    Ok(())
}

fn check_bucket_columns<'a>(columns: &[Column], mut named: impl Iterator<Item = &'a String>) -> Result<(), Failure> {
    match named.find(|name| !columns.iter().any(|column| column.name == **name)) {
        Some(_) => Err(Failure::semantic(10002, "Invalid column reference")),
        None => Ok(()),
    }
}
