//! Avro object container files.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow_avro::compression::CompressionCodec;
use arrow_avro::errors::AvroError;
use arrow_avro::writer::format::AvroOcfFormat;
use arrow_avro::writer::{Writer, WriterBuilder};
use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef, TimeUnit};
use bytes::Bytes;

use super::encoder::{RowEncoder, Sink};
use super::format::FileCodec;
use super::types::to_schema;
use crate::{Error, Result};

/// Rows of a block.
const BLOCK_ROWS: usize = 4096;

/// Fails for columns that Avro has no name or no type for.
pub(super) fn check(schema: &SchemaRef) -> Result<()> {
    avro_schema(schema).map(drop)
}

/// One Avro file; a block for each few thousand rows.
pub(super) struct AvroEncoder {
    schema: SchemaRef,
    writer: Writer<Sink, AvroOcfFormat>,
    sink: Sink,
    raw_bytes: u64,
}

impl AvroEncoder {
    pub fn new(schema: &SchemaRef, codec: FileCodec) -> Result<Self> {
        let schema = avro_schema(schema)?;
        let codec = match codec {
            FileCodec::Bzip2 => Some(CompressionCodec::Bzip2),
            FileCodec::Deflate => Some(CompressionCodec::Deflate),
            FileCodec::Snappy => Some(CompressionCodec::Snappy),
            FileCodec::Zstd => Some(CompressionCodec::ZStandard),
            FileCodec::None | FileCodec::Gzip | FileCodec::Lz4 | FileCodec::Zlib => None,
        };
        let sink = Sink::default();
        let builder = WriterBuilder::new(schema.as_ref().clone()).with_compression(codec);
        let writer = builder.build(sink.clone()).map_err(failed)?;
        Ok(Self { schema, writer, sink, raw_bytes: 0 })
    }
}

impl RowEncoder for AvroEncoder {
    fn push(&mut self, batch: &RecordBatch) -> Result<()> {
        for from in (0..batch.num_rows()).step_by(BLOCK_ROWS) {
            let block = batch.slice(from, BLOCK_ROWS.min(batch.num_rows() - from));
            let block = to_schema(&block, &self.schema)?;
            self.raw_bytes += block.get_array_memory_size() as u64;
            self.writer.write(&block).map_err(failed)?;
        }
        Ok(())
    }

    fn held_bytes(&self) -> usize {
        0
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.writer.finish().map_err(failed)
    }

    fn take(&mut self) -> Bytes {
        self.sink.take()
    }

    fn raw_bytes(&self) -> u64 {
        self.raw_bytes
    }
}

fn failed(error: AvroError) -> Error {
    Error::Arrow(error.into())
}

fn avro_schema(schema: &SchemaRef) -> Result<SchemaRef> {
    let fields = schema.fields().iter().map(|field| avro_field(field, field.name())).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(Schema::new(fields)))
}

fn avro_field(field: &FieldRef, column: &str) -> Result<FieldRef> {
    // The library would give a name that Avro does not allow another one, and readers go by names.
    let mut name = field.name().chars();
    let starts = name.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    if !starts || !name.all(|c| c.is_ascii_alphanumeric() || c == '_') {
        let data_type = format!("a field called '{}'", field.name());
        let hint = "names in Avro are of letters, digits and '_'";
        return Err(Error::NotWritable { column: column.to_owned(), data_type, hint });
    }
    Ok(Arc::new(Field::new(field.name(), avro_type(field.data_type(), column)?, field.is_nullable())))
}

/// The type as Avro writes it: texts and bytes without views, decimals of 128 bits, instants instead of local times,
/// which is what Hive has in its Avro files.
fn avro_type(data_type: &DataType, column: &str) -> Result<DataType> {
    Ok(match data_type {
        DataType::Utf8View => DataType::Utf8,
        DataType::BinaryView => DataType::Binary,
        DataType::Int8 | DataType::Int16 => DataType::Int32,
        DataType::Decimal64(precision, scale) => DataType::Decimal128(*precision, *scale),
        DataType::Timestamp(TimeUnit::Millisecond, None) => {
            DataType::Timestamp(TimeUnit::Millisecond, Some("+00:00".into()))
        }
        DataType::List(item) => DataType::List(avro_field(item, column)?),
        DataType::Map(entries, sorted) => {
            let DataType::Struct(pair) = entries.data_type() else { return Ok(data_type.clone()) };
            let [key, value] = &pair[..] else { return Ok(data_type.clone()) };
            if *key.data_type() != DataType::Utf8View {
                let (column, data_type) = (column.to_owned(), format!("a map by {}", key.data_type()));
                return Err(Error::NotWritable { column, data_type, hint: "keys of maps in Avro are texts" });
            }
            let pair = vec![Arc::new(Field::new(key.name(), DataType::Utf8, false)), avro_field(value, column)?];
            DataType::Map(Arc::new(Field::new(entries.name(), DataType::Struct(pair.into()), false)), *sorted)
        }
        DataType::Struct(fields) => {
            DataType::Struct(fields.iter().map(|field| avro_field(field, column)).collect::<Result<Vec<_>>>()?.into())
        }
        other => other.clone(),
    })
}
