//! Where in a result file each thousandth row starts, so that page N costs no more than page 1.

use serde::{Deserialize, Serialize};

use super::PAGE_ROWS_MAX;

/// Byte offsets of rows 0, 1000, 2000… of a result file, the header being row 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RowIndex {
    /// Rows in the file, the header counted in.
    pub(crate) rows: u64,
    /// Bytes in the file.
    pub(crate) bytes: u64,
    offsets: Vec<u64>,
}

/// The part of a file to read for some rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RowSpan {
    /// First byte to read.
    pub(crate) start: u64,
    /// One past the last byte to read.
    pub(crate) end: u64,
    /// Rows to pass over after `start`.
    pub(crate) skip: usize,
}

impl RowIndex {
    /// Notes that a row starts at the current end of the file and is `bytes` long.
    pub(crate) fn push(&mut self, bytes: u64) {
        if self.rows.is_multiple_of(PAGE_ROWS_MAX as u64) {
            self.offsets.push(self.bytes);
        }
        self.rows += 1;
        self.bytes += bytes;
    }

    /// The bytes that hold `count` rows from row `first` on; `None` past the end.
    pub(crate) fn span(&self, first: u64, count: usize) -> Option<RowSpan> {
        if first >= self.rows || count == 0 {
            return None;
        }
        let step = PAGE_ROWS_MAX as u64;
        let offset = |entry: u64| usize::try_from(entry).ok().and_then(|entry| self.offsets.get(entry)).copied();
        let after_last = first.saturating_add(count as u64).div_ceil(step);
        Some(RowSpan {
            start: offset(first / step)?,
            end: offset(after_last).unwrap_or(self.bytes),
            skip: usize::try_from(first % step).ok()?,
        })
    }

    /// Compact form for the state file.
    pub(crate) fn offsets_blob(&self) -> Vec<u8> {
        self.offsets.iter().flat_map(|offset| offset.to_le_bytes()).collect()
    }

    /// The index whose parts were stored.
    pub(crate) fn from_parts(rows: u64, bytes: u64, blob: &[u8]) -> Self {
        let offsets = blob.chunks_exact(8).map(|c| c.try_into().map_or(0, u64::from_le_bytes)).collect();
        Self { rows, bytes, offsets }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_start_at_the_page_and_end_with_it() {
        let mut index = RowIndex::default();
        for _ in 0..2500 {
            index.push(10);
        }
        for (first, count, expected) in [
            (0, 1000, Some((0, 10_000, 0))),
            (0, 1, Some((0, 10_000, 0))),
            (999, 2, Some((0, 20_000, 999))),
            (1000, 1000, Some((10_000, 20_000, 0))),
            (2000, 1000, Some((20_000, 25_000, 0))),
            (2499, 1, Some((20_000, 25_000, 499))),
            (2500, 1, None),
            (u64::MAX, 1, None),
        ] {
            let span = index.span(first, count).map(|s| (s.start, s.end, s.skip));
            assert_eq!(span, expected, "{first}+{count}");
        }
        assert_eq!(RowIndex::from_parts(index.rows, index.bytes, &index.offsets_blob()), index);
    }
}
