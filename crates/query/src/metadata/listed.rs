//! A table whose rows are made when they are read.

use std::fmt::{Debug, Formatter};
use std::sync::Arc;

use async_trait::async_trait;
use boathouse_sql::analyzer::{TableColumn, TableEntry};
use boathouse_types::Type;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, Result as DataFusionResult};
use datafusion::datasource::{TableType, provider_as_source};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_expr::LexOrdering;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::StreamExt;
use futures::stream::BoxStream;

use super::wanted::Wanted;
use crate::{CATALOG_NAME, Failure};

/// Batches of rows under way.
pub(super) type Rows = BoxStream<'static, Result<RecordBatch, Failure>>;

/// What a table lists.
pub(super) trait Listing: Debug + Send + Sync {
    /// The columns, those that `*` leaves out last.
    fn columns(&self) -> Vec<TableColumn>;

    /// The columns as the engine has them.
    fn schema(&self) -> SchemaRef {
        schema(&self.columns())
    }

    /// The rows, or more than those that are wanted; each batch has that schema.
    fn rows(&self, wanted: Wanted) -> Rows;
}

/// A column that `*` takes.
pub(super) fn column(name: &str, data_type: Type) -> TableColumn {
    TableColumn { name: name.to_owned(), data_type, hidden: false }
}

/// Columns as the engine has them.
pub(super) fn schema(columns: &[TableColumn]) -> SchemaRef {
    Arc::new(Schema::new(columns.iter().map(|column| column.data_type.to_field(&column.name)).collect::<Vec<_>>()))
}

/// What a name in a query stands for.
pub(super) fn entry(name: &[&str], listing: Arc<dyn Listing>) -> TableEntry {
    let columns = listing.columns();
    let provider = Listed { name: name.join("."), schema: listing.schema(), listing };
    let name = [CATALOG_NAME].iter().chain(name).map(|part| (*part).to_owned()).collect();
    TableEntry::Table { name, source: provider_as_source(Arc::new(provider)), columns }
}

#[derive(Debug)]
struct Listed {
    name: String,
    schema: SchemaRef,
    listing: Arc<dyn Listing>,
}

#[async_trait]
impl TableProvider for Listed {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::View
    }

    /// Conditions only spare work: the engine asks them again.
    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> DataFusionResult<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> DataFusionResult<Arc<dyn ExecutionPlan>> {
        let schema = Arc::clone(&self.schema);
        let (name, listing) = (self.name.clone(), Arc::clone(&self.listing));
        let read = Reading { name, schema: Arc::clone(&schema), listing, filters: filters.to_vec() };
        let orderings: [LexOrdering; 0] = [];
        let read: Vec<Arc<dyn PartitionStream>> = vec![Arc::new(read)];
        Ok(Arc::new(StreamingTableExec::try_new(schema, read, projection, orderings, false, limit)?))
    }
}

/// One reading of the rows.
struct Reading {
    name: String,
    schema: SchemaRef,
    listing: Arc<dyn Listing>,
    filters: Vec<Expr>,
}

/// The table's name: this is all that a step of a plan tells of what it reads.
impl Debug for Reading {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl PartitionStream for Reading {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let rows = self.listing.rows(Wanted::new(self.filters.clone()));
        let rows = rows.map(|batch| batch.map_err(|failure| DataFusionError::External(Box::new(failure))));
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), rows))
    }
}
