//! Record batches to Parquet objects.

use std::sync::Arc;

use arrow_schema::Schema;
use boathouse_schema::S3Uri;
use datafusion::common::runtime::SpawnedTask;
use datafusion::execution::SendableRecordBatchStream;
use futures::StreamExt;
use object_store::ObjectStore;
use tokio::sync::mpsc;

use super::columns::stopped;
use super::deal::Deal;
use super::file::FileShape;
use super::open::{OpenPartitions, Writers};
use super::options::ParquetWriteOptions;
use super::placement::{Placement, SparkPlacement};
use super::report::WriteReport;
use super::split::Splitter;
use super::types::writable_schema;
use super::upload::Place;
use crate::Result;

/// Batches read ahead of the encoder.
const READ_AHEAD_BATCHES: usize = 2;

/// Writes every batch of `input` as Parquet objects under `target`, in `key=value` folders when there
/// are partition keys (NULL is Hive's default partition). Existing objects are left alone: names begin
/// with `options.file_prefix`, which must be new to the target.
///
/// Memory is bounded by the options whatever the number of rows and partitions, except for the report,
/// which names each file. An input without rows writes no object.
///
/// # Errors
/// What the input or the store returns, keys and types that cannot be written. Then no object of this
/// write is left behind; dropping the future has the same effect, a moment later.
pub async fn write_parquet(
    input: SendableRecordBatchStream,
    store: Arc<dyn ObjectStore>,
    target: &S3Uri,
    options: &ParquetWriteOptions,
) -> Result<WriteReport> {
    let placement = SparkPlacement {
        folder: target.clone().folder().key,
        partition_keys: options.partition_keys.clone(),
        file_prefix: options.file_prefix.clone(),
        file_suffix: format!("{}.parquet", options.compression.file_suffix()),
    };
    let place = Place { store, bucket: target.bucket.clone() };
    write_placed(input, place, Arc::new(placement), options, |_| Ok((Deal::Files(options.files), Writers::default())))
        .await
}

/// The same wherever `placement` says; `deal` tells for the schema of the files how rows are dealt to them.
pub(super) async fn write_placed(
    input: SendableRecordBatchStream,
    place: Place,
    placement: Arc<dyn Placement>,
    options: &ParquetWriteOptions,
    deal: impl FnOnce(&Schema) -> Result<(Deal, Writers)>,
) -> Result<WriteReport> {
    let splitter = Splitter::new(&input.schema(), &options.partition_keys)?;
    let shape = FileShape {
        schema: writable_schema(&splitter.body_schema(&input.schema())?)?,
        properties: options.properties(),
        threads: options.threads.get(),
    };
    let deal = deal(&shape.schema)?;
    let mut open = OpenPartitions::new(options, shape, place, placement, deal);
    match write_all(input, &splitter, &mut open).await {
        Ok(report) => Ok(report),
        Err(error) => {
            open.abort().await;
            Err(error)
        }
    }
}

async fn write_all(
    input: SendableRecordBatchStream,
    splitter: &Splitter,
    open: &mut OpenPartitions<'_>,
) -> Result<WriteReport> {
    let (reader, mut batches) = read_ahead(input);
    while let Some(batch) = batches.recv().await {
        let batch = batch?;
        if batch.num_rows() > 0 {
            open.push(splitter.split(&batch)?).await?;
        }
    }
    // A reader that panicked also closes the channel; that is no end of the input.
    reader.join().await.map_err(stopped)?;
    open.finish().await?;
    Ok(WriteReport::of(open.ledger.commit().await?))
}

pub(super) type Batches = mpsc::Receiver<datafusion::error::Result<arrow::array::RecordBatch>>;

/// Polls the input on a task of its own, so that reading and encoding overlap.
pub(super) fn read_ahead(mut input: SendableRecordBatchStream) -> (SpawnedTask<()>, Batches) {
    let (sender, batches) = mpsc::channel(READ_AHEAD_BATCHES);
    let reader = SpawnedTask::spawn(async move {
        while let Some(batch) = input.next().await {
            if sender.send(batch).await.is_err() {
                break;
            }
        }
    });
    (reader, batches)
}
