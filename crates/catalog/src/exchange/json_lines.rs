//! Items as JSON lines: a line that says what the file is, and then one object a line.

use std::io::{BufRead, Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ExchangeError, Exchanged, ExportRequest, IfExists, Item, ItemSink, LocatedItem};
use crate::Catalog;

const FORMAT: &str = "boathouse-catalog";
/// Grows when older programs could not read what newer ones write.
const VERSION: u32 = 1;
/// A longer line is no item: the largest table the API takes is far smaller.
const LINE_BYTES_MAX: u64 = 64 << 20;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    format: String,
    version: u32,
}

impl Catalog {
    /// [`Catalog::export`] as JSON lines. The same catalog gives the same bytes.
    ///
    /// # Errors
    /// As [`Catalog::export`], and when `out` cannot be written.
    pub async fn export_json_lines(
        &self,
        request: ExportRequest,
        out: impl Write + Send + 'static,
    ) -> Result<Exchanged, ExchangeError> {
        self.export(request, LineWriter { out, began: false }).await
    }

    /// [`Catalog::import`] of what [`Catalog::export_json_lines`] wrote, or somebody else in its form.
    ///
    /// # Errors
    /// As [`Catalog::import`], when `input` cannot be read, and [`ExchangeError::Malformed`] for a line that is no
    /// item or has a member that no item has.
    pub async fn import_json_lines(
        &self,
        input: impl BufRead + Send + 'static,
        if_exists: IfExists,
    ) -> Result<Exchanged, ExchangeError> {
        self.import(Lines { input, line: 0, text: Vec::new() }, if_exists).await
    }
}

/// Writes a line for each item.
struct LineWriter<W> {
    out: W,
    began: bool,
}

impl<W: Write> LineWriter<W> {
    fn begin(&mut self) -> Result<(), ExchangeError> {
        if !self.began {
            write_line(&mut self.out, &Header { format: FORMAT.to_owned(), version: VERSION })?;
            self.began = true;
        }
        Ok(())
    }
}

impl<W: Write + Send + 'static> ItemSink for LineWriter<W> {
    fn item(&mut self, item: Item) -> Result<(), ExchangeError> {
        self.begin()?;
        write_line(&mut self.out, &item)
    }

    fn finish(&mut self) -> Result<(), ExchangeError> {
        self.begin()?;
        Ok(self.out.flush()?)
    }
}

fn write_line(out: &mut impl Write, value: &impl Serialize) -> Result<(), ExchangeError> {
    serde_json::to_writer(&mut *out, value).map_err(|error| ExchangeError::Io(error.into()))?;
    Ok(out.write_all(b"\n")?)
}

/// Reads items line by line.
struct Lines<R> {
    input: R,
    line: u64,
    text: Vec<u8>,
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<LocatedItem, ExchangeError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.read_line() {
                Ok(false) if self.line == 0 => return Some(Err(malformed(1, "the file is empty"))),
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
                Ok(true) => {}
            }
            self.line += 1;
            if self.line == 1 {
                if let Err(error) = check_header(&self.text) {
                    return Some(Err(error));
                }
            } else if !self.text.trim_ascii().is_empty() {
                return Some(read_item(&self.text, self.line).map(|item| LocatedItem {
                    line: self.line,
                    item,
                    if_exists: None,
                }));
            }
        }
    }
}

impl<R: BufRead> Lines<R> {
    /// The next line to `text`; false at the end.
    fn read_line(&mut self) -> Result<bool, ExchangeError> {
        self.text.clear();
        let read = self.input.by_ref().take(LINE_BYTES_MAX + 1).read_until(b'\n', &mut self.text)?;
        if self.text.len() as u64 > LINE_BYTES_MAX {
            return Err(malformed(self.line + 1, format!("it is longer than {LINE_BYTES_MAX} bytes")));
        }
        Ok(read > 0)
    }
}

fn malformed(line: u64, text: impl Into<String>) -> ExchangeError {
    ExchangeError::Malformed { line, text: text.into() }
}

fn check_header(text: &[u8]) -> Result<(), ExchangeError> {
    let what = format!("the first line of an export is {{\"format\":\"{FORMAT}\",\"version\":{VERSION}}}");
    let Ok(header) = serde_json::from_slice::<Header>(text) else { return Err(malformed(1, what)) };
    if header.format != FORMAT {
        return Err(malformed(1, what));
    }
    if header.version != VERSION {
        let text = format!("the export has the version {}, and this program reads {VERSION}", header.version);
        return Err(malformed(1, text));
    }
    Ok(())
}

fn read_item(text: &[u8], line: u64) -> Result<Item, ExchangeError> {
    let text = text.trim_ascii_end();
    let item: Item = serde_json::from_slice(text).map_err(|error| malformed(line, no_place(&error)))?;
    // What this program wrote comes back as it was, which is the quick way to know that nothing of it was passed over.
    let again = serde_json::to_vec(&item)?;
    if again != text {
        let (given, known): (Value, Value) = (serde_json::from_slice(text)?, serde_json::from_slice(&again)?);
        if let Some(path) = unknown_member(&given, &known, &mut String::new()) {
            return Err(malformed(line, format!("the {item} has a member '{path}', which nothing here knows")));
        }
    }
    Ok(item)
}

/// The error without its place: it always says line 1.
fn no_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split_once(" at line ").map_or(text.clone(), |(what, _)| what.to_owned())
}

/// The path of a member that was given and not understood. One that says nothing may be left out.
fn unknown_member(given: &Value, known: &Value, path: &mut String) -> Option<String> {
    match (given, known) {
        (Value::Object(given), Value::Object(known)) => given.iter().find_map(|(name, value)| {
            let length = path.len();
            path.push_str(if length == 0 { "" } else { "." });
            path.push_str(name);
            let found = match known.get(name) {
                Some(known) => unknown_member(value, known, path),
                None => (!says_nothing(value)).then(|| path.clone()),
            };
            path.truncate(length);
            found
        }),
        (Value::Array(given), Value::Array(known)) => {
            given.iter().zip(known).find_map(|(given, known)| unknown_member(given, known, path))
        }
        _ => None,
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
