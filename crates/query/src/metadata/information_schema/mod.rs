//! Trino's `information_schema`: databases, tables, views and columns that whoever asks may see.

mod columns;
mod schemata;
mod tables;
mod views;

use std::sync::Arc;

use boathouse_catalog::{Error as CatalogError, PageRequest, Table, TablesRequest};
use boathouse_sql::analyzer::TableColumn;
use boathouse_types::Type;
use datafusion::arrow::array::{ArrayRef, RecordBatch, StringViewArray};
use futures::StreamExt;
use futures::stream;

use super::listed::{Listing, Rows, column, schema};
use super::wanted::Wanted;
use super::{INFORMATION_SCHEMA, Seen};
use crate::{CATALOG_NAME, Failure, access};

/// The tables of the schema, by name.
const KINDS: [Kind; 4] = [columns::KIND, schemata::KIND, tables::KIND, views::KIND];

/// One of the schema's tables.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    columns: fn() -> Vec<TableColumn>,
    rows: OfWhat,
}

/// What a row is made of.
#[derive(Clone, Copy)]
enum OfWhat {
    /// The name of a database.
    Databases(fn(&[String]) -> Vec<ArrayRef>),
    /// The tables of one database.
    Tables(fn(&Found) -> Vec<ArrayRef>),
}

/// A database with its tables, or some of them.
struct Found {
    database: String,
    tables: Vec<Table>,
}

struct Listed {
    seen: Seen,
    kind: Kind,
}

impl std::fmt::Debug for Listed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind.name)
    }
}

/// One of the schema's tables.
pub(super) fn listing(seen: Seen, table: &str) -> Option<Arc<dyn Listing>> {
    let kind = KINDS.into_iter().find(|kind| kind.name == table)?;
    Some(Arc::new(Listed { seen, kind }))
}

impl Listing for Listed {
    fn columns(&self) -> Vec<TableColumn> {
        (self.kind.columns)()
    }

    fn rows(&self, wanted: Wanted) -> Rows {
        let schema = schema(&self.columns());
        let batch = move |columns| {
            RecordBatch::try_new(Arc::clone(&schema), columns).map_err(|error| Failure::internal(&error))
        };
        let seen = self.seen.clone();
        match self.kind.rows {
            OfWhat::Databases(make) => {
                let databases = async move { batch(make(&databases(&seen, &wanted, "schema_name").await?)) };
                stream::once(databases).boxed()
            }
            OfWhat::Tables(make) => {
                let first = {
                    let (seen, wanted) = (seen.clone(), wanted.clone());
                    async move { databases(&seen, &wanted, "table_schema").await }
                };
                let found = stream::once(first).flat_map(|names| match names {
                    Ok(names) => stream::iter(names).map(Ok).boxed(),
                    Err(failure) => stream::once(async { Err(failure) }).boxed(),
                });
                found
                    .then(move |name| {
                        let (seen, wanted) = (seen.clone(), wanted.clone());
                        async move { found_in(&seen, &wanted, name?).await }
                    })
                    .map(move |found| batch(make(&found?)))
                    .boxed()
            }
        }
    }
}

/// The databases that may be seen and may be wanted, and this schema itself.
async fn databases(seen: &Seen, wanted: &Wanted, column: &str) -> Result<Vec<String>, Failure> {
    let all = seen.catalog.databases(PageRequest::all()).await.map_err(|error| Failure::metastore(&error))?;
    let mut names: Vec<String> = all.items.into_iter().map(|database| database.name).collect();
    names = access::databases_for(seen.access.as_deref(), names).await;
    if !names.iter().any(|name| name == INFORMATION_SCHEMA) {
        names.push(INFORMATION_SCHEMA.to_owned());
        names.sort_unstable();
    }
    Ok(wanted.of_column(column, names, String::as_str))
}

/// The tables of a database that may be seen and may be wanted.
async fn found_in(seen: &Seen, wanted: &Wanted, database: String) -> Result<Found, Failure> {
    if database == INFORMATION_SCHEMA {
        let tables = KINDS.iter().map(own_table).collect();
        return Ok(Found {
            tables: wanted.of_column("table_name", tables, |table: &Table| table.name.as_str()),
            database,
        });
    }
    let tables = match seen.catalog.tables(&database, TablesRequest::default()).await {
        Ok(page) => page.items,
        // It was dropped since it was listed.
        Err(CatalogError::DatabaseNotFound(_)) => Vec::new(),
        Err(other) => return Err(Failure::metastore(&other)),
    };
    let tables = wanted.of_column("table_name", tables, |table| table.name.as_str());
    let rules = seen.access.as_deref();
    let mut visible = access::tables_for(rules, &database, tables).await;
    for table in &mut visible {
        access::cut_columns_for(rules, table).await.map_err(|refusal| refusal.of_query())?;
    }
    Ok(Found { tables: visible, database })
}

/// A table of this schema, described as those of the catalog are.
fn own_table(kind: &Kind) -> Table {
    let columns = (kind.columns)().into_iter().filter(|column| !column.hidden);
    let hive = |column: TableColumn| {
        let data_type = if column.data_type == Type::BigInt { "bigint" } else { "string" };
        boathouse_catalog::Column::new(column.name, data_type)
    };
    let descriptor =
        boathouse_catalog::StorageDescriptor { columns: columns.map(hive).collect(), ..Default::default() };
    Table {
        name: kind.name.to_owned(),
        database_name: INFORMATION_SCHEMA.to_owned(),
        storage_descriptor: Some(descriptor),
        ..Table::default()
    }
}

fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringViewArray>())
}

/// The columns every table about tables begins with.
fn table_columns() -> Vec<TableColumn> {
    ["table_catalog", "table_schema", "table_name"].map(|name| column(name, Type::VARCHAR)).into()
}

/// Their values, a row for each name.
fn table_names<'a>(database: &str, names: impl Iterator<Item = &'a str> + Clone) -> Vec<ArrayRef> {
    vec![
        texts(names.clone().map(|_| Some(CATALOG_NAME))),
        texts(names.clone().map(|_| Some(database))),
        texts(names.map(Some)),
    ]
}
