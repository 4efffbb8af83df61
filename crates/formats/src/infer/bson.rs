//! BSON: documents one after the other, each with its length in front.
//! <https://bsonspec.org/spec.html>

mod shown;

use boathouse_schema::HiveType;

use super::columns::Columns;
use super::merge::merge_fields;
use super::{InferredColumn, Mismatch, Shape};

/// Values nested deeper are registered as `string`: type texts of more levels are not read back.
const NESTING_DEPTH_MAX: u8 = 48;
/// The least that a document has: its length and the byte at its end.
const DOCUMENT_BYTES_MIN: usize = 5;
/// The most that MongoDB stores is 16 MiB and some. Beyond it, the first four bytes are no length,
/// which keeps every text from being taken for a document.
const DOCUMENT_BYTES_MAX: usize = (16 << 20) + (16 << 10);

/// What a sample of BSON documents says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BsonSchema {
    /// Columns in the order of first appearance, names lower case.
    pub columns: Vec<InferredColumn>,
    /// Whole documents in the sample.
    pub records: u64,
    /// Their bytes.
    pub record_bytes: u64,
}

/// Infers the columns of a sample of documents. `complete` says that the sample is the whole file.
///
/// # Errors
/// [`Mismatch`] when the sample is no documents; with `needs_more` when the first one does not end
/// within it.
pub fn infer_bson(sample: &[u8], complete: bool) -> Result<BsonSchema, Mismatch> {
    let mut columns = Columns::default();
    let (mut rest, mut records) = (sample, 0usize);
    while !rest.is_empty() {
        let length = rest.first_chunk().map(|bytes| u32::from_le_bytes(*bytes) as usize);
        if length.is_some_and(|length| !(DOCUMENT_BYTES_MIN..=DOCUMENT_BYTES_MAX).contains(&length)) {
            return Err(Mismatch::new(format!("document {} does not begin with its length", records + 1)));
        }
        let Some((document, after)) = length.and_then(|length| rest.split_at_checked(length)) else {
            if complete {
                return Err(Mismatch::new(format!("document {} ends early", records + 1)));
            }
            break;
        };
        let mut body = &document[4..];
        let fields = fields(&mut body, 0)
            .filter(|_| body.is_empty())
            .ok_or_else(|| Mismatch::new(format!("document {} is damaged", records + 1)))?;
        records += 1;
        columns.add_showing(fields, records, |path| shown::text_of(document, path))?;
        rest = after;
    }
    if records == 0 {
        return Err(Mismatch { reason: "no whole document was found".to_owned(), needs_more: !complete });
    }
    let columns = columns.finish().0;
    if columns.is_empty() {
        return Err(Mismatch::new("its documents are empty"));
    }
    Ok(BsonSchema { columns, records: records as u64, record_bytes: (sample.len() - rest.len()) as u64 })
}

/// Names and values up to the byte that ends them.
fn fields(body: &mut &[u8], depth: u8) -> Option<Vec<(String, Shape)>> {
    let mut fields = Vec::new();
    loop {
        let kind = take(body, 1)?[0];
        if kind == 0 {
            return Some(fields);
        }
        let name = text(body)?;
        fields.push((name, value(kind, body, depth)?));
    }
}

fn value(kind: u8, body: &mut &[u8], depth: u8) -> Option<Shape> {
    let (bytes, scalar) = match kind {
        0x01 => (8, HiveType::Double),
        0x02 | 0x0d | 0x0e => (length(body)?, HiveType::String),
        0x03 | 0x04 => return document(kind, body, depth),
        0x05 => (length(body)?.checked_add(1)?, HiveType::Binary),
        0x06 | 0x0a => return Some(Shape::Unknown),
        0x07 => (12, HiveType::String),
        0x08 => (1, HiveType::Boolean),
        0x09 => (8, HiveType::Timestamp),
        0x0b => {
            text(body)?;
            text(body)?;
            (0, HiveType::String)
        }
        0x0c => (length(body)?.checked_add(12)?, HiveType::String),
        // The length of code with its scope counts itself.
        0x0f => (length(body)?.checked_sub(4)?, HiveType::String),
        0x10 => (4, HiveType::Int),
        0x11 | 0x12 => (8, HiveType::BigInt),
        0x13 => (16, HiveType::Decimal { precision: 38, scale: 18 }),
        0x7f | 0xff => (0, HiveType::String),
        _ => return None,
    };
    take(body, bytes)?;
    Some(Shape::Scalar(scalar))
}

fn document(kind: u8, body: &mut &[u8], depth: u8) -> Option<Shape> {
    let length = length(body)?.checked_sub(4)?;
    let mut inner = take(body, length)?;
    if depth >= NESTING_DEPTH_MAX {
        return Some(Shape::Scalar(HiveType::String));
    }
    let fields = fields(&mut inner, depth + 1).filter(|_| inner.is_empty())?;
    Some(if kind == 0x04 {
        Shape::Array(Box::new(fields.into_iter().fold(Shape::Unknown, |item, (_, next)| item.join(next))))
    } else {
        Shape::Struct(merge_fields(fields.into_iter().map(|(name, shape)| (name.to_lowercase(), shape))))
    })
}

fn length(body: &mut &[u8]) -> Option<usize> {
    let bytes = take(body, 4)?;
    bytes.first_chunk().and_then(|bytes| usize::try_from(i32::from_le_bytes(*bytes)).ok())
}

/// A text that ends with a zero byte.
fn text(body: &mut &[u8]) -> Option<String> {
    let end = body.iter().position(|byte| *byte == 0)?;
    let text = take(body, end)?;
    take(body, 1)?;
    Some(String::from_utf8_lossy(text).into_owned())
}

fn take<'a>(body: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = body.split_at_checked(length)?;
    *body = rest;
    Some(taken)
}

#[cfg(test)]
mod tests;
