//! Columns of one row group being encoded, in groups that can go to different threads.

use arrow::array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use tokio::task::JoinSet;

use crate::{Error, Result};

/// Encoders of some of a file's columns.
#[derive(Debug, Default)]
pub(super) struct ColumnGroup {
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    index: usize,
    leaves: Vec<ArrowColumnWriter>,
}

impl ColumnGroup {
    /// Deals the leaf writers of a row group to at most `groups` groups, each taking whole columns.
    pub fn deal(schema: &SchemaRef, writers: Vec<ArrowColumnWriter>, groups: usize) -> Vec<Self> {
        let groups = groups.clamp(1, schema.fields().len().max(1));
        let mut dealt: Vec<Self> = (0..groups).map(|_| Self::default()).collect();
        let mut writers = writers.into_iter();
        for (index, field) in schema.fields().iter().enumerate() {
            let leaves = writers.by_ref().take(leaf_count(field.data_type())).collect();
            dealt[index % groups].columns.push(Column { index, leaves });
        }
        dealt
    }

    fn encode(&mut self, batch: &RecordBatch) -> Result<()> {
        let schema = batch.schema_ref();
        for column in &mut self.columns {
            let leaves = compute_leaves(schema.field(column.index), batch.column(column.index))?;
            for (writer, leaf) in column.leaves.iter_mut().zip(&leaves) {
                writer.write(leaf)?;
            }
        }
        Ok(())
    }

    pub fn memory_bytes(&self) -> usize {
        self.writers().map(ArrowColumnWriter::memory_size).sum()
    }

    pub fn encoded_bytes(&self) -> usize {
        self.writers().map(ArrowColumnWriter::get_estimated_total_bytes).sum()
    }

    fn writers(&self) -> impl Iterator<Item = &ArrowColumnWriter> {
        self.columns.iter().flat_map(|column| &column.leaves)
    }

    /// The finished chunks with the index of their column.
    fn finish(self) -> Result<Vec<(usize, Vec<ArrowColumnChunk>)>> {
        self.columns
            .into_iter()
            .map(|column| {
                let chunks = column.leaves.into_iter().map(ArrowColumnWriter::close).collect::<Result<_, _>>()?;
                Ok((column.index, chunks))
            })
            .collect()
    }
}

/// Leaves a type has in Parquet.
fn leaf_count(data_type: &arrow_schema::DataType) -> usize {
    use arrow_schema::DataType::{FixedSizeList, LargeList, List, Map, Struct};
    match data_type {
        List(item) | LargeList(item) | FixedSizeList(item, _) | Map(item, _) => leaf_count(item.data_type()),
        Struct(fields) => fields.iter().map(|field| leaf_count(field.data_type())).sum(),
        _ => 1,
    }
}

/// A group, the batch it has to encode, and a number to know it by afterwards.
pub(super) type EncodeJob = (usize, ColumnGroup, RecordBatch);

/// Encodes as up to `threads` tasks; the groups come back in the order of their numbers.
///
/// On the runtime's workers, as the engine's operators are, and not on its pool for blocking work: that has
/// any number of threads, takes them in turn, and each would keep the buffers it last worked with.
pub(super) async fn encode_all(jobs: Vec<EncodeJob>, threads: usize) -> Result<Vec<(usize, ColumnGroup)>> {
    let mut lots: Vec<Vec<EncodeJob>> = (0..threads.clamp(1, jobs.len().max(1))).map(|_| Vec::new()).collect();
    let count = lots.len();
    for (at, job) in jobs.into_iter().enumerate() {
        lots[at % count].push(job);
    }
    let mut tasks = JoinSet::new();
    for lot in lots {
        tasks.spawn(async move {
            lot.into_iter()
                .map(|(number, mut group, batch)| group.encode(&batch).map(|()| (number, group)))
                .collect::<Result<Vec<_>>>()
        });
    }
    let mut encoded = Vec::new();
    while let Some(done) = tasks.join_next().await {
        encoded.extend(done.map_err(stopped)??);
    }
    encoded.sort_by_key(|(number, _)| *number);
    Ok(encoded)
}

/// Finishes groups of one row group as tasks of their own; the chunks come in column order.
pub(super) async fn finish_all(groups: Vec<ColumnGroup>) -> Result<Vec<ArrowColumnChunk>> {
    let mut tasks = JoinSet::new();
    for group in groups {
        tasks.spawn(async move { group.finish() });
    }
    let mut columns = Vec::new();
    while let Some(done) = tasks.join_next().await {
        columns.extend(done.map_err(stopped)??);
    }
    columns.sort_by_key(|(index, _)| *index);
    Ok(columns.into_iter().flat_map(|(_, chunks)| chunks).collect())
}

/// A task that panicked or was shut down with its runtime.
pub(super) fn stopped(error: tokio::task::JoinError) -> Error {
    Error::Io { place: "an encoding thread".into(), source: std::io::Error::other(error) }
}
