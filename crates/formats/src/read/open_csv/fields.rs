//! Splitting a line the way opencsv 2.3 does, which is what the SerDe is built on.

use super::super::OpenCsvOptions;

/// The fields of one line, unquoted.
pub(super) struct Fields<'a> {
    line: &'a [u8],
    at: Option<usize>,
    separator: u8,
    quote: u8,
    escape: u8,
}

impl<'a> Fields<'a> {
    pub(super) fn new(line: &'a [u8], options: &OpenCsvOptions) -> Self {
        let OpenCsvOptions { separator, quote, escape, .. } = *options;
        Self { line, at: Some(0), separator, quote, escape }
    }

    /// The next field; text that needed unquoting is put in `scratch`. `None` after the last field, and
    /// for a field whose quotes never close: opencsv would wait for another line that never comes.
    pub(super) fn next<'b>(&mut self, scratch: &'b mut Vec<u8>) -> Option<&'b [u8]>
    where
        'a: 'b,
    {
        let start = self.at?;
        let rest = &self.line[start..];
        if rest.first() == Some(&self.quote)
            && let Some(length) = memchr::memchr2(self.quote, self.escape, &rest[1..])
            && rest[1 + length] == self.quote
        {
            // A quoted field with nothing to undo inside.
            match rest.get(length + 2) {
                None => {
                    self.at = None;
                    return Some(&rest[1..=length]);
                }
                Some(byte) if *byte == self.separator => {
                    self.at = Some(start + length + 3);
                    return Some(&rest[1..=length]);
                }
                Some(_) => {}
            }
        }
        match memchr::memchr3(self.separator, self.quote, self.escape, rest) {
            None => {
                self.at = None;
                Some(rest)
            }
            Some(end) if rest[end] == self.separator => {
                self.at = Some(start + end + 1);
                Some(&rest[..end])
            }
            Some(_) => self.unquote(start, scratch).then_some(&**scratch),
        }
    }

    /// Skips the next field.
    pub(super) fn skip(&mut self, scratch: &mut Vec<u8>) -> bool {
        self.next(scratch).is_some()
    }

    /// opencsv's state machine for one field, byte for byte; false when the quotes do not close.
    fn unquote(&mut self, start: usize, field: &mut Vec<u8>) -> bool {
        field.clear();
        let line = self.line;
        let mut in_quotes = false;
        let mut at = start;
        while let Some(byte) = line.get(at).copied() {
            let next = line.get(at + 1).copied();
            if byte == self.escape {
                if in_quotes && next.is_some_and(|next| next == self.quote || next == self.escape) {
                    field.extend(next);
                    at += 1;
                }
            } else if byte == self.quote {
                if in_quotes && next == Some(self.quote) {
                    field.push(self.quote);
                    at += 1;
                } else {
                    let inside =
                        at > 2 && line[at - 1] != self.separator && next.is_some_and(|next| next != self.separator);
                    if inside {
                        if !field.is_empty() && field.iter().all(u8::is_ascii_whitespace) {
                            field.clear();
                        } else {
                            field.push(byte);
                        }
                    }
                    in_quotes = !in_quotes;
                }
            } else if byte == self.separator && !in_quotes {
                self.at = Some(at + 1);
                return true;
            } else {
                field.push(byte);
            }
            at += 1;
        }
        self.at = None;
        !in_quotes
    }
}
