//! Rows made on the engine's threads and read on the caller's.

use std::pin::Pin;
use std::task::{Context, Poll};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::{DataFusionError, Result as EngineResult};
use datafusion::execution::{RecordBatchStream, SendableRecordBatchStream};
use futures::{Stream, StreamExt};
use tokio::sync::mpsc;

use crate::engine::Task;
use crate::{Failure, Queries};

/// Batches that may wait for the reader: one to read while the next is made.
const WAITING_BATCHES_MAX: usize = 1;

/// The same rows, made on the engine's threads. Dropping it stops the work.
pub(crate) fn relay(queries: &Queries, mut rows: SendableRecordBatchStream) -> SendableRecordBatchStream {
    let schema = rows.schema();
    let (sender, batches) = mpsc::channel(WAITING_BATCHES_MAX);
    // Whoever reads rows may let go of everything else: the engine lives as long as its work.
    let keeper = queries.clone();
    let task = queries.engine().spawn(async move {
        while let Some(batch) = rows.next().await {
            if sender.send(batch).await.is_err() {
                break;
            }
        }
        drop((rows, keeper));
    });
    Box::pin(Relay { schema, batches, task: Some(task) })
}

struct Relay {
    schema: SchemaRef,
    batches: mpsc::Receiver<EngineResult<RecordBatch>>,
    /// Until its end was seen.
    task: Option<Task<()>>,
}

impl Stream for Relay {
    type Item = EngineResult<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(batch) = std::task::ready!(self.batches.poll_recv(cx)) {
            return Poll::Ready(Some(batch));
        }
        // Work that ended without ending its rows must not pass for a shorter answer.
        let Some(task) = self.task.as_mut() else { return Poll::Ready(None) };
        let ended = std::task::ready!(Pin::new(task).poll(cx));
        self.task = None;
        Poll::Ready(ended.err().map(|error| Err(DataFusionError::External(Box::new(Failure::internal(&error))))))
    }
}

impl RecordBatchStream for Relay {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}
