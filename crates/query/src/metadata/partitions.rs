//! `"t$partitions"`: a row for each partition of a table, a column for each key.

use std::sync::Arc;

use boathouse_catalog::{Error as CatalogError, PartitionsRequest};
use boathouse_schema::HiveType;
use boathouse_sql::analyzer::{TableColumn, TableEntry};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::error::DataFusionError;
use futures::StreamExt;
use futures::stream;

use super::Seen;
use super::listed::{Listing, Rows};
use super::wanted::Wanted;
use crate::access::ReadableRows;
use crate::planner::{TableResolver, Unresolved};
use crate::tables::{glue_terms, typed_columns, values_batch, values_schema};
use crate::{Failure, Refusal};

/// The partitions of a table.
#[derive(Debug)]
pub(super) struct Partitions {
    seen: Seen,
    database: String,
    table: String,
    keys: Vec<(String, HiveType)>,
    columns: Vec<TableColumn>,
    schema: SchemaRef,
}

/// The partitions of the table, which whoever asks must be able to read.
pub(super) async fn listing(
    seen: Seen,
    tables: &dyn TableResolver,
    database: &str,
    table: &str,
) -> Result<Partitions, Unresolved> {
    let columns = match tables.resolve(database, table).await? {
        TableEntry::Table { columns, .. } => columns,
        TableEntry::View(_) => return Err(Unresolved::Table),
    };
    let failed = |failure| Unresolved::Failed(failure);
    let found = match seen.catalog.table(database, table).await {
        Ok(found) => found,
        Err(CatalogError::TableNotFound { .. } | CatalogError::DatabaseNotFound(_)) => return Err(Unresolved::Table),
        Err(other) => return Err(failed(Failure::metastore(&other))),
    };
    if found.partition_keys.is_empty() {
        return Err(Unresolved::Table);
    }
    let keys =
        typed_columns(&found.partition_keys).map_err(|error| failed(Failure::from(DataFusionError::from(error))))?;
    let columns: Vec<TableColumn> =
        keys.iter().filter_map(|(key, _)| columns.iter().find(|column| column.name == *key).cloned()).collect();
    if let Some(rules) = seen.access.as_deref() {
        let names: Vec<String> = keys.iter().map(|(name, _)| name.clone()).collect();
        let rows = rules.readable(database, table, &names).await.map_err(|refusal| failed(refusal.of_query()))?;
        // Which partitions there are would tell of rows that are kept from them.
        if columns.len() != keys.len() || rows.iter().any(|rows| *rows != ReadableRows::All) {
            let text = format!("Insufficient Lake Formation permission(s) on {table}{}", super::PARTITIONS);
            return Err(failed(Refusal(text).of_query()));
        }
    }
    let schema = values_schema(&keys).map_err(|error| failed(Failure::from(DataFusionError::from(error))))?;
    Ok(Partitions { seen, database: database.to_owned(), table: table.to_owned(), keys, columns, schema })
}

impl Listing for Partitions {
    fn columns(&self) -> Vec<TableColumn> {
        self.columns.clone()
    }

    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn rows(&self, wanted: Wanted) -> Rows {
        let request =
            PartitionsRequest { expression: glue_terms(wanted.filters(), &self.keys), ..PartitionsRequest::default() };
        let scan = self.seen.catalog.scan_partitions(&self.database, &self.table, request);
        let keys = self.keys.clone();
        let pages = stream::try_unfold(scan, |mut scan| async {
            let page = scan.next_page().await.map_err(|error| Failure::metastore(&error))?;
            Ok::<_, Failure>(page.map(|page| (page, scan)))
        });
        pages
            .map(move |page| values_batch(&page?, &keys).map_err(|error| Failure::from(DataFusionError::from(error))))
            .boxed()
    }
}
