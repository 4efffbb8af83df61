//! Cutting a file into statements as it is read.

use std::io::Read;

use boathouse_catalog::ExchangeError;
use boathouse_sql::{Grammar, grammar_of};

const CHUNK_BYTES: usize = 1 << 16;
/// A longer statement is none.
const STATEMENT_BYTES_MAX: usize = 16 << 20;

/// What the text is inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Code,
    Quote(u8),
    LineComment,
    BlockComment,
}

/// Reads statements, which end with `;` or with the file. Comments between them are passed over.
#[derive(Debug)]
pub(super) struct Splitter<R> {
    input: R,
    chunk: Vec<u8>,
    at: usize,
    /// Of the next byte, from 1.
    line: u64,
}

impl<R: Read> Splitter<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, chunk: Vec::new(), at: 0, line: 1 }
    }

    fn byte(&mut self) -> Result<Option<u8>, ExchangeError> {
        if self.at == self.chunk.len() {
            self.chunk.resize(CHUNK_BYTES, 0);
            let read = loop {
                match self.input.read(&mut self.chunk) {
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    outcome => break outcome?,
                }
            };
            self.chunk.truncate(read);
            self.at = 0;
        }
        let byte = self.chunk.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        self.line += u64::from(byte == Some(b'\n'));
        Ok(byte)
    }

    /// The next statement without its `;`, and the line it begins at; none at the end.
    pub(super) fn next_statement(&mut self) -> Result<Option<(u64, String)>, ExchangeError> {
        let mut open = Open::new(self.line);
        while let Some(byte) = self.byte()? {
            if open.take(byte, self.line) {
                return open.text().map(Some);
            }
            if open.text.len() > STATEMENT_BYTES_MAX {
                return Err(malformed(open.line, format!("the statement has more than {STATEMENT_BYTES_MAX} bytes")));
            }
        }
        match open.inside {
            Inside::Quote(_) => Err(malformed(open.line, "a quotation mark in the statement is not closed")),
            Inside::BlockComment => Err(malformed(open.line, "a comment is not closed")),
            Inside::Code | Inside::LineComment if open.text.trim_ascii().is_empty() => Ok(None),
            Inside::Code | Inside::LineComment => open.text().map(Some),
        }
    }
}

pub(super) fn malformed(line: u64, text: impl Into<String>) -> ExchangeError {
    ExchangeError::Malformed { line, text: text.into() }
}

/// A statement as it is read.
struct Open {
    text: Vec<u8>,
    line: u64,
    inside: Inside,
    /// The byte before, where the two may mean something together.
    before: u8,
    /// Whether a backslash takes the meaning of what follows; known from the first quotation mark on.
    backslashes: Option<bool>,
    /// Whether bytes belong to the statement.
    keeps: bool,
}

impl Open {
    fn new(line: u64) -> Self {
        Self { text: Vec::new(), line, inside: Inside::Code, before: 0, backslashes: None, keeps: true }
    }

    /// Takes a byte; true when it ends the statement.
    fn take(&mut self, byte: u8, line: u64) -> bool {
        let before = std::mem::replace(&mut self.before, byte);
        match self.inside {
            Inside::Code if byte == b';' => {
                if self.text.trim_ascii().is_empty() {
                    self.text.clear();
                    return false;
                }
                return true;
            }
            Inside::Code => self.take_code(before, byte, line),
            Inside::Quote(_) if before == b'\\' && self.backslashes == Some(true) => self.before = 0,
            // A doubled mark closes and opens again: the same as staying inside.
            Inside::Quote(quote) if byte == quote => self.inside = Inside::Code,
            Inside::LineComment if byte == b'\n' => self.end_comment(),
            Inside::BlockComment if (before, byte) == (b'*', b'/') => self.end_comment(),
            Inside::Quote(_) | Inside::LineComment | Inside::BlockComment => {}
        }
        if self.keeps {
            self.text.push(byte);
        }
        false
    }

    fn take_code(&mut self, before: u8, byte: u8, line: u64) {
        self.keeps = true;
        if self.text.trim_ascii().is_empty() {
            self.line = line - u64::from(byte == b'\n');
            self.text.clear();
        }
        match (before, byte) {
            (b'-', b'-') => self.begin_comment(Inside::LineComment),
            (b'/', b'*') => self.begin_comment(Inside::BlockComment),
            (_, b'\'' | b'"' | b'`') => {
                let text = String::from_utf8_lossy(&self.text);
                self.backslashes.get_or_insert_with(|| grammar_of(&text) == Grammar::Hive);
                self.inside = Inside::Quote(byte);
            }
            _ => {}
        }
    }

    /// A comment before a statement is none of its text; its first byte came as code.
    fn begin_comment(&mut self, inside: Inside) {
        if self.text.len() == 1 {
            self.text.clear();
            self.keeps = false;
        }
        self.before = 0;
        self.inside = inside;
    }

    fn end_comment(&mut self) {
        self.inside = Inside::Code;
        self.before = 0;
    }

    fn text(self) -> Result<(u64, String), ExchangeError> {
        match String::from_utf8(self.text) {
            Ok(text) => Ok((self.line, text.trim().to_owned())),
            Err(_) => Err(malformed(self.line, "the statement is not UTF-8")),
        }
    }
}
