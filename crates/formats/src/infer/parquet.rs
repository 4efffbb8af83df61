//! Parquet: the footer only, by ranged reads.

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::parquet_to_arrow_schema;
use parquet::file::metadata::ParquetMetaDataReader;

use super::{InferredColumn, Shape, merge::merge_fields};
use crate::{Error, Result};

/// First and last bytes of a Parquet file.
pub const PARQUET_MAGIC: &[u8; 4] = b"PAR1";

/// The magic and the footer's length at the end of a file.
const TAIL_BYTES: usize = 8;
/// Read from the end at once; most footers fit.
const FIRST_READ_BYTES: u64 = 64 * 1024;
/// A longer footer is refused: it would be held in memory whole.
const FOOTER_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What a Parquet footer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParquetFooter {
    /// Top-level columns in file order, names lower case.
    pub columns: Vec<InferredColumn>,
    /// Rows in the file.
    pub rows: u64,
}

/// Reads the footer of an object of `size` bytes with one or two ranged requests.
///
/// # Errors
/// [`Error::Footer`] for an object that is truncated or no Parquet file, [`Error::Store`] when the
/// store fails.
pub async fn parquet_footer(store: &dyn ObjectStore, path: &Path, size: u64) -> Result<ParquetFooter> {
    let read = async |from: u64| {
        store.get_range(path, from..size).await.map_err(|source| Error::Store { uri: path.to_string(), source })
    };
    let tail = read(size.saturating_sub(FIRST_READ_BYTES)).await?;
    let needed = footer_bytes(&tail, size)? + TAIL_BYTES as u64;
    let tail = if needed > tail.len() as u64 { read(size - needed).await? } else { tail };
    decode(&tail)
}

/// [`parquet_footer`] of an object that is in memory already.
///
/// # Errors
/// [`Error::Footer`] for bytes that are truncated or no Parquet file.
pub fn parquet_footer_of(file: &Bytes) -> Result<ParquetFooter> {
    footer_bytes(file, file.len() as u64)?;
    decode(file)
}

/// Length of the metadata, checked against the file's size.
fn footer_bytes(tail: &[u8], size: u64) -> Result<u64> {
    let end = tail.last_chunk::<TAIL_BYTES>().ok_or_else(|| broken("the file is shorter than a footer"))?;
    let (length, magic) = end.split_at(4);
    if magic != PARQUET_MAGIC {
        return Err(broken("the file does not end with PAR1: it is truncated or was not closed"));
    }
    let length = u64::from(u32::from_le_bytes(length.try_into().unwrap_or_default()));
    if length > FOOTER_BYTES_MAX {
        return Err(broken(format!("it claims {length} bytes, and at most {FOOTER_BYTES_MAX} are read")));
    }
    if length + (TAIL_BYTES + PARQUET_MAGIC.len()) as u64 > size {
        return Err(broken(format!("it claims {length} bytes, and the file has {size}")));
    }
    Ok(length)
}

fn decode(tail: &[u8]) -> Result<ParquetFooter> {
    let length = usize::try_from(footer_bytes(tail, u64::MAX)?).unwrap_or(usize::MAX);
    let end = tail.len() - TAIL_BYTES;
    let start = end.checked_sub(length).ok_or_else(|| broken("the footer was not read whole"))?;
    let metadata = ParquetMetaDataReader::decode_metadata(&tail[start..end]).map_err(|e| broken(e.to_string()))?;
    let file = metadata.file_metadata();
    // Without the embedded Arrow schema: the crawler registers what Parquet says, not what Arrow thought.
    let schema = parquet_to_arrow_schema(file.schema_descr(), None).map_err(|e| broken(e.to_string()))?;
    let fields = schema
        .fields()
        .iter()
        .map(|field| Ok((field.name().to_lowercase(), Shape::of(&boathouse_schema::from_arrow(field.data_type())?))))
        .collect::<Result<Vec<_>>>()?;
    let columns = merge_fields(fields.into_iter())
        .into_iter()
        .map(|field| InferredColumn { name: field.name, shape: field.shape, evidence: None })
        .collect();
    Ok(ParquetFooter { columns, rows: u64::try_from(file.num_rows()).unwrap_or(0) })
}

fn broken(reason: impl Into<String>) -> Error {
    Error::Footer { reason: reason.into() }
}

#[cfg(test)]
mod tests;
