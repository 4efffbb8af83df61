//! The lines of an object or of a byte range of it.

use std::collections::VecDeque;
use std::ops::Range;

use super::bytes::Object;
use super::codec::Codec;
use super::lines::{LINE_BYTES_MAX, Line, Lines};
use super::pieces::Pieces;
use crate::{Error, Result};

/// Bytes read beyond the end of a range to finish its last line; doubled until the line ends.
const TAIL_BYTES: u64 = 64 * 1024;
/// Most bytes read beyond the end of a range at a time.
const TAIL_BYTES_MAX: u64 = 1024 * 1024;

/// What UTF-8 may begin with, though it has no order of bytes.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Which lines of an object to read.
#[derive(Debug, Clone)]
pub(crate) struct Extent {
    /// Byte range of an uncompressed object: the lines that begin in it. `None` for the whole object.
    pub(crate) range: Option<Range<u64>>,
    /// Lines to skip at the start of the object.
    pub(crate) header_lines: usize,
    /// Lines to skip at the end of the object; only without a range.
    pub(crate) footer_lines: usize,
}

/// One line and where it is.
pub(crate) struct PlacedLine<'a> {
    pub(crate) text: &'a [u8],
    /// Line number in the object, from 1; unknown in a range that does not begin at its start.
    pub(crate) number: Option<u64>,
    /// Offset of the line's first byte, in decompressed data.
    pub(crate) offset: u64,
}

impl PlacedLine<'_> {
    /// The place for an error message.
    pub(crate) fn describe(number: Option<u64>, offset: u64, uri: &str) -> String {
        match number {
            Some(number) => format!("{uri}, line {number}"),
            None => format!("{uri}, byte {offset}"),
        }
    }
}

/// Reads lines.
pub(crate) struct LineReader {
    object: Object,
    pieces: Pieces,
    lines: Lines,
    /// Lines that begin here or later are not ours.
    stop: Option<u64>,
    /// How far the object has been asked for, when lines may end beyond `stop`.
    tail: Option<Tail>,
    /// Lines still to be dropped.
    skip: usize,
    /// A line number is known when reading began at the object's start.
    number: Option<u64>,
    footer_lines: usize,
    held: VecDeque<(Vec<u8>, u64)>,
    released: Vec<u8>,
    done: bool,
}

struct Tail {
    next: u64,
    bytes: u64,
}

impl LineReader {
    /// A reader of `extent` of `object`.
    pub(crate) async fn open(object: Object, codec: Codec, extent: &Extent) -> Result<Self> {
        let size = object.size;
        let range = match codec {
            Codec::Plain => extent.range.clone().map(|range| range.start..range.end.min(size)),
            _ => None,
        };
        // A range that begins inside the object drops everything up to the first line end at or after the
        // byte before it: that part belongs to the line of an earlier range.
        let (start, skip) = match &range {
            Some(range) if range.start > 0 => (range.start, 1),
            _ => (0, extent.header_lines),
        };
        let mut lines = Lines::at(start.saturating_sub(1));
        if start > 0 {
            lines.push(object.look(start - 1..start).await?);
        }
        let end = range.as_ref().map_or(size, |range| range.end);
        let pieces = Pieces::open(&object, codec, start..end.max(start)).await?;
        Ok(Self {
            pieces,
            lines,
            stop: (end < size).then_some(end),
            tail: (end < size).then_some(Tail { next: end, bytes: TAIL_BYTES }),
            skip,
            number: (start == 0).then_some(0),
            footer_lines: if range.is_some() { 0 } else { extent.footer_lines },
            held: VecDeque::new(),
            released: Vec::new(),
            done: false,
            object,
        })
    }

    /// The object's location, for messages.
    pub(crate) fn uri(&self) -> &str {
        &self.object.uri
    }

    /// The next line that is at hand; `None` when [`Self::fill`] must be called.
    pub(crate) fn next(&mut self) -> Result<Option<PlacedLine<'_>>> {
        if self.footer_lines > 0 { self.next_held() } else { self.next_plain() }
    }

    fn next_plain(&mut self) -> Result<Option<PlacedLine<'_>>> {
        while !self.done {
            // The borrow checker does not let a line borrowed in a loop be returned from it, so a line
            // is first looked for among those to be dropped.
            if self.skip > 0 {
                match self.lines.next() {
                    Ok(Some(_)) => {
                        self.skip -= 1;
                        self.number = self.number.map(|number| number + 1);
                        continue;
                    }
                    Ok(None) => return Ok(None),
                    Err(long) => return Err(too_long(&self.object.uri, long.0)),
                }
            }
            let stop = self.stop;
            return match self.lines.next() {
                Ok(Some(line)) if stop.is_some_and(|stop| line.offset >= stop) => {
                    self.done = true;
                    Ok(None)
                }
                Ok(Some(line)) => {
                    self.number = self.number.map(|number| number + 1);
                    Ok(Some(PlacedLine { text: unmarked(&line), number: self.number, offset: line.offset }))
                }
                Ok(None) => Ok(None),
                Err(long) => Err(too_long(&self.object.uri, long.0)),
            };
        }
        Ok(None)
    }

    /// Lines are held back until as many have come after them as the footer has.
    fn next_held(&mut self) -> Result<Option<PlacedLine<'_>>> {
        loop {
            let Some(line) = self.next_plain()? else { return Ok(None) };
            let (text, offset) = (line.text.to_vec(), line.offset);
            self.held.push_back((text, offset));
            if self.held.len() > self.footer_lines
                && let Some((text, offset)) = self.held.pop_front()
            {
                self.released = text;
                let number = self.number.map(|number| number - u64::try_from(self.footer_lines).unwrap_or(0));
                return Ok(Some(PlacedLine { text: &self.released, number, offset }));
            }
        }
    }

    /// Gets more data; false when the extent has ended.
    pub(crate) async fn fill(&mut self) -> Result<bool> {
        if self.done {
            return Ok(false);
        }
        if let Some(chunk) = self.pieces.next().await? {
            self.lines.push(chunk);
            return Ok(true);
        }
        match &mut self.tail {
            // Nothing begun is left over, or what is left over is the rest of another range's line.
            Some(_) if !self.lines.is_inside_line() || (self.skip > 0 && self.number.is_none()) => {
                self.done = true;
                Ok(false)
            }
            Some(tail) if tail.next < self.object.size => {
                let end = self.object.size.min(tail.next + tail.bytes);
                let range = tail.next..end;
                *tail = Tail { next: end, bytes: TAIL_BYTES_MAX.min(tail.bytes * 2) };
                let chunk = self.object.look(range).await?;
                self.lines.push(chunk);
                Ok(true)
            }
            _ => {
                // One last look: the data may end without a line end.
                let last = self.lines.is_inside_line();
                self.lines.end();
                self.tail = Some(Tail { next: self.object.size, bytes: TAIL_BYTES });
                if !last {
                    self.done = true;
                }
                Ok(last)
            }
        }
    }
}

/// The text of a line without the byte order mark that an object may begin with, as Hadoop reads it.
fn unmarked<'a>(line: &Line<'a>) -> &'a [u8] {
    match line.text.strip_prefix(BYTE_ORDER_MARK) {
        Some(text) if line.offset == 0 => text,
        _ => line.text,
    }
}

fn too_long(uri: &str, offset: u64) -> Error {
    Error::Cursor {
        message: format!("a line is longer than {LINE_BYTES_MAX} bytes"),
        place: PlacedLine::describe(None, offset, uri),
    }
}
