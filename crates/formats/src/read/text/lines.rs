//! Chunks of bytes to lines.

use ::bytes::Bytes;

/// Longest line in bytes; a longer one is an error, so that a file without line ends cannot fill the memory.
pub(super) const LINE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Cuts chunks into lines. A line ends at `\n`, `\r` or `\r\n`, as Hadoop's text input has it; the last
/// one may end with the data.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    chunk: Bytes,
    at: usize,
    /// Offset of the chunk's first byte.
    chunk_offset: u64,
    /// A line that began in an earlier chunk.
    carry: Vec<u8>,
    carry_offset: u64,
    /// The carry was handed out and is to be cleared.
    carry_done: bool,
    /// The last line ended with a `\r` at the end of its chunk; a `\n` that comes next belongs to it.
    after_return: bool,
    ended: bool,
}

/// A line without its end, and the offset of its first byte.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) offset: u64,
}

/// The line is longer than [`LINE_BYTES_MAX`]; holds the offset of its first byte.
#[derive(Debug)]
pub(crate) struct LineTooLong(pub(crate) u64);

impl Lines {
    /// Lines of data that begins at `offset`.
    pub(crate) fn at(offset: u64) -> Self {
        Self { chunk_offset: offset, ..Self::default() }
    }

    /// Adds the next chunk; the one before must be used up.
    pub(crate) fn push(&mut self, chunk: Bytes) {
        self.chunk_offset += length(self.chunk.len());
        self.chunk = chunk;
        self.at = 0;
    }

    /// Says that there are no more chunks.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// True when a line has begun and its end has not been seen.
    pub(crate) fn is_inside_line(&self) -> bool {
        !self.carry.is_empty() && !self.carry_done
    }

    /// The next line; `None` when another chunk is needed or the data has ended.
    pub(crate) fn next(&mut self) -> Result<Option<Line<'_>>, LineTooLong> {
        if self.carry_done {
            self.carry.clear();
            self.carry_done = false;
        }
        if self.after_return && self.at < self.chunk.len() {
            self.after_return = false;
            self.at += usize::from(self.chunk[self.at] == b'\n');
        }
        let start = self.at;
        let rest = &self.chunk[start..];
        let Some(length_found) = memchr::memchr2(b'\n', b'\r', rest) else {
            return self.carry_rest();
        };
        let end = start + length_found;
        self.at = end + 1;
        if self.chunk[end] == b'\r' {
            match self.chunk.get(self.at) {
                Some(b'\n') => self.at += 1,
                Some(_) => {}
                None => self.after_return = true,
            }
        }
        if self.carry.is_empty() {
            let offset = self.chunk_offset + length(start);
            return Ok(Some(Line { text: &self.chunk[start..end], offset }));
        }
        self.carry.extend_from_slice(&self.chunk[start..end]);
        self.carry_done = true;
        if self.carry.len() > LINE_BYTES_MAX {
            return Err(LineTooLong(self.carry_offset));
        }
        Ok(Some(Line { text: &self.carry, offset: self.carry_offset }))
    }

    /// Keeps the rest of the chunk for later, or gives it out as the last line.
    fn carry_rest(&mut self) -> Result<Option<Line<'_>>, LineTooLong> {
        let start = self.at;
        if start < self.chunk.len() {
            if self.carry.is_empty() {
                self.carry_offset = self.chunk_offset + length(start);
            }
            self.carry.extend_from_slice(&self.chunk[start..]);
            self.at = self.chunk.len();
        }
        if self.carry.len() > LINE_BYTES_MAX {
            return Err(LineTooLong(self.carry_offset));
        }
        if self.ended && !self.carry.is_empty() {
            self.carry_done = true;
            return Ok(Some(Line { text: &self.carry, offset: self.carry_offset }));
        }
        Ok(None)
    }
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
