//! Avro object container files: the schema in the header, and the records that the blocks count.
//! <https://avro.apache.org/docs/1.12.0/specification/#object-container-files>

mod schema;
#[cfg(test)]
mod tests;

use super::{InferredColumn, Mismatch};

/// First bytes of an Avro file.
pub const AVRO_MAGIC: &[u8; 4] = b"Obj\x01";

const SYNC_BYTES: usize = 16;
/// A longer schema is no table's.
const SCHEMA_BYTES_MAX: usize = 1 << 20;
const SCHEMA_KEY: &[u8] = b"avro.schema";
const CODEC_KEY: &[u8] = b"avro.codec";

/// What the beginning of an Avro file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvroSchema {
    /// The fields of the record at the root, in their order, names lower case.
    pub columns: Vec<InferredColumn>,
    /// The schema as the file has it, without white space between its parts.
    pub literal: String,
    /// Records in the blocks that were seen.
    pub records: u64,
    /// Bytes of those blocks as stored, which may be compressed.
    pub record_bytes: u64,
    /// Every block was seen.
    pub is_counted: bool,
    /// What a reader of this data should know.
    pub notes: Vec<String>,
}

/// Reads the header of an Avro file and the counts of its blocks. `complete` says that the sample is
/// the whole file.
///
/// # Errors
/// [`Mismatch`] for what is no Avro file or whose schema is no record; with `needs_more` when the
/// header is longer than the sample.
pub fn infer_avro(sample: &[u8], complete: bool) -> Result<AvroSchema, Mismatch> {
    let Some(mut rest) = sample.strip_prefix(AVRO_MAGIC) else {
        return Err(Mismatch::new("it does not begin with an Avro header"));
    };
    let header = header(&mut rest).map_err(|why| match why {
        Broken::Cut if !complete => {
            Mismatch { reason: "its header is longer than the sample".to_owned(), needs_more: true }
        }
        Broken::Cut => Mismatch::new("its header ends early: the file is truncated"),
        Broken::Wrong(why) => Mismatch::new(format!("its header is damaged: {why}")),
    })?;
    let text = std::str::from_utf8(header.schema).map_err(|_| Mismatch::new("its schema is no UTF-8"))?;
    let found = schema::read(text)?;
    let mut schema = AvroSchema {
        columns: found.columns,
        literal: compact(text),
        records: 0,
        record_bytes: 0,
        is_counted: false,
        notes: found.notes,
    };
    count(rest, header.sync, complete, &mut schema);
    Ok(schema)
}

/// What stands in front of the blocks.
pub(crate) struct Header<'a> {
    pub(crate) schema: &'a [u8],
    /// The codec of the blocks; nothing is `null`.
    pub(crate) codec: Option<&'a [u8]>,
    pub(crate) sync: &'a [u8],
}

/// Why bytes could not be read.
pub(crate) enum Broken {
    /// They end early.
    Cut,
    /// They are no Avro.
    Wrong(&'static str),
}

/// Fails for a schema that a reader cannot build: one that is none, that holds itself, or that stands for too
/// many types.
pub(crate) fn check_schema(text: &str) -> Result<(), String> {
    let found = schema::read(text).map_err(|why| why.reason)?;
    match found.is_recursive {
        true => Err("a type of its schema holds itself".to_owned()),
        false => Ok(()),
    }
}

/// The columns of a schema that stands alone, as table formats keep it, and what they lost.
///
/// # Errors
/// [`Mismatch`] for what is no Avro schema or no record.
pub fn avro_columns(schema: &str) -> Result<(Vec<InferredColumn>, Vec<String>), Mismatch> {
    if schema.len() > SCHEMA_BYTES_MAX {
        return Err(Mismatch::new("its schema is longer than a mebibyte"));
    }
    let found = schema::read(schema)?;
    Ok((found.columns, found.notes))
}

/// Takes the header off what follows the magic bytes.
pub(crate) fn header<'a>(rest: &mut &'a [u8]) -> Result<Header<'a>, Broken> {
    let (mut schema, mut codec) = (None, None);
    loop {
        let pairs = match long(rest)? {
            0 => break,
            count if count < 0 => {
                // A negative count is followed by the bytes of the pairs, which nothing here skips.
                long(rest)?;
                count.unsigned_abs()
            }
            count => count.unsigned_abs(),
        };
        for _ in 0..pairs {
            let key = bytes(rest)?;
            let value = bytes(rest)?;
            match key {
                SCHEMA_KEY => schema = Some(value),
                CODEC_KEY => codec = Some(value),
                _ => {}
            }
        }
    }
    let sync = take(rest, SYNC_BYTES)?;
    let schema = schema.ok_or(Broken::Wrong("it has no schema"))?;
    if schema.len() > SCHEMA_BYTES_MAX {
        return Err(Broken::Wrong("its schema is longer than a mebibyte"));
    }
    Ok(Header { schema, codec, sync })
}

/// Adds up the blocks whose beginning is in the sample.
fn count(mut rest: &[u8], sync: &[u8], complete: bool, schema: &mut AvroSchema) {
    loop {
        if rest.is_empty() {
            schema.is_counted = complete;
            return;
        }
        let (Ok(records), Ok(bytes)) = (long(&mut rest), long(&mut rest)) else { break };
        let (Ok(records), Ok(length)) = (u64::try_from(records), usize::try_from(bytes)) else {
            schema.notes.push("a block of the Avro file is damaged: records after it are not counted".to_owned());
            return;
        };
        let whole = take(&mut rest, length).is_ok();
        let marker = if whole { take(&mut rest, SYNC_BYTES) } else { Err(Broken::Cut) };
        if marker.is_ok_and(|marker| marker != sync) {
            schema.notes.push("a block of the Avro file is damaged: records after it are not counted".to_owned());
            return;
        }
        schema.records = schema.records.saturating_add(records);
        schema.record_bytes = schema.record_bytes.saturating_add(length as u64);
        if !whole {
            break;
        }
    }
    if complete {
        schema.notes.push("the Avro file ends within a block: it is truncated".to_owned());
    }
}

/// A number of seven bits a byte, zigzag.
pub(crate) fn long(rest: &mut &[u8]) -> Result<i64, Broken> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let byte = take(rest, 1)?[0];
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed());
        }
    }
    Err(Broken::Wrong("a number is longer than 64 bits"))
}

fn bytes<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], Broken> {
    let length = long(rest)?;
    take(rest, usize::try_from(length).map_err(|_| Broken::Wrong("a length is negative"))?)
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], Broken> {
    let (taken, after) = rest.split_at_checked(length).ok_or(Broken::Cut)?;
    *rest = after;
    Ok(taken)
}

/// JSON without the white space between its parts.
fn compact(json: &str) -> String {
    let (mut out, mut in_text, mut escaped) = (String::with_capacity(json.len()), false, false);
    for c in json.chars() {
        if in_text {
            in_text = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if c.is_ascii_whitespace() {
            continue;
        } else {
            in_text = c == '"';
        }
        out.push(c);
    }
    out
}
