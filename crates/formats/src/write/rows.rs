//! Files of the formats that are written row by row: one open file for each partition and bucket.
//!
//! What open files hold is bounded together: when it grows too large, the file that holds most is flushed, and when it
//! is bytes on their way to the store that fill the memory, the file with most of them is finished.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow_schema::SchemaRef;

use super::deal::Deal;
use super::encoder::RowEncoder;
use super::format::FileFormat;
use super::ledger::Ledger;
use super::open::{Slot, Writers};
use super::placement::Placement;
use super::report::WrittenFile;
use super::split::Values;
use super::types::to_schema;
use super::upload::{Place, Upload};
use crate::{Error, Result};

/// Share of the memory budget for files that are whole, as a divisor.
const HELD_FILES_SHARE: usize = 8;

struct OpenRows {
    encoder: Box<dyn RowEncoder>,
    upload: Upload,
    rows: u64,
    values: Values,
}

impl OpenRows {
    async fn drain(&mut self) -> Result<()> {
        let bytes = self.encoder.take();
        if bytes.is_empty() { Ok(()) } else { self.upload.push(bytes).await }
    }
}

/// All files of a write.
pub(super) struct RowFiles<'a> {
    pub format: &'a FileFormat,
    pub schema: SchemaRef,
    pub place: Place,
    pub placement: Arc<dyn Placement>,
    pub deal: Deal,
    pub writers: Writers,
    pub memory_bytes_max: usize,
    pub file_bytes_max: u64,
    pub ledger: Ledger,
    open: HashMap<Slot, OpenRows>,
    files_begun: usize,
}

impl<'a> RowFiles<'a> {
    pub fn new(
        format: &'a FileFormat,
        schema: SchemaRef,
        place: Place,
        placement: Arc<dyn Placement>,
        (deal, writers): (Deal, Writers),
        memory_bytes_max: usize,
        file_bytes_max: u64,
    ) -> Self {
        let ledger = Ledger::new(place.clone(), Arc::clone(&placement), memory_bytes_max / HELD_FILES_SHARE);
        let open = HashMap::new();
        Self {
            format,
            schema,
            place,
            placement,
            deal,
            writers,
            memory_bytes_max,
            file_bytes_max,
            ledger,
            open,
            files_begun: 0,
        }
    }

    /// Takes the rows of one input batch, by partition.
    pub async fn push(&mut self, parts: Vec<(Values, RecordBatch)>) -> Result<()> {
        for (values, batch) in parts {
            let batch = to_schema(&batch, &self.schema)?;
            for (number, rows) in self.deal.deal(&batch)? {
                self.push_rows((values.clone(), number), &rows).await?;
            }
        }
        self.bound_memory().await
    }

    async fn push_rows(&mut self, slot: Slot, rows: &RecordBatch) -> Result<()> {
        self.writers.admit(&slot)?;
        if !self.open.contains_key(&slot) {
            let file = self.begin(&slot).await?;
            self.open.insert(slot.clone(), file);
        }
        let Some(file) = self.open.get_mut(&slot) else { return Ok(()) };
        file.encoder.push(rows)?;
        file.rows += rows.num_rows() as u64;
        file.drain().await?;
        if file.upload.bytes() >= self.file_bytes_max {
            self.finish_file(&slot).await?;
        }
        Ok(())
    }

    async fn begin(&mut self, slot: &Slot) -> Result<OpenRows> {
        let Some(encoder) = self.format.encoder(&self.schema)? else {
            return Err(Error::InvalidLayout("files of this format are not written row by row".to_owned()));
        };
        let folder = self.placement.folder(&slot.0).await?;
        let key = format!("{folder}{}", self.placement.file_name(&folder, self.files_begun, slot.1));
        self.files_begun += 1;
        Ok(OpenRows { encoder, upload: Upload::new(&self.place, key)?, rows: 0, values: slot.0.clone() })
    }

    /// Finishes every file.
    pub async fn finish(&mut self) -> Result<()> {
        let mut slots: Vec<Slot> = self.open.keys().cloned().collect();
        slots.sort();
        for slot in slots {
            self.finish_file(&slot).await?;
        }
        Ok(())
    }

    pub async fn abort(&mut self) {
        for file in self.open.values_mut() {
            file.upload.abort().await;
        }
        self.ledger.abort().await;
    }

    async fn bound_memory(&mut self) -> Result<()> {
        loop {
            let held: usize = self.open.values().map(|file| file.encoder.held_bytes()).sum();
            let waiting: usize = self.open.values().map(|file| file.upload.waiting_bytes()).sum();
            if held + waiting + self.ledger.held_bytes() <= self.memory_bytes_max {
                return Ok(());
            }
            if held > 0 {
                let largest = self.open.values_mut().max_by_key(|file| file.encoder.held_bytes());
                let Some(file) = largest else { return Ok(()) };
                file.encoder.flush()?;
                file.drain().await?;
                continue;
            }
            let largest = self.open.iter().max_by_key(|(_, file)| file.upload.waiting_bytes());
            let Some(slot) = largest.filter(|_| waiting > 0).map(|(slot, _)| slot.clone()) else { return Ok(()) };
            self.finish_file(&slot).await?;
        }
    }

    async fn finish_file(&mut self, slot: &Slot) -> Result<()> {
        let Some(mut file) = self.open.remove(slot) else { return Ok(()) };
        file.encoder.finish()?;
        file.drain().await?;
        let written = WrittenFile {
            key: file.upload.key().to_owned(),
            rows: file.rows,
            bytes: file.upload.bytes(),
            uncompressed_bytes: file.encoder.raw_bytes(),
            partition_values: file.values,
        };
        self.ledger.add(file.upload, written).await
    }
}
