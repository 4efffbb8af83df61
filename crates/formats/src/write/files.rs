//! Record batches to objects of any format, at places that the caller says.

use std::sync::Arc;

use arrow_schema::Schema;
use datafusion::execution::SendableRecordBatchStream;
use object_store::ObjectStore;

use super::columns::stopped;
use super::deal::Deal;
use super::format::{FileCodec, FileFormat, FileKind};
use super::open::Writers;
use super::options::{Compression, ParquetWriteOptions};
use super::parquet::{read_ahead, write_placed};
use super::placement::Placement;
use super::report::WriteReport;
use super::rows::RowFiles;
use super::split::Splitter;
use super::upload::Place;
use crate::Result;
use crate::buckets::Buckets;

/// Options of [`write_files`].
#[derive(Debug, Clone)]
pub struct WriteOptions {
    /// What the files are.
    pub format: FileFormat,
    /// Columns that leave the files and name folders, in folder order.
    pub partition_keys: Vec<String>,
    /// Rows are dealt to one file of a partition for each bucket.
    pub buckets: Option<Buckets>,
    /// Partitions, or buckets of partitions, that rows may be of.
    pub writers_max: Option<usize>,
    /// The one budget of the write, in bytes.
    pub memory_bytes_max: usize,
    /// A file that has reached this size is finished and the next one begun.
    pub file_bytes_max: u64,
}

impl WriteOptions {
    /// Files of this format in one folder.
    pub fn new(format: FileFormat) -> Self {
        Self {
            format,
            partition_keys: Vec::new(),
            buckets: None,
            writers_max: None,
            memory_bytes_max: 96 << 20,
            file_bytes_max: 1 << 30,
        }
    }

    fn deal(&self, schema: &Schema) -> Result<(Deal, Writers)> {
        let deal = match &self.buckets {
            Some(buckets) => Deal::to_buckets(buckets, schema)?,
            None => Deal::Files(std::num::NonZeroUsize::MIN),
        };
        Ok((deal, Writers::at_most(self.writers_max)))
    }

    fn parquet(&self) -> ParquetWriteOptions {
        ParquetWriteOptions {
            compression: match self.format.codec() {
                FileCodec::Gzip => Compression::Gzip,
                FileCodec::Lz4 => Compression::Lz4,
                FileCodec::Snappy => Compression::Snappy,
                FileCodec::Zstd => Compression::Zstd,
                FileCodec::None | FileCodec::Bzip2 | FileCodec::Deflate | FileCodec::Zlib => Compression::None,
            },
            compression_level: self.format.level(),
            partition_keys: self.partition_keys.clone(),
            memory_bytes_max: self.memory_bytes_max,
            file_bytes_max: self.file_bytes_max,
            ..ParquetWriteOptions::new("")
        }
    }
}

/// Writes every batch of `input` as objects of `bucket`, where `placement` puts them. None is visible before all of
/// them are written, `placement` was told of each, and memory is bounded by the options, except for the report. An
/// input without rows writes no object.
///
/// # Errors
/// What the input, the store or the placement returns, keys and types that cannot be written. Then no object of this
/// write is left behind; dropping the future has the same effect, a moment later.
pub async fn write_files(
    input: SendableRecordBatchStream,
    store: Arc<dyn ObjectStore>,
    bucket: &str,
    placement: Arc<dyn Placement>,
    options: &WriteOptions,
) -> Result<WriteReport> {
    let place = Place { store, bucket: bucket.to_owned() };
    if *options.format.kind() == FileKind::Parquet {
        return write_placed(input, place, placement, &options.parquet(), |schema| options.deal(schema)).await;
    }
    let splitter = Splitter::new(&input.schema(), &options.partition_keys)?;
    let schema = Arc::new(splitter.body_schema(&input.schema())?);
    options.format.check(&schema)?;
    let deal = options.deal(&schema)?;
    let (memory, size) = (options.memory_bytes_max, options.file_bytes_max);
    let mut files = RowFiles::new(&options.format, schema, place, placement, deal, memory, size);
    match write_all(input, &splitter, &mut files).await {
        Ok(report) => Ok(report),
        Err(error) => {
            files.abort().await;
            Err(error)
        }
    }
}

async fn write_all(
    input: SendableRecordBatchStream,
    splitter: &Splitter,
    files: &mut RowFiles<'_>,
) -> Result<WriteReport> {
    let (reader, mut batches) = read_ahead(input);
    while let Some(batch) = batches.recv().await {
        let batch = batch?;
        if batch.num_rows() > 0 {
            files.push(splitter.split(&batch)?).await?;
        }
    }
    // A reader that panicked also closes the channel; that is no end of the input.
    reader.join().await.map_err(stopped)?;
    files.finish().await?;
    Ok(WriteReport::of(files.ledger.commit().await?))
}
