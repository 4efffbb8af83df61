//! Splitting a sample into records and cells, quotes understood.

use std::borrow::Cow;

/// A quote left open over more bytes than this is taken as a stray character.
const QUOTED_BYTES_MAX: usize = 64 * 1024;

/// One record: bytes of the sample without the line end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub start: usize,
    pub end: usize,
    pub cells: usize,
}

/// The records of a sample under one delimiter.
pub(super) struct Records<'a> {
    text: &'a [u8],
    pub delimiter: u8,
    /// `None` when quotes in this text do not pair up and are ordinary characters.
    quote: Option<u8>,
    spans: Vec<Span>,
    /// Records dropped from the front, so that numbers still count from the top of the file.
    dropped: usize,
}

/// One cell as it stands in the file.
pub(super) struct Cell<'a> {
    raw: &'a [u8],
    pub quoted: bool,
    quote: u8,
}

impl Cell<'_> {
    /// The value: without its quotes, doubled quotes undone.
    pub fn text(&self, trim: bool) -> Cow<'_, str> {
        let text = String::from_utf8_lossy(self.raw);
        let text = if self.quoted && self.raw.contains(&self.quote) {
            let quote = char::from(self.quote);
            Cow::Owned(text.replace(&format!("{quote}{quote}"), &quote.to_string()))
        } else {
            text
        };
        if trim && text.trim().len() < text.len() { Cow::Owned(text.trim().to_owned()) } else { text }
    }
}

impl<'a> Records<'a> {
    /// At most `limit` records. The last one is dropped when the sample may have cut it.
    pub fn scan(text: &'a [u8], delimiter: u8, quote: u8, limit: usize, complete: bool) -> Self {
        let scanned = scan(text, delimiter, Some(quote), limit, complete);
        let (quote, spans) = match scanned {
            Some(spans) => (Some(quote), spans),
            None => (None, scan(text, delimiter, None, limit, complete).unwrap_or_default()),
        };
        Self { text, delimiter, quote, spans, dropped: 0 }
    }

    pub fn spans(&self) -> &[Span] {
        &self.spans[self.dropped..]
    }

    /// Number in the file, from 1, of the record at place `i` of [`Records::spans`].
    pub fn number(&self, i: usize) -> usize {
        i + 1 + self.dropped
    }

    /// Cells of the first record that is no comment.
    pub fn cells(&self) -> usize {
        self.spans[self.comments()..].first().map_or(0, |span| span.cells)
    }

    /// Number and cells of the first record that has not as many cells as the first.
    pub fn first_ragged(&self) -> Option<(usize, usize)> {
        let cells = self.cells();
        let ragged = self.spans.iter().enumerate().skip(self.comments()).find(|(_, span)| span.cells != cells);
        ragged.map(|(i, span)| (i + 1, span.cells))
    }

    /// Drops leading `#` lines that have another shape than the records; says whether there were any.
    pub fn drop_comments(&mut self) -> bool {
        self.dropped = self.comments();
        self.dropped > 0
    }

    fn comments(&self) -> usize {
        let marked = self.spans.iter().take_while(|span| self.text[span.start] == b'#').count();
        let cells = self.spans.get(marked).map(|span| span.cells);
        // A `#id,name` header has as many cells as the rows below it.
        self.spans[..marked].iter().take_while(|span| cells.is_some_and(|cells| span.cells != cells)).count()
    }

    /// Number of the first record that goes over a line end.
    pub fn first_multi_line(&self) -> Option<usize> {
        let found = self.spans().iter().position(|span| self.text[span.start..span.end].contains(&b'\n'));
        found.map(|i| self.number(i))
    }

    /// Where the last record ends.
    pub fn end(&self) -> usize {
        self.spans.last().map_or(0, |span| span.end)
    }

    pub fn row(&self, span: &Span) -> impl Iterator<Item = Cell<'a>> {
        let mut rest = Some(&self.text[span.start..span.end]);
        let (delimiter, quote) = (self.delimiter, self.quote);
        std::iter::from_fn(move || {
            let bytes = rest?;
            let end = cell_end(bytes, delimiter, quote);
            rest = bytes.get(end + 1..);
            Some(cell(&bytes[..end], quote))
        })
    }
}

fn cell(raw: &[u8], quote: Option<u8>) -> Cell<'_> {
    match quote {
        Some(quote) if raw.len() >= 2 && raw[0] == quote && raw[raw.len() - 1] == quote => {
            Cell { raw: &raw[1..raw.len() - 1], quoted: true, quote }
        }
        _ => Cell { raw, quoted: false, quote: 0 },
    }
}

/// Where the first cell of `record` ends.
fn cell_end(record: &[u8], delimiter: u8, quote: Option<u8>) -> usize {
    let mut at = 0;
    if quote.is_some_and(|quote| record.first() == Some(&quote)) {
        at = quoted_end(record, 0, quote.unwrap_or_default()).unwrap_or(0);
    }
    record[at..].iter().position(|byte| *byte == delimiter).map_or(record.len(), |found| at + found)
}

/// The place behind the closing quote of the cell that opens at `open`.
fn quoted_end(text: &[u8], open: usize, quote: u8) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += text[at..].iter().position(|byte| *byte == quote)? + 1;
        match text.get(at) {
            Some(byte) if *byte == quote => at += 1,
            _ => return Some(at),
        }
    }
}

/// `None` when a quote is never closed and that cannot be the sample's cut.
fn scan(text: &[u8], delimiter: u8, quote: Option<u8>, limit: usize, complete: bool) -> Option<Vec<Span>> {
    let mut spans = Vec::new();
    let mut at = 0;
    while at < text.len() && spans.len() < limit {
        let start = at;
        let mut cells = 1;
        let mut cell_start = true;
        let ended = loop {
            match text.get(at) {
                None => break false,
                Some(b'\n') => break true,
                Some(byte) if cell_start && Some(*byte) == quote => match quoted_end(text, at, *byte) {
                    Some(end) if end - at <= QUOTED_BYTES_MAX => at = end,
                    None if !complete && text.len() - at <= QUOTED_BYTES_MAX => return Some(spans),
                    _ => return None,
                },
                Some(byte) => {
                    cell_start = *byte == delimiter;
                    cells += usize::from(cell_start);
                    at += 1;
                    continue;
                }
            }
            cell_start = false;
        };
        let end = if ended && at > start && text[at - 1] == b'\r' { at - 1 } else { at };
        if end > start && (ended || complete) {
            spans.push(Span { start, end, cells });
        }
        at += 1;
    }
    Some(spans)
}
