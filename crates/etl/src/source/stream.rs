//! Batch sources as DataFusion tables.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use futures::StreamExt;
use futures::stream::BoxStream;

use crate::{Error, Result};

/// Rows that come in an order which is always the same.
pub(crate) trait BatchSource: Debug + Send + Sync {
    fn schema(&self) -> &SchemaRef;
    fn batches(&self) -> BoxStream<'static, Result<RecordBatch>>;
}

/// Rows a source gave, over all the times it was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowCounter {
    rows: Arc<AtomicU64>,
    readings: Arc<AtomicU64>,
}

impl RowCounter {
    /// Rows of one reading, when the source was read at all.
    pub fn rows(&self) -> Option<u64> {
        self.rows.load(Ordering::Relaxed).checked_div(self.readings.load(Ordering::Relaxed))
    }
}

/// A batch source as a table of one partition.
#[derive(Debug)]
pub(crate) struct SourceTable {
    source: Arc<dyn BatchSource>,
    counter: RowCounter,
}

impl SourceTable {
    pub fn provider(source: Arc<dyn BatchSource>, counter: RowCounter) -> Result<Arc<dyn TableProvider>> {
        let schema = Arc::clone(source.schema());
        Ok(Arc::new(StreamingTable::try_new(schema, vec![Arc::new(Self { source, counter })])?))
    }
}

impl PartitionStream for SourceTable {
    fn schema(&self) -> &SchemaRef {
        self.source.schema()
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        self.counter.readings.fetch_add(1, Ordering::Relaxed);
        let rows = Arc::clone(&self.counter.rows);
        let batches = self.source.batches().map(move |batch| {
            let batch = batch.map_err(Error::into_engine)?;
            rows.fetch_add(batch.num_rows() as u64, Ordering::Relaxed);
            Ok(batch)
        });
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(self.source.schema()), batches))
    }
}
