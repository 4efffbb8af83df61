//! Delimited text as Glue's CSV reader takes it apart.

/// Separator, quote and escape of a CSV source, and what its first lines are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CsvDialect {
    pub delimiter: u8,
    pub quote: Option<u8>,
    /// The character after it stands for itself, except `\n`, `\r`, `\t` and `\0`.
    pub escape: Option<u8>,
    /// The first record names the columns.
    pub header: bool,
    /// The first line is not data and not a header either.
    pub skip_first: bool,
    /// Quoted fields may hold line feeds.
    pub multiline: bool,
}

impl Default for CsvDialect {
    fn default() -> Self {
        Self { delimiter: b',', quote: Some(b'"'), escape: None, header: true, skip_first: false, multiline: false }
    }
}

/// The fields of one record.
#[derive(Debug, Default)]
pub(super) struct Fields {
    spans: Vec<Span>,
    scratch: String,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
    in_scratch: bool,
}

impl Fields {
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    pub fn get<'a>(&'a self, text: &'a str, index: usize) -> Option<&'a str> {
        let span = self.spans.get(index)?;
        if span.in_scratch { self.scratch.get(span.start..span.end) } else { text.get(span.start..span.end) }
    }

    fn clear(&mut self) {
        self.spans.clear();
        self.scratch.clear();
    }
}

/// How far a record reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A record was read.
    Record,
    /// The text ends inside a record that begins at this offset.
    Incomplete(usize),
    /// The text is at its end.
    End,
}

/// Takes records off a text one after the other.
pub(super) struct Parser<'a> {
    text: &'a str,
    at: usize,
    dialect: &'a CsvDialect,
    /// True for bytes that may mean something outside quotes.
    special: [bool; 256],
    /// Nothing follows the text.
    last: bool,
    /// A quoted field met the end of its line where line feeds are not expected in quotes.
    pub broken_quotes: bool,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, dialect: &'a CsvDialect, last: bool) -> Self {
        let mut special = [false; 256];
        for byte in [Some(dialect.delimiter), Some(b'\n'), Some(b'\r'), dialect.escape].into_iter().flatten() {
            special[usize::from(byte)] = true;
        }
        Self { text, at: 0, dialect, special, last, broken_quotes: false }
    }

    /// Skips to after the next line feed.
    pub fn skip_line(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.find('\n').map_or(rest.len(), |at| at + 1);
    }

    /// Reads the next record that is no empty line.
    pub fn next(&mut self, fields: &mut Fields) -> Step {
        let bytes = self.text.as_bytes();
        while let Some(b'\n' | b'\r') = bytes.get(self.at) {
            self.at += 1;
        }
        if self.at >= bytes.len() {
            return Step::End;
        }
        fields.clear();
        let start = self.at;
        loop {
            let complete = match (self.dialect.quote, bytes.get(self.at)) {
                (Some(quote), Some(byte)) if quote == *byte => self.quoted(fields, quote),
                _ => {
                    self.plain(fields);
                    true
                }
            };
            match bytes.get(self.at) {
                _ if !complete => {
                    self.at = start;
                    return Step::Incomplete(start);
                }
                Some(byte) if *byte == self.dialect.delimiter => self.at += 1,
                Some(_) => {
                    self.end_line();
                    return Step::Record;
                }
                None if self.last || !self.dialect.multiline => return Step::Record,
                None => {
                    self.at = start;
                    return Step::Incomplete(start);
                }
            }
        }
    }

    fn end_line(&mut self) {
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) == Some(&b'\r') {
            self.at += 1;
        }
        if bytes.get(self.at) == Some(&b'\n') {
            self.at += 1;
        }
    }

    fn plain(&mut self, fields: &mut Fields) {
        let bytes = self.text.as_bytes();
        let start = self.at;
        while self.at < bytes.len() && !self.special[usize::from(bytes[self.at])] {
            self.at += 1;
        }
        if self.at < bytes.len() && Some(bytes[self.at]) == self.dialect.escape {
            self.escaped(fields, start);
        } else {
            fields.spans.push(Span { start, end: self.at, in_scratch: false });
        }
    }

    /// The rest of a plain field once an escape was met.
    fn escaped(&mut self, fields: &mut Fields, start: usize) {
        let from = fields.scratch.len();
        fields.scratch.push_str(&self.text[start..self.at]);
        while let Some(c) = self.text[self.at..].chars().next() {
            if Some(c) == self.dialect.escape.map(char::from) {
                self.at += 1;
                self.unescape(fields);
            } else if c == char::from(self.dialect.delimiter) || c == '\n' || c == '\r' {
                break;
            } else {
                fields.scratch.push(c);
                self.at += c.len_utf8();
            }
        }
        fields.spans.push(Span { start: from, end: fields.scratch.len(), in_scratch: true });
    }

    fn unescape(&mut self, fields: &mut Fields) {
        let Some(c) = self.text[self.at..].chars().next() else { return };
        self.at += c.len_utf8();
        fields.scratch.push(match c {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            other => other,
        });
    }

    /// A field in quotes, doubled quotes standing for one; text after the closing quote is kept.
    /// False when the text ends before the quotes do.
    fn quoted(&mut self, fields: &mut Fields, quote: u8) -> bool {
        let bytes = self.text.as_bytes();
        self.at += 1;
        let start = self.at;
        let simple = self.at
            + bytes[self.at..]
                .iter()
                .position(|b| *b == quote || Some(*b) == self.dialect.escape || *b == b'\n' || *b == b'\r')
                .unwrap_or(bytes.len() - self.at);
        let after = bytes.get(simple + 1);
        let ends_field = |b: Option<&u8>| b.is_none_or(|b| *b == self.dialect.delimiter || *b == b'\n' || *b == b'\r');
        let whole = bytes.get(simple) == Some(&quote) && (after.is_some() || self.last || !self.dialect.multiline);
        if whole && ends_field(after) {
            fields.spans.push(Span { start, end: simple, in_scratch: false });
            self.at = simple + 1;
            return true;
        }
        self.quoted_slowly(fields, quote)
    }

    fn quoted_slowly(&mut self, fields: &mut Fields, quote: u8) -> bool {
        let from = fields.scratch.len();
        let quote = char::from(quote);
        let mut inside = true;
        loop {
            let mut rest = self.text[self.at..].chars();
            let Some(c) = rest.next() else {
                // In a block of a longer text, what follows may be a second quote.
                if self.dialect.multiline && !self.last {
                    return false;
                }
                break;
            };
            if !inside && c == char::from(self.dialect.delimiter)
                || (!inside || !self.dialect.multiline) && (c == '\n' || c == '\r')
            {
                self.broken_quotes |= inside;
                break;
            }
            self.at += c.len_utf8();
            if inside && Some(c) == self.dialect.escape.map(char::from) {
                self.unescape(fields);
            } else if inside && c == quote {
                if rest.next() == Some(quote) {
                    self.at += quote.len_utf8();
                    fields.scratch.push(quote);
                } else {
                    inside = false;
                }
            } else {
                fields.scratch.push(c);
            }
        }
        fields.spans.push(Span { start: from, end: fields.scratch.len(), in_scratch: true });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, dialect: &CsvDialect) -> Vec<Vec<String>> {
        let mut parser = Parser::new(text, dialect, true);
        let mut fields = Fields::default();
        let mut records = Vec::new();
        while parser.next(&mut fields) == Step::Record {
            records.push((0..fields.len()).map(|i| fields.get(text, i).unwrap().to_owned()).collect());
        }
        records
    }

    #[test]
    fn records_as_glue_reads_them() {
        let plain = CsvDialect::default();
        let multiline = CsvDialect { multiline: true, ..plain.clone() };
        let escaping = CsvDialect { escape: Some(b'\\'), ..plain.clone() };
        let unquoted = CsvDialect { quote: None, delimiter: b'|', ..plain.clone() };
        let cases: &[(&CsvDialect, &str, &[&[&str]])] = &[
            (&plain, "a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]),
            (&plain, "a,b\r\n\r\n1,\r\n", &[&["a", "b"], &["1", ""]]),
            (&plain, "\"a,x\",\"he said \"\"hi\"\"\"\n", &[&["a,x", "he said \"hi\""]]),
            (&plain, "5\" pipe,x", &[&["5\" pipe", "x"]]),
            (&plain, "\"a\"b,c", &[&["ab", "c"]]),
            (&plain, "\"a\nb\",c\n", &[&["a"], &["b\"", "c"]]),
            (&multiline, "\"a\nb\",c\nd,\"\"\n", &[&["a\nb", "c"], &["d", ""]]),
            (&escaping, "a\\,b,\"c\\\"d\",e\\n\n", &[&["a,b", "c\"d", "e\n"]]),
            (&unquoted, "\"a|b\"|ü\n", &[&["\"a", "b\"", "ü"]]),
            (&plain, "a,", &[&["a", ""]]),
        ];
        for (dialect, text, expected) in cases {
            assert_eq!(&records(text, dialect), expected, "{text:?}");
        }
    }

    #[test]
    fn a_block_may_end_inside_a_record() {
        let dialect = CsvDialect { multiline: true, ..CsvDialect::default() };
        for text in ["a,b\n\"c", "a,b\n\"c\"", "a,b\nc", "a,b\n\"c\nd\"\""] {
            let mut parser = Parser::new(text, &dialect, false);
            let mut fields = Fields::default();
            assert_eq!(parser.next(&mut fields), Step::Record, "{text:?}");
            assert_eq!(parser.next(&mut fields), Step::Incomplete(4), "{text:?}");
        }
    }
}
