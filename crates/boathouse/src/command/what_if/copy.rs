//! A table's rows as Parquet in the scratch bucket, under the table's name in the scratch catalog.

use boathouse_catalog::{Catalog, Column, DatabaseInput, Table};
use boathouse_query::SqlRequest;
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::Int64Type;

use super::scratch::size;
use super::{Scratch, drained};
use crate::command::{CopiedTable, WhatIfCommand};
use crate::{Boathouse, Error, Result};

const COMPRESSION: &str = "gzip";

pub(super) async fn table(
    house: &Boathouse,
    scratch: &Scratch,
    (database, name): (&str, &str),
    command: &WhatIfCommand,
) -> Result<CopiedTable> {
    let table = house.catalog().table(database, name).await?;
    let whole_name = format!("{database}.{name}");
    let (columns, keys) = layout(&table, command.partition_by.get(&whole_name))?;
    let folder = format!("s3://{}/{database}/{name}/", scratch.bucket);
    let compression = command.compression.as_deref().unwrap_or(COMPRESSION);
    let unload = unload(database, name, (&columns, &keys), &folder, compression);
    let request = |sql: String| SqlRequest::new(sql, Some(database));
    let (taken, written) = drained(house.queries(), request(unload)).await?;

    ensure_database(&scratch.catalog, database).await?;
    drained(&scratch.queries, request(create(name, (&columns, &keys), &folder))).await?;
    if !keys.is_empty() {
        drained(&scratch.queries, request(format!("MSCK REPAIR TABLE {}", backticks(name)))).await?;
    }
    Ok(CopiedTable {
        partition_by: keys.iter().map(|key| key.name.clone()).collect(),
        rows: written.as_ref().and_then(count).unwrap_or_default(),
        bytes: taken.scanned_bytes,
        copied_bytes: size(house, &scratch.bucket, &format!("{database}/{name}/")).await?,
        table: whole_name,
    })
}

/// Whether all rows are there, those of partitions whose folders were not recognised with them.
pub(super) async fn check(scratch: &Scratch, copied: &CopiedTable) -> Result<()> {
    let (database, name) = copied.table.split_once('.').unwrap_or_default();
    let sql = format!("SELECT count(*) FROM {}.{}", quotes(database), quotes(name));
    let (_, found) = drained(&scratch.queries, SqlRequest::new(sql, Some(database))).await?;
    let rows = found.as_ref().and_then(count).unwrap_or_default();
    if rows == copied.rows {
        return Ok(());
    }
    let text = format!("only {rows} of the {} rows of {} can be read from its copy", copied.rows, copied.table);
    Err(Error::Usage(text))
}

/// The one number of an answer.
fn count(batch: &RecordBatch) -> Option<u64> {
    let column = batch.columns().first()?.as_primitive_opt::<Int64Type>()?;
    (column.len() == 1).then(|| column.value(0).cast_unsigned())
}

/// The database of a copy, made when it is first needed.
pub(super) async fn ensure_database(catalog: &Catalog, name: &str) -> Result<()> {
    match catalog.create_database(DatabaseInput { name: name.to_owned(), ..DatabaseInput::default() }).await {
        Ok(_) | Err(boathouse_catalog::Error::DatabaseExists(_)) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// Columns and partition keys of the copy.
fn layout(table: &Table, partition_by: Option<&Vec<String>>) -> Result<(Vec<Column>, Vec<Column>)> {
    let Some(wanted) = partition_by else { return Ok((table.columns().to_vec(), table.partition_keys.clone())) };
    let all: Vec<&Column> = table.columns().iter().chain(&table.partition_keys).collect();
    let is = |column: &Column, name: &String| column.name.eq_ignore_ascii_case(name);
    let mut keys = Vec::with_capacity(wanted.len());
    for name in wanted {
        let found = all.iter().find(|column| is(column, name));
        let missing = || Error::Usage(format!("the table '{}' has no column '{name}'", table.name));
        keys.push((*found.ok_or_else(missing)?).clone());
    }
    let rest = all.into_iter().filter(|column| !wanted.iter().any(|name| is(column, name))).cloned().collect();
    Ok((rest, keys))
}

fn unload(
    database: &str,
    name: &str,
    (columns, keys): (&[Column], &[Column]),
    folder: &str,
    compression: &str,
) -> String {
    let names: Vec<String> = columns.iter().chain(keys).map(|column| quotes(&column.name)).collect();
    let keys: Vec<String> = keys.iter().map(|key| text(&key.name)).collect();
    let partitioned =
        if keys.is_empty() { String::new() } else { format!(", partitioned_by = ARRAY[{}]", keys.join(", ")) };
    format!(
        "UNLOAD (SELECT {} FROM {}.{}) TO {} WITH (format = 'PARQUET', compression = {}{partitioned})",
        names.join(", "),
        quotes(database),
        quotes(name),
        text(folder),
        text(compression),
    )
}

fn create(name: &str, (columns, keys): (&[Column], &[Column]), folder: &str) -> String {
    let list = |columns: &[Column]| {
        let columns = columns
            .iter()
            .map(|column| format!("{} {}", backticks(&column.name), column.data_type.as_deref().unwrap_or("string")));
        columns.collect::<Vec<_>>().join(", ")
    };
    let partitioned = if keys.is_empty() { String::new() } else { format!(" PARTITIONED BY ({})", list(keys)) };
    format!(
        "CREATE EXTERNAL TABLE {} ({}){partitioned} STORED AS PARQUET LOCATION {}",
        backticks(name),
        list(columns),
        text(folder),
    )
}

fn quotes(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn backticks(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}
