//! XML: elements of one name are rows, their attributes and elements are columns.

mod reader;
mod row_tag;
mod shape;

use self::reader::{Event, Reader};
use self::shape::{Element, Node};
use super::{InferredColumn, Mismatch};

/// Elements of a row nested deeper are registered as text, as type texts of more levels are not read back.
const NESTING_DEPTH_MAX: usize = 40;

/// Elements and attributes of one row; more are no row.
const ROW_PARTS_MAX: usize = 100_000;

/// What a sample of an XML file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlSchema {
    /// The name of the row's element, as written.
    pub row_tag: String,
    /// Columns in the order of first appearance.
    pub columns: Vec<InferredColumn>,
    /// Whole rows in the sample.
    pub records: u64,
    /// Bytes of those rows.
    pub record_bytes: u64,
    /// What a reader of this data should know.
    pub notes: Vec<String>,
}

/// Infers the columns of an XML sample. Without `row_tag` the row is the element that repeats. `complete` says that
/// the sample is the whole file.
///
/// Attributes are columns `_name`; a name that occurs twice in a row is an array; the text of an element that has
/// attributes or elements is a field `_value`. Names are in lower case and lose their prefix.
///
/// # Errors
/// [`Mismatch`] when the sample is no XML or has no row; with `needs_more` when no row ends within it.
pub fn infer_xml(sample: &[u8], complete: bool, row_tag: Option<&str>) -> Result<XmlSchema, Mismatch> {
    let bytes = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    check_beginning(bytes, complete)?;
    let text = String::from_utf8_lossy(bytes);
    let row_tag = match row_tag {
        Some(tag) => tag,
        None => row_tag::row_tag(&text, complete)?,
    };
    let mut rows = Rows { reader: Reader::new(&text, complete), ..Rows::default() };
    rows.read(row_tag, complete)?;
    if rows.records == 0 {
        let reason = match rows.self_closing {
            0 => format!("there is no whole element '{row_tag}'"),
            n => format!("its {n} elements '{row_tag}' are self-closing, and such are no rows"),
        };
        return Err(Mismatch { reason, needs_more: !complete });
    }
    let mut notes = vec!["it is XML: Athena does not read it, a job can".to_owned()];
    if rows.self_closing > 0 {
        notes.push(format!("{} self-closing elements '{row_tag}' are no rows", rows.self_closing));
    }
    if matches!(text, std::borrow::Cow::Owned(_)) && complete {
        notes.push("the text is not valid UTF-8: bad bytes are read as replacement characters".to_owned());
    }
    let columns = rows.node.columns().into_iter();
    Ok(XmlSchema {
        row_tag: row_tag.to_owned(),
        columns: columns.map(|(name, shape, evidence)| InferredColumn { name, shape, evidence }).collect(),
        records: rows.records as u64,
        record_bytes: rows.record_bytes as u64,
        notes,
    })
}

/// A quick look before the text is copied or parsed.
fn check_beginning(bytes: &[u8], complete: bool) -> Result<(), Mismatch> {
    let Some(at) = bytes.iter().position(|byte| !byte.is_ascii_whitespace()) else {
        return Err(Mismatch { reason: "it holds white space only".to_owned(), needs_more: !complete });
    };
    let begin = &bytes[at..];
    if begin.starts_with(b"\xff\xfe<") || begin.starts_with(b"\xfe\xff\0<") {
        return Err(Mismatch::new("it is UTF-16, which is not read: use UTF-8"));
    }
    if begin[0] != b'<' {
        return Err(Mismatch::new("it does not begin with <"));
    }
    let is_html = |word: &[u8]| begin.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    if is_html(b"<!doctype html") || is_html(b"<html") {
        return Err(Mismatch::new("it is HTML"));
    }
    Ok(())
}

/// The name without the prefix of its name space.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The rows of a text, read one by one: a row counts when its end is there.
struct Rows<'a> {
    reader: Reader<'a>,
    /// Names of open elements.
    open: Vec<&'a str>,
    /// The row being read: the elements from it down to the innermost.
    row: Vec<(String, Element)>,
    /// Open elements below the innermost of `row` that are passed over.
    skipped: usize,
    row_start: usize,
    /// Elements and attributes of the row so far.
    row_parts: usize,
    node: Node,
    fields: usize,
    records: usize,
    record_bytes: usize,
    self_closing: usize,
}

impl Default for Rows<'_> {
    fn default() -> Self {
        Self {
            reader: Reader::new("", true),
            open: Vec::new(),
            row: Vec::new(),
            skipped: 0,
            row_start: 0,
            row_parts: 0,
            node: Node::default(),
            fields: 0,
            records: 0,
            record_bytes: 0,
            self_closing: 0,
        }
    }
}

impl<'a> Rows<'a> {
    fn read(&mut self, tag: &str, complete: bool) -> Result<(), Mismatch> {
        loop {
            let before = self.reader.offset();
            let Some(event) = self.reader.next()? else { break };
            match event {
                Event::Start { name, attributes, empty } => self.start(tag, name, &attributes, empty, before)?,
                Event::End(name) => self.end(name)?,
                Event::Text(text) => self.text(text, true),
                Event::Cdata(text) => self.text(text, false),
            }
        }
        match self.open.last() {
            Some(name) if complete => Err(self.reader.mismatch(&format!("<{name}> is not ended"))),
            _ => Ok(()),
        }
    }

    fn start(
        &mut self,
        tag: &str,
        name: &'a str,
        attributes: &[(&str, &str)],
        empty: bool,
        before: usize,
    ) -> Result<(), Mismatch> {
        if self.open.len() == row_tag::DEPTH_MAX {
            return Err(self.reader.mismatch("elements are nested more than 1000 deep"));
        }
        if self.row.is_empty() {
            if name == tag && empty {
                self.self_closing += 1;
            } else if name == tag {
                self.row_start = before;
                self.row_parts = 0;
                self.row.push((String::new(), element(attributes)));
            }
        } else if self.skipped > 0 || self.row.len() == NESTING_DEPTH_MAX {
            if let Some((_, innermost)) = self.row.last_mut() {
                innermost.opaque = true;
            }
            self.skipped += usize::from(!empty);
        } else {
            self.row_parts += 1 + attributes.len();
            if self.row_parts > ROW_PARTS_MAX {
                return Err(self
                    .reader
                    .mismatch(&format!("a row has more than {ROW_PARTS_MAX} elements and attributes")));
            }
            self.row.push((local(name).to_lowercase(), element(attributes)));
            if empty {
                self.close()?;
            }
        }
        if !empty {
            self.open.push(name);
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Mismatch> {
        match self.open.pop() {
            Some(begun) if begun == name => {}
            Some(begun) => return Err(self.reader.mismatch(&format!("</{name}> ends <{begun}>"))),
            None => return Err(self.reader.mismatch(&format!("</{name}> ends nothing"))),
        }
        match self.skipped {
            0 => self.close(),
            _ => {
                self.skipped -= 1;
                Ok(())
            }
        }
    }

    /// Ends the innermost element of the row; the row itself is added to what is known of rows.
    fn close(&mut self) -> Result<(), Mismatch> {
        let Some((name, element)) = self.row.pop() else { return Ok(()) };
        if let Some((_, parent)) = self.row.last_mut() {
            parent.children.push((name, element));
            return Ok(());
        }
        self.records += 1;
        self.record_bytes += self.reader.offset() - self.row_start;
        self.node.add(element, self.records, &mut self.fields)
    }

    fn text(&mut self, text: &str, between_marks: bool) {
        if let Some((_, element)) = self.row.last_mut()
            && self.skipped == 0
        {
            // White space between elements is layout.
            if !between_marks || !text.trim().is_empty() {
                element.text.push_str(text);
            }
        }
    }
}

/// An element with its attributes; those that declare name spaces are none.
fn element(attributes: &[(&str, &str)]) -> Element {
    let is_data = |(name, _): &&(&str, &str)| *name != "xmlns" && !name.starts_with("xmlns:");
    let owned = |(name, value): &(&str, &str)| (local(name).to_lowercase(), (*value).to_owned());
    Element { attributes: attributes.iter().filter(is_data).map(owned).collect(), ..Element::default() }
}

#[cfg(test)]
mod tests;
