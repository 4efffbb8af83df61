//! `columns`: the columns of tables and views with Trino's names of their types.

use std::sync::Arc;

use boathouse_catalog::{Column, Table};
use boathouse_schema::HiveType;
use boathouse_sql::analyzer::TableColumn;
use boathouse_types::Type;
use datafusion::arrow::array::{ArrayRef, Int64Array};

use super::{Found, Kind, OfWhat, column, table_columns, table_names, texts};
use crate::tables::trino_type;
use crate::views::{ViewDefinition, is_view};

pub(super) const KIND: Kind = Kind { name: "columns", columns, rows: OfWhat::Tables(rows) };

fn columns() -> Vec<TableColumn> {
    let hidden = |name| TableColumn { hidden: true, ..column(name, Type::VARCHAR) };
    let mut columns = table_columns();
    columns.push(column("column_name", Type::VARCHAR));
    columns.push(column("ordinal_position", Type::BigInt));
    columns.extend(["column_default", "is_nullable", "data_type"].map(|name| column(name, Type::VARCHAR)));
    columns.extend(["comment", "extra_info"].map(hidden));
    columns
}

struct Row<'a> {
    table: &'a str,
    name: String,
    position: i64,
    data_type: String,
    comment: Option<&'a str>,
    is_key: bool,
}

fn rows(found: &Found) -> Vec<ArrayRef> {
    let rows: Vec<Row<'_>> = found.tables.iter().flat_map(of_table).collect();
    let mut columns = table_names(&found.database, rows.iter().map(|row| row.table));
    columns.push(texts(rows.iter().map(|row| Some(row.name.as_str()))));
    columns.push(Arc::new(rows.iter().map(|row| Some(row.position)).collect::<Int64Array>()));
    columns.push(texts(rows.iter().map(|_| None)));
    columns.push(texts(rows.iter().map(|_| Some("YES"))));
    columns.push(texts(rows.iter().map(|row| Some(row.data_type.as_str()))));
    columns.push(texts(rows.iter().map(|row| row.comment)));
    columns.push(texts(rows.iter().map(|row| row.is_key.then_some("partition key"))));
    columns
}

fn of_table(table: &Table) -> Vec<Row<'_>> {
    if is_view(table)
        && let Ok(view) = ViewDefinition::of(table)
    {
        let named = view.columns.into_iter().map(|column| (column.name, column.data_type));
        return numbered(table, named.map(|(name, data_type)| (name, data_type, None, false)));
    }
    let own = table.columns().iter().map(|column| (column, false));
    let keys = table.partition_keys.iter().map(|column| (column, true));
    let all = own.chain(keys);
    numbered(table, all.map(|(it, is_key)| (it.name.to_lowercase(), type_of(it), it.comment.as_deref(), is_key)))
}

fn numbered<'a>(
    table: &'a Table,
    columns: impl Iterator<Item = (String, String, Option<&'a str>, bool)>,
) -> Vec<Row<'a>> {
    columns
        .zip(1..)
        .map(|((name, data_type, comment, is_key), position)| Row {
            table: &table.name,
            name,
            position,
            data_type,
            comment: comment.filter(|text| !text.is_empty()),
            is_key,
        })
        .collect()
}

/// Trino's name of a type; the catalog's own where it has none.
fn type_of(column: &Column) -> String {
    let hive = column.data_type.as_deref().unwrap_or("string");
    let trino = hive.parse::<HiveType>().ok().and_then(|hive| trino_type(&hive).ok());
    trino.map_or_else(|| hive.to_owned(), |trino| trino.to_string())
}
