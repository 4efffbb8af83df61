//! Rows to the bytes of one file, for formats that are written row by row.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use bytes::Bytes;

use crate::Result;

/// One file in the making.
pub(super) trait RowEncoder: Send {
    /// Takes rows.
    fn push(&mut self, batch: &RecordBatch) -> Result<()>;

    /// Bytes in memory that [`RowEncoder::flush`] would make part of the file.
    fn held_bytes(&self) -> usize;

    /// Makes every row that was taken part of the file.
    fn flush(&mut self) -> Result<()>;

    /// Ends the file.
    fn finish(&mut self) -> Result<()>;

    /// The bytes of the file since the last call.
    fn take(&mut self) -> Bytes;

    /// Bytes of the file before compression, so far.
    fn raw_bytes(&self) -> u64;
}

/// Where a library writes a file to, and its bytes are taken from while it goes on.
#[derive(Debug, Clone, Default)]
pub(super) struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    pub fn take(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
