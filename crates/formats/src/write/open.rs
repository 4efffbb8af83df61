//! The files being written, and the rows that wait until writing them pays.
//!
//! Rows of a partition wait until there are enough of them to encode; what waits and what is encoded
//! is bounded together, whatever the number of partitions: when it grows too large, the partition
//! that holds most rows is encoded, the largest row group is ended, which frees its dictionaries, and
//! when it is finished row groups that fill the memory, the file that holds most of them is finished.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow::array::RecordBatch;

use super::columns::{EncodeJob, encode_all};
use super::deal::Deal;
use super::file::{FileShape, OpenFile};
use super::ledger::Ledger;
use super::options::ParquetWriteOptions;
use super::placement::Placement;
use super::split::Values;
use super::types::to_schema;
use super::upload::Place;
use crate::{Error, Result};

/// Encoding fewer rows at a time costs more than keeping them.
const ENCODE_ROWS_MIN: usize = 4096;
/// Shares of the memory budget, as divisors. What is left of all three is for the encoders.
const WAITING_ROWS_SHARE: usize = 4;
const UPLOADS_SHARE: usize = 4;
const HELD_FILES_SHARE: usize = 8;

/// A partition's values and the number of the file among those its rows are dealt to.
pub(super) type Slot = (Values, usize);

#[derive(Default)]
struct Partition {
    waiting: Vec<RecordBatch>,
    waiting_rows: usize,
    waiting_bytes: usize,
    file: Option<OpenFile>,
    last_write: u64,
}

/// All partitions of a write.
pub(super) struct OpenPartitions<'a> {
    options: &'a ParquetWriteOptions,
    shape: FileShape,
    place: Place,
    placement: Arc<dyn Placement>,
    deal: Deal,
    writers: Writers,
    partitions: HashMap<Slot, Partition>,
    waiting_bytes: usize,
    files_begun: usize,
    writes: u64,
    pub ledger: Ledger,
}

impl<'a> OpenPartitions<'a> {
    pub fn new(
        options: &'a ParquetWriteOptions,
        shape: FileShape,
        place: Place,
        placement: Arc<dyn Placement>,
        (deal, writers): (Deal, Writers),
    ) -> Self {
        let ledger = Ledger::new(place.clone(), Arc::clone(&placement), options.memory_bytes_max / HELD_FILES_SHARE);
        Self {
            options,
            shape,
            place,
            placement,
            deal,
            writers,
            partitions: HashMap::new(),
            waiting_bytes: 0,
            files_begun: 0,
            writes: 0,
            ledger,
        }
    }

    /// Takes the rows of one input batch, by partition.
    pub async fn push(&mut self, parts: Vec<(Values, RecordBatch)>) -> Result<()> {
        let mut ready = Vec::new();
        for (values, batch) in parts {
            let batch = to_schema(&batch, &self.shape.schema)?;
            for (number, rows) in self.deal.deal(&batch)? {
                let slot = (values.clone(), number);
                self.writers.admit(&slot)?;
                if self.keep(&slot, rows) {
                    ready.push(slot);
                }
            }
        }
        self.encode(ready).await?;
        while self.waiting_bytes > self.options.memory_bytes_max / WAITING_ROWS_SHARE {
            let largest = self.partitions.iter().max_by_key(|(_, partition)| partition.waiting_bytes);
            let Some(slot) = largest.map(|(slot, _)| slot.clone()) else { break };
            self.encode(vec![slot]).await?;
        }
        self.bound_memory().await
    }

    /// Writes what waits and finishes every file.
    pub async fn finish(&mut self) -> Result<()> {
        let mut slots: Vec<Slot> = self.partitions.keys().cloned().collect();
        slots.sort();
        for slot in slots {
            self.encode(vec![slot.clone()]).await?;
            self.finish_file(&slot).await?;
        }
        Ok(())
    }

    pub async fn abort(&mut self) {
        for partition in self.partitions.values_mut() {
            if let Some(file) = &mut partition.file {
                file.abort().await;
            }
        }
        self.ledger.abort().await;
    }

    /// Lets rows wait; true when there are enough to encode.
    fn keep(&mut self, slot: &Slot, rows: RecordBatch) -> bool {
        let partition = match self.partitions.get_mut(slot) {
            Some(partition) => partition,
            None => self.partitions.entry(slot.clone()).or_default(),
        };
        let bytes = rows.get_array_memory_size();
        self.waiting_bytes += bytes;
        partition.waiting_bytes += bytes;
        partition.waiting_rows += rows.num_rows();
        partition.waiting.push(rows);
        partition.waiting_rows >= ENCODE_ROWS_MIN
    }

    /// Encodes what waits in these partitions, all of them at once.
    async fn encode(&mut self, slots: Vec<Slot>) -> Result<()> {
        for slots in slots.chunks(self.options.open_files_max.max(1)) {
            self.encode_together(slots).await?;
        }
        Ok(())
    }

    async fn encode_together(&mut self, slots: &[Slot]) -> Result<()> {
        self.make_room(slots).await?;
        let mut jobs: Vec<EncodeJob> = Vec::new();
        let mut group_counts = Vec::with_capacity(slots.len());
        for slot in slots {
            let (batch, groups) = self.begin_encode(slot).await?;
            group_counts.push((batch.num_rows(), groups.len()));
            for group in groups {
                jobs.push((jobs.len(), group, batch.clone()));
            }
        }
        let mut encoded = encode_all(jobs, self.options.threads.get()).await?.into_iter().map(|(_, group)| group);
        for (slot, (rows, groups)) in slots.iter().zip(group_counts) {
            let groups = encoded.by_ref().take(groups).collect();
            let Some(partition) = self.partitions.get_mut(slot) else { continue };
            let Some(file) = &mut partition.file else { continue };
            file.put_back(groups, rows);
            if file.group_rows() >= self.options.row_group_rows_max
                || file.group_bytes() >= self.options.row_group_bytes_max
            {
                file.end_row_group().await?;
            }
            if file.bytes() >= self.options.file_bytes_max {
                self.finish_file(slot).await?;
            }
        }
        Ok(())
    }

    /// The waiting rows of a partition and the encoders for them.
    async fn begin_encode(&mut self, slot: &Slot) -> Result<(RecordBatch, Vec<super::columns::ColumnGroup>)> {
        self.writes += 1;
        let partition = self.partitions.entry(slot.clone()).or_default();
        partition.last_write = self.writes;
        self.waiting_bytes = self.waiting_bytes.saturating_sub(partition.waiting_bytes);
        partition.waiting_bytes = 0;
        partition.waiting_rows = 0;
        let waiting = std::mem::take(&mut partition.waiting);
        let batch = match waiting.as_slice() {
            [one] => one.clone(),
            several => arrow::compute::concat_batches(&self.shape.schema, several)?,
        };
        let file = match &mut partition.file {
            Some(file) => file,
            none => {
                let folder = self.placement.folder(&slot.0).await?;
                let key = format!("{folder}{}", self.placement.file_name(&folder, self.files_begun, slot.1));
                self.files_begun += 1;
                none.insert(OpenFile::new(&self.place, key, slot.0.clone(), &self.shape)?)
            }
        };
        Ok((batch, file.take_groups()?))
    }

    /// Finishes files until `slots` can all be open, beginning with the one written to longest ago.
    async fn make_room(&mut self, slots: &[Slot]) -> Result<()> {
        let open = |partitions: &HashMap<Slot, Partition>| partitions.values().filter(|p| p.file.is_some()).count();
        let new = slots.iter().filter(|slot| self.partitions.get(*slot).is_none_or(|p| p.file.is_none())).count();
        while open(&self.partitions) + new > self.options.open_files_max.max(slots.len()) {
            let oldest = self
                .partitions
                .iter()
                .filter(|(slot, partition)| partition.file.is_some() && !slots.contains(slot))
                .min_by_key(|(_, partition)| partition.last_write);
            let Some(slot) = oldest.map(|(slot, _)| slot.clone()) else { break };
            self.finish_file(&slot).await?;
        }
        Ok(())
    }

    /// Ends row groups and files, the largest first, until everything fits.
    async fn bound_memory(&mut self) -> Result<()> {
        let budget = self.options.memory_bytes_max;
        loop {
            let (encoders, uploads) = (self.held(OpenFile::encoder_bytes), self.held(OpenFile::upload_bytes));
            let uploads_max = budget / UPLOADS_SHARE;
            if encoders + uploads + self.waiting_bytes + self.ledger.held_bytes() <= budget && uploads <= uploads_max {
                return Ok(());
            }
            let measure =
                if uploads > uploads_max || encoders == 0 { OpenFile::upload_bytes } else { OpenFile::encoder_bytes };
            let open = self.partitions.values().filter(|partition| partition.file.is_some()).count();
            let files = self.partitions.iter_mut().filter_map(|(slot, p)| p.file.as_mut().map(|file| (slot, file)));
            let Some((slot, file)) = files.max_by_key(|(_, file)| measure(file)) else { return Ok(()) };
            if open == 1 {
                // What it holds beyond this leaves by its upload: no reason to begin a second file.
                return file.end_row_group().await;
            }
            if encoders > 0 && uploads <= uploads_max {
                file.end_row_group().await?;
            } else {
                let slot = slot.clone();
                self.finish_file(&slot).await?;
            }
        }
    }

    /// Bytes of one kind that all open files hold.
    fn held(&self, measure: fn(&OpenFile) -> usize) -> usize {
        self.partitions.values().filter_map(|partition| partition.file.as_ref()).map(measure).sum()
    }

    async fn finish_file(&mut self, slot: &Slot) -> Result<()> {
        let Some(partition) = self.partitions.get_mut(slot) else { return Ok(()) };
        let file = partition.file.take();
        if partition.waiting.is_empty() {
            self.partitions.remove(slot);
        }
        if let Some(file) = file {
            let (upload, written) = file.finish().await?;
            self.ledger.add(upload, written).await?;
        }
        Ok(())
    }
}

/// The writers of a write, and how many there may be.
#[derive(Debug, Default)]
pub(super) struct Writers {
    max: Option<usize>,
    known: HashSet<Slot>,
}

impl Writers {
    pub fn at_most(max: Option<usize>) -> Self {
        Self { max, known: HashSet::new() }
    }

    /// One more, unless it is known.
    pub fn admit(&mut self, slot: &Slot) -> Result<()> {
        let Some(max) = self.max.filter(|_| !self.known.contains(slot)) else { return Ok(()) };
        if self.known.len() >= max {
            return Err(Error::TooManyWriters(max));
        }
        self.known.insert(slot.clone());
        Ok(())
    }
}
