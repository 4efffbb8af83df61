//! The schema `system`, which Athena has not: what has run here, as tables.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use boathouse_sql::analyzer::TableColumn;
use boathouse_types::Type;
use datafusion::arrow::array::{ArrayRef, RecordBatch};
use futures::{StreamExt, stream};
use parking_lot::RwLock;

use super::listed::{Listing, Rows, column, schema};
use super::queries::QueriesTable;
use super::wanted::Wanted;
use crate::{Failure, Queries, Refusal};

/// The schema's name.
pub const SYSTEM_SCHEMA: &str = "system";

/// A table of the schema `system`, of whoever knows its rows.
#[async_trait]
pub trait SystemTable: Debug + Send + Sync {
    /// Names and types of the columns.
    fn columns(&self) -> Vec<(&'static str, Type)>;

    /// All rows of a scope, `<account>/<region>`: the columns in order, each in the Arrow type of its type.
    ///
    /// # Errors
    /// A text that says why they cannot be had.
    async fn rows(&self, scope: &str) -> Result<Vec<ArrayRef>, String>;
}

/// The tables that others have added, by name.
#[derive(Debug, Default)]
pub(crate) struct SystemTables(RwLock<BTreeMap<&'static str, Arc<dyn SystemTable>>>);

impl SystemTables {
    pub(crate) fn add(&self, name: &'static str, table: Arc<dyn SystemTable>) {
        self.0.write().insert(name, table);
    }

    /// The table of a name.
    pub(super) fn listing(&self, queries: &Queries, name: &str) -> Option<Arc<dyn Listing>> {
        let of_somebody = queries.access().is_some();
        let table = match name {
            QueriesTable::NAME => Arc::new(QueriesTable::new(queries.state().clone(), queries.config().price)) as _,
            other => self.0.read().get(other).cloned()?,
        };
        Some(Arc::new(OfScope { table, scope: queries.catalog().scope().to_owned(), of_somebody }))
    }
}

#[derive(Debug)]
struct OfScope {
    table: Arc<dyn SystemTable>,
    scope: String,
    /// It is read by somebody whose rights are checked; what others ran is not for them.
    of_somebody: bool,
}

impl Listing for OfScope {
    fn columns(&self) -> Vec<TableColumn> {
        self.table.columns().into_iter().map(|(name, data_type)| column(name, data_type)).collect()
    }

    fn rows(&self, _: Wanted) -> Rows {
        let (table, scope, schema) = (Arc::clone(&self.table), self.scope.clone(), schema(&self.columns()));
        let of_somebody = self.of_somebody;
        stream::once(async move {
            if of_somebody {
                let text = format!("The schema {SYSTEM_SCHEMA} is not shown while permissions are enforced");
                return Err(Refusal(text).of_query());
            }
            let columns = table.rows(&scope).await.map_err(|text| Failure::internal(&text))?;
            RecordBatch::try_new(schema, columns).map_err(|error| Failure::internal(&error))
        })
        .boxed()
    }
}
