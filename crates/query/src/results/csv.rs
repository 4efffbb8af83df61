//! Athena's result CSV: every value in quotes, NULL as nothing, `\n` after every line.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::error::ArrowError;

use super::RowIndex;
use crate::text::{BytesText, column_texts};

/// Turns batches into lines and keeps the index of them.
#[derive(Debug, Default)]
pub(crate) struct CsvEncoder {
    index: RowIndex,
    cell: String,
    inner: BytesText,
}

impl CsvEncoder {
    /// Bytes within lists, maps and rows are shown so.
    pub(crate) fn showing(inner: BytesText) -> Self {
        Self { inner, ..Self::default() }
    }

    /// Appends the header line.
    pub(crate) fn header<'a>(&mut self, labels: impl Iterator<Item = &'a str>, out: &mut Vec<u8>) {
        let start = out.len();
        for (i, label) in labels.enumerate() {
            if i > 0 {
                out.push(b',');
            }
            quote(label, out);
        }
        self.end_line(start, out);
    }

    /// Appends the rows of `batch`, telling `filled` after each so that it can take what has piled up.
    ///
    /// # Errors
    /// When a column has a type that cannot be printed.
    pub(crate) fn batch(
        &mut self,
        batch: &RecordBatch,
        rows: std::ops::Range<usize>,
        out: &mut Vec<u8>,
    ) -> Result<(), ArrowError> {
        let columns = column_texts(batch, self.inner)?;
        for row in rows {
            let start = out.len();
            for (i, column) in columns.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                if column.is_null(row) {
                    continue;
                }
                if let Some(text) = column.as_str(row) {
                    quote(text, out);
                } else {
                    self.cell.clear();
                    column.write(row, &mut self.cell);
                    quote(&self.cell, out);
                }
            }
            self.end_line(start, out);
        }
        Ok(())
    }

    /// The index of all lines so far.
    pub(crate) fn into_index(self) -> RowIndex {
        self.index
    }

    fn end_line(&mut self, start: usize, out: &mut Vec<u8>) {
        out.push(b'\n');
        self.index.push((out.len() - start) as u64);
    }
}

fn quote(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| *byte == b'"') {
        out.extend_from_slice(&rest[..=at]);
        out.push(b'"');
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Reads lines that [`CsvEncoder`] wrote: passes over `skip` rows, then returns at most `count`.
pub(crate) fn decode(bytes: &[u8], skip: usize, count: usize) -> Vec<Vec<Option<String>>> {
    let mut rows = Vec::with_capacity(count.min(super::PAGE_ROWS_MAX));
    let mut reader = Reader { bytes, at: 0 };
    for _ in 0..skip {
        if !reader.skip_row() {
            return rows;
        }
    }
    while rows.len() < count && reader.at < bytes.len() {
        rows.push(reader.row());
    }
    rows
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn row(&mut self) -> Vec<Option<String>> {
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell());
            let end = self.bytes.get(self.at).copied();
            self.at += 1;
            if end != Some(b',') {
                return cells;
            }
        }
    }

    fn cell(&mut self) -> Option<String> {
        if self.bytes.get(self.at) != Some(&b'"') {
            return None;
        }
        self.at += 1;
        let mut text = Vec::new();
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            if byte == b'"' {
                if self.bytes.get(self.at) != Some(&b'"') {
                    break;
                }
                self.at += 1;
            }
            text.push(byte);
        }
        Some(String::from_utf8(text).unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned()))
    }

    fn skip_row(&mut self) -> bool {
        let mut quoted = false;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted => return true,
                _ => {}
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{ArrayRef, Float64Array, Int32Array, StringArray};

    use super::*;

    fn encoded(batch: &RecordBatch) -> (Vec<u8>, RowIndex) {
        let (mut encoder, mut out) = (CsvEncoder::default(), Vec::new());
        encoder.header(batch.schema().fields().iter().map(|f| f.name().as_str()), &mut out);
        encoder.batch(batch, 0..batch.num_rows(), &mut out).expect("printable");
        (out, encoder.into_index())
    }

    #[test]
    fn reference_bytes() {
        let strings = |value: Option<&str>| Arc::new(StringArray::from(vec![value])) as ArrayRef;
        let batch = RecordBatch::try_from_iter_with_nullable([
            ("i", Arc::new(Int32Array::from(vec![1])) as ArrayRef, true),
            ("d", Arc::new(Float64Array::from(vec![1.5])), true),
            ("s", strings(Some("it's")), true),
            ("q", strings(Some("a\"b")), true),
            ("nl", strings(Some("x\ny")), true),
            ("n", strings(None), true),
            ("empty", strings(Some("")), true),
            ("ja", strings(Some("日本語")), true),
        ])
        .expect("valid");
        let (bytes, index) = encoded(&batch);
        let expected = "\"i\",\"d\",\"s\",\"q\",\"nl\",\"n\",\"empty\",\"ja\"\n\
                        \"1\",\"1.5\",\"it's\",\"a\"\"b\",\"x\ny\",,\"\",\"日本語\"\n";
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
        assert_eq!((index.rows, index.bytes), (2, bytes.len() as u64));

        let rows = decode(&bytes, 1, 10);
        let cells: Vec<_> = rows[0].iter().map(Option::as_deref).collect();
        let some = Some;
        assert_eq!(
            cells,
            [some("1"), some("1.5"), some("it's"), some("a\"b"), some("x\ny"), None, some(""), some("日本語")]
        );
        assert_eq!(rows.len(), 1);
    }

    #[test]
    fn null_in_a_single_column_is_an_empty_line() {
        let batch = RecordBatch::try_from_iter_with_nullable([(
            "i",
            Arc::new(Int32Array::from(vec![None, Some(2)])) as ArrayRef,
            true,
        )])
        .expect("valid");
        let (bytes, _) = encoded(&batch);
        assert_eq!(bytes, b"\"i\"\n\n\"2\"\n");
        assert_eq!(decode(&bytes, 0, 9), [vec![Some("i".into())], vec![None], vec![Some("2".to_owned())]]);
        assert_eq!(decode(&bytes, 2, 1), [vec![Some("2".to_owned())]]);
        assert!(decode(&bytes, 3, 1).is_empty());
    }
}
