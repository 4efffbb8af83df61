//! ORC: the postscript and the footer only, by ranged reads.
//! <https://orc.apache.org/specification/ORCv1/>

mod bounds;
mod inflate;
mod protobuf;
#[cfg(test)]
mod tests;
mod types;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

pub(crate) use self::bounds::check_chunks;
use self::inflate::{CHUNK_BYTES_MAX, Chunks};
use self::protobuf::{Fields, Value};
use super::InferredColumn;
use crate::read::look;
use crate::{Error, Result};

/// First bytes of an ORC file; its postscript ends with them too.
pub const ORC_MAGIC: &[u8; 3] = b"ORC";

/// Read from the end at once; most footers fit.
const FIRST_READ_BYTES: u64 = 64 * 1024;
/// A longer footer is refused: it would be held in memory whole.
const FOOTER_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// The footer decompressed.
const FOOTER_TEXT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What an ORC footer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrcFooter {
    /// Top-level columns in file order, names lower case.
    pub columns: Vec<InferredColumn>,
    /// Rows in the file.
    pub rows: u64,
}

/// Reads the footer of an object of `size` bytes with one or two ranged requests.
///
/// # Errors
/// [`Error::Orc`] for an object that is truncated or no ORC file, [`Error::Store`] when the store fails.
pub async fn orc_footer(store: &dyn ObjectStore, path: &Path, size: u64) -> Result<OrcFooter> {
    let read = async |from: u64| {
        store.get_range(path, from..size).await.map_err(|source| Error::Store { uri: path.to_string(), source })
    };
    let tail = read(size.saturating_sub(FIRST_READ_BYTES)).await?;
    let needed = Tail::of(&tail).and_then(|end| end.bytes(size)).map_err(broken)?;
    let tail = if needed > tail.len() as u64 { read(size - needed).await? } else { tail };
    decode(&tail, size)
}

/// [`orc_footer`] of an object that is in memory already.
///
/// # Errors
/// [`Error::Orc`] for bytes that are truncated or no ORC file.
pub fn orc_footer_of(file: &Bytes) -> Result<OrcFooter> {
    decode(file, file.len() as u64)
}

/// The end of a file, from its statistics on or before, whose types are known to be a tree of bounded depth and whose
/// sections are known to be of bounded length; and its bytes from its statistics on.
pub(crate) async fn checked_tail(store: &dyn ObjectStore, path: &Path, size: u64) -> Result<(Bytes, u64)> {
    let read = async |from: u64| {
        let read = look(store, path, from..size).await;
        read.map_err(|source| Error::Store { uri: path.to_string(), source })
    };
    let tail = read(size.saturating_sub(FIRST_READ_BYTES)).await?;
    let end = Tail::of(&tail).map_err(broken)?;
    let needed = end.bytes(size).and_then(|bytes| end.with_statistics(bytes, size)).map_err(broken)?;
    let tail = if needed > tail.len() as u64 { read(size - needed).await? } else { tail };
    decode(&tail, size)?;
    if end.chunk_bytes > CHUNK_BYTES_MAX {
        return Err(broken(format!("it claims chunks of {} bytes", end.chunk_bytes)));
    }
    end.check_statistics(&tail).map_err(broken)?;
    Ok((tail, needed))
}

fn decode(tail: &[u8], size: u64) -> Result<OrcFooter> {
    footer(tail, size).map_err(broken)
}

fn broken(reason: String) -> Error {
    Error::Orc { reason }
}

fn footer(tail: &[u8], size: u64) -> Result<OrcFooter, String> {
    let end = Tail::of(tail)?;
    let needed = usize::try_from(end.bytes(size)?).unwrap_or(usize::MAX);
    let start = tail.len().checked_sub(needed).ok_or("it was not read whole")?;
    let length = usize::try_from(end.footer_bytes).unwrap_or(usize::MAX);
    let stored = tail.get(start..start.saturating_add(length)).ok_or("it was not read whole")?;
    let text =
        Chunks { codec: end.compression, chunk_bytes_max: end.chunk_bytes }.read(stored, FOOTER_TEXT_BYTES_MAX)?;
    let (mut rows, mut types) = (0, Vec::new());
    let mut fields = Fields::of(&text);
    while let Some((number, value)) = fields.next()? {
        match (number, value) {
            (4, Value::Bytes(message)) => types.push(types::Type::of(message)?),
            (6, Value::Number(count)) => rows = count,
            _ => {}
        }
    }
    Ok(OrcFooter { columns: types::columns(&types)?, rows })
}

/// What the postscript says of the end of the file.
#[derive(Debug, Clone, Copy)]
struct Tail {
    footer_bytes: u64,
    postscript_bytes: u64,
    compression: u64,
    chunk_bytes: u64,
    statistics_bytes: u64,
}

impl Tail {
    fn of(tail: &[u8]) -> Result<Self, String> {
        let (last, before) = tail.split_last().ok_or("the file is empty")?;
        let length = usize::from(*last);
        let start = before.len().checked_sub(length).ok_or("the file is shorter than its postscript")?;
        let mut end = Self {
            footer_bytes: 0,
            postscript_bytes: length as u64 + 1,
            compression: 0,
            chunk_bytes: 256 * 1024,
            statistics_bytes: 0,
        };
        let mut has_magic = false;
        let mut fields = Fields::of(&before[start..]);
        while let Some((number, value)) = fields.next().map_err(|why| format!("the postscript is damaged: {why}"))? {
            match (number, value) {
                (1, Value::Number(bytes)) => end.footer_bytes = bytes,
                (2, Value::Number(codec)) => end.compression = codec,
                (3, Value::Number(bytes)) => end.chunk_bytes = bytes,
                (5, Value::Number(bytes)) => end.statistics_bytes = bytes,
                (8000, Value::Bytes(magic)) => has_magic = magic == ORC_MAGIC,
                _ => {}
            }
        }
        match has_magic {
            true => Ok(end),
            false => Err("the file does not end with an ORC postscript: it is truncated or was not closed".to_owned()),
        }
    }

    /// Bytes of footer and postscript, checked against the file's size.
    fn bytes(self, size: u64) -> Result<u64, String> {
        if self.footer_bytes > FOOTER_BYTES_MAX {
            return Err(format!("it claims {} bytes, and at most {FOOTER_BYTES_MAX} are read", self.footer_bytes));
        }
        let bytes = self.footer_bytes + self.postscript_bytes;
        if bytes + ORC_MAGIC.len() as u64 > size {
            return Err(format!("it claims {} bytes, and the file has {size}", self.footer_bytes));
        }
        Ok(bytes)
    }

    /// The bytes of the stripes' statistics added to those of footer and postscript.
    fn with_statistics(self, bytes: u64, size: u64) -> Result<u64, String> {
        let claimed = self.statistics_bytes;
        match claimed <= FOOTER_BYTES_MAX && bytes + claimed <= size {
            true => Ok(bytes + claimed),
            false => Err(format!("it claims {claimed} bytes of statistics, and the file has {size}")),
        }
    }

    /// Fails for statistics that are longer than they may be when decompressed.
    fn check_statistics(self, tail: &[u8]) -> Result<(), String> {
        let length = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        let after = length(self.footer_bytes + self.postscript_bytes);
        let end = tail.len().checked_sub(after).ok_or("it was not read whole")?;
        let start = end.checked_sub(length(self.statistics_bytes)).ok_or("it was not read whole")?;
        let chunks = Chunks { codec: self.compression, chunk_bytes_max: self.chunk_bytes };
        chunks.read(&tail[start..end], FOOTER_TEXT_BYTES_MAX).map(|_| ())
    }
}
