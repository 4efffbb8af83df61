//! ORC files, version 0.12: no indexes, integers in the first of the format's run length encodings.
//! <https://orc.apache.org/specification/ORCv1/>

mod column;
mod compress;
mod footer;
mod run_length;

use arrow::array::{Array, RecordBatch};
use arrow_schema::{DataType, SchemaRef, TimeUnit};
use bytes::Bytes;

use self::column::Column;
use self::footer::{Stripe, file_tail, stripe_footer};
use super::encoder::RowEncoder;
use super::format::FileCodec;
use crate::{Error, Result};

/// Every file begins with it.
const MAGIC: &[u8] = b"ORC";
/// A stripe ends at about this many encoded bytes.
const STRIPE_BYTES: usize = 32 << 20;

/// Fails for columns of types that ORC has not.
pub(super) fn check(schema: &SchemaRef) -> Result<()> {
    schema.fields().iter().try_for_each(|field| check_type(field.data_type(), field.name()))
}

fn check_type(data_type: &DataType, column: &str) -> Result<()> {
    match data_type {
        DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::Float32
        | DataType::Float64
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Utf8View
        | DataType::BinaryView
        | DataType::Date32
        | DataType::Timestamp(TimeUnit::Millisecond, None) => Ok(()),
        DataType::List(item) | DataType::Map(item, _) => check_type(item.data_type(), column),
        DataType::Struct(fields) => fields.iter().try_for_each(|field| check_type(field.data_type(), column)),
        other => {
            let hint = "cast it to another type first";
            Err(Error::NotWritable { column: column.to_owned(), data_type: other.to_string(), hint })
        }
    }
}

/// One ORC file.
pub(super) struct OrcEncoder {
    schema: SchemaRef,
    codec: FileCodec,
    columns: Vec<Column>,
    stripe_rows: u64,
    stripes: Vec<Stripe>,
    /// Bytes of the file so far, and those that have not been taken.
    offset: u64,
    out: Vec<u8>,
    raw_bytes: u64,
}

impl OrcEncoder {
    pub fn new(schema: &SchemaRef, codec: FileCodec) -> Result<Self> {
        check(schema)?;
        let columns = columns_of(schema);
        let (out, offset) = (MAGIC.to_vec(), MAGIC.len() as u64);
        let schema = SchemaRef::clone(schema);
        Ok(Self { schema, codec, columns, stripe_rows: 0, stripes: Vec::new(), offset, out, raw_bytes: 0 })
    }

    fn write(&mut self, bytes: &[u8]) {
        self.offset += bytes.len() as u64;
        self.out.extend_from_slice(bytes);
    }
}

fn columns_of(schema: &SchemaRef) -> Vec<Column> {
    schema.fields().iter().map(|field| Column::new(field.data_type())).collect()
}

impl RowEncoder for OrcEncoder {
    fn push(&mut self, batch: &RecordBatch) -> Result<()> {
        for (column, array) in self.columns.iter_mut().zip(batch.columns()) {
            column.append(array, 0..array.len());
        }
        self.stripe_rows += batch.num_rows() as u64;
        if self.held_bytes() >= STRIPE_BYTES { self.flush() } else { Ok(()) }
    }

    fn held_bytes(&self) -> usize {
        self.columns.iter().map(Column::bytes).sum()
    }

    fn flush(&mut self) -> Result<()> {
        if self.stripe_rows == 0 {
            return Ok(());
        }
        let columns = std::mem::replace(&mut self.columns, columns_of(&self.schema));
        let offset = self.offset;
        let mut streams = Vec::new();
        let mut next = 1;
        columns.into_iter().for_each(|column| column.finish(&mut next, &mut streams));
        let mut listed = Vec::with_capacity(streams.len());
        for stream in streams {
            self.raw_bytes += stream.bytes.len() as u64;
            let packed = compress::pack(self.codec, &stream.bytes)?;
            listed.push((stream.kind, stream.column, packed.len() as u64));
            self.write(&packed);
        }
        let data_bytes = self.offset - offset;
        let footer = compress::pack(self.codec, &stripe_footer(&listed, next))?;
        self.write(&footer);
        let rows = std::mem::take(&mut self.stripe_rows);
        self.stripes.push(Stripe { offset, data_bytes, footer_bytes: footer.len() as u64, rows });
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.flush()?;
        let tail = file_tail(&self.schema, &self.stripes, self.offset, self.codec)?;
        self.write(&tail);
        Ok(())
    }

    fn take(&mut self) -> Bytes {
        std::mem::take(&mut self.out).into()
    }

    fn raw_bytes(&self) -> u64 {
        self.raw_bytes
    }
}
