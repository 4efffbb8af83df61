//! `DESCRIBE [EXTENDED | FORMATTED] table [PARTITION (…)] [column]`
//! <https://docs.aws.amazon.com/athena/latest/ug/describe-table.html>

mod column;
mod extended;
mod formatted;

use boathouse_catalog::{Column, Partition, Table};
use boathouse_sql::hive::ast::{Describe, Detail};

use super::context::Context;
use super::partition_spec;
use super::told::{Told, padded};
use crate::views::{ViewDefinition, is_view};
use crate::{Failure, access};

const COLUMNS: &[&str] = &["col_name", "data_type", "comment"];
/// A row without anything in it, and what ends a row whose last cells are empty.
const BLANK: &str = "\t \t ";

/// Whether the statement is DESCRIBE TABLE x, which Hive's grammar reads as the column x of a table called `table`,
/// and which fails later than one of a table that is not there.
pub(super) fn says_table(describe: &Describe) -> bool {
    describe.table.parts == ["table"] && !describe.column.is_empty()
}

pub(super) async fn run(context: &Context<'_>, describe: &Describe) -> Result<Told, Failure> {
    let table = match describe.detail {
        Detail::Columns if !says_table(describe) => context.shown_table(&describe.table, "DESCRIBE").await?,
        _ => detailed_table(context, describe).await?,
    };
    if is_view(&table) && describe.detail == Detail::Columns && describe.column.is_empty() {
        return view_columns(&table);
    }
    let partition = match describe.partition.is_empty() {
        true => None,
        false => {
            let values = partition_spec::values(&table, &describe.partition)?;
            Some(access::cut_partition(context, &table, context.partition(&table, &values).await?).await?)
        }
    };
    if !describe.column.is_empty() {
        return column::run(context, &table, partition.as_ref(), describe).await;
    }
    let lines = match describe.detail {
        Detail::Columns => columns(&table, partition.as_ref()),
        Detail::Extended => extended::lines(&table, partition.as_ref()),
        Detail::Formatted => formatted::lines(&table, partition.as_ref()),
    };
    Ok(Told::described(COLUMNS, lines))
}

/// Hive leaves the database out when it does not find the table.
async fn detailed_table(context: &Context<'_>, describe: &Describe) -> Result<Table, Failure> {
    let (database, name) = context.names(&describe.table);
    let missing = Failure::no_table(&format!("{database}.{name}"));
    let found = context.shown_table(&describe.table, "DESCRIBE").await;
    found.map_err(|failure| if failure == missing { Failure::no_table(&name) } else { failure })
}

/// The columns of a view with Trino's types.
pub(super) fn view_columns(view: &Table) -> Result<Told, Failure> {
    let definition = ViewDefinition::of(view)?;
    let lines = definition.columns.iter().map(|column| format!("{}\t{}", column.name, column.data_type));
    Ok(Told::listed_of_views(&["column", "type"], lines.collect()))
}

/// The columns of the table, or of its partition, when that has its own.
fn own_columns<'a>(table: &'a Table, partition: Option<&'a Partition>) -> &'a [Column] {
    let own = partition.and_then(|partition| partition.storage_descriptor.as_ref());
    own.map(|descriptor| &descriptor.columns[..]).filter(|own| !own.is_empty()).unwrap_or_else(|| table.columns())
}

fn columns(table: &Table, partition: Option<&Partition>) -> Vec<String> {
    let all = own_columns(table, partition).iter().chain(&table.partition_keys);
    let mut lines: Vec<String> = all.map(row).collect();
    push_partition_keys(&mut lines, table);
    lines
}

fn row(column: &Column) -> String {
    // A tab would begin another cell: Athena cuts the comment there.
    let comment = column.comment.as_deref().unwrap_or_default().split('\t').next().unwrap_or_default();
    cells(&column.name, column.data_type.as_deref().unwrap_or("string"), comment)
}

fn cells(first: &str, second: &str, third: &str) -> String {
    format!("{}\t{}\t{}", padded(first), padded(second), padded(third))
}

/// A row whose last cell is empty.
fn heading(text: &str) -> String {
    format!("{text}{BLANK}")
}

fn column_names() -> String {
    format!("# {}", cells("col_name", "data_type", "comment"))
}

fn push_partition_keys(lines: &mut Vec<String>, table: &Table) {
    if table.partition_keys.is_empty() {
        return;
    }
    lines.extend([BLANK.to_owned(), heading("# Partition Information"), column_names(), BLANK.to_owned()]);
    lines.extend(table.partition_keys.iter().map(row));
}
