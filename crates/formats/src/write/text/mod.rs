//! Files of lines: delimited text and JSON.

mod codec;
mod json;
mod lazy_simple;
mod values;

use arrow::array::RecordBatch;
use bytes::Bytes;

pub(super) use self::json::JsonLines;
pub(super) use self::lazy_simple::LazySimpleLines;
use super::encoder::RowEncoder;
use super::format::FileCodec;
use crate::Result;

/// Lines are compressed when there are so many bytes of them, each lot on its own: readers take the parts of a file one
/// after the other, and an open file holds no more than one lot.
const LOT_BYTES: usize = 1 << 20;

/// How rows become lines.
pub(super) trait Lines: Send {
    /// Appends the lines of a batch.
    fn append(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()>;
}

/// One file of lines.
pub(super) struct TextEncoder<L> {
    lines: L,
    codec: FileCodec,
    level: Option<i32>,
    lot: Vec<u8>,
    done: Vec<u8>,
    raw_bytes: u64,
}

impl<L: Lines> TextEncoder<L> {
    pub fn new(lines: L, codec: FileCodec, level: Option<i32>, header: Option<Vec<u8>>) -> Self {
        Self { lines, codec, level, lot: header.unwrap_or_default(), done: Vec::new(), raw_bytes: 0 }
    }
}

/// Rows encoded between two looks at the size of the lot.
const STEP_ROWS: usize = 1024;

impl<L: Lines> RowEncoder for TextEncoder<L> {
    fn push(&mut self, batch: &RecordBatch) -> Result<()> {
        for from in (0..batch.num_rows()).step_by(STEP_ROWS) {
            let step = batch.slice(from, STEP_ROWS.min(batch.num_rows() - from));
            self.lines.append(&step, &mut self.lot)?;
            if self.lot.len() >= LOT_BYTES {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn held_bytes(&self) -> usize {
        self.lot.len()
    }

    fn flush(&mut self) -> Result<()> {
        if self.lot.is_empty() {
            return Ok(());
        }
        self.raw_bytes += self.lot.len() as u64;
        codec::compress(self.codec, self.level, &self.lot, &mut self.done)?;
        self.lot.clear();
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.flush()
    }

    fn take(&mut self) -> Bytes {
        std::mem::take(&mut self.done).into()
    }

    fn raw_bytes(&self) -> u64 {
        self.raw_bytes
    }
}
