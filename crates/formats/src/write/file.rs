//! One Parquet file being written.

use std::sync::Arc;

use arrow_schema::SchemaRef;
use bytes::Bytes;
use datafusion::common::runtime::SpawnedTask;
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::ArrowRowGroupWriterFactory;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::SerializedFileWriter;

use super::columns::{ColumnGroup, finish_all, stopped};
use super::report::WrittenFile;
use super::upload::{Place, Upload};
use crate::Result;

/// What all files of a write share.
#[derive(Debug, Clone)]
pub(super) struct FileShape {
    pub schema: SchemaRef,
    pub properties: WriterPropertiesPtr,
    pub threads: usize,
}

/// An open file: the row group being encoded, and the bytes of finished ones on their way.
pub(super) struct OpenFile {
    shape: FileShape,
    // Taken out while a thread appends a row group; back before the next call.
    writer: Option<SerializedFileWriter<Vec<u8>>>,
    factory: ArrowRowGroupWriterFactory,
    upload: Upload,
    groups: Vec<ColumnGroup>,
    group_rows: usize,
    row_groups: usize,
    rows: u64,
    partition_values: Vec<Option<String>>,
}

impl OpenFile {
    pub fn new(place: &Place, key: String, partition_values: Vec<Option<String>>, shape: &FileShape) -> Result<Self> {
        let parquet_schema =
            ArrowSchemaConverter::new().with_coerce_types(shape.properties.coerce_types()).convert(&shape.schema)?;
        // The Arrow schema is left out of the metadata on purpose: older readers stop at view types.
        let writer =
            SerializedFileWriter::new(Vec::new(), parquet_schema.root_schema_ptr(), Arc::clone(&shape.properties))?;
        let factory = ArrowRowGroupWriterFactory::new(&writer, Arc::clone(&shape.schema));
        Ok(Self {
            shape: shape.clone(),
            writer: Some(writer),
            factory,
            upload: Upload::new(place, key)?,
            groups: Vec::new(),
            group_rows: 0,
            row_groups: 0,
            rows: 0,
            partition_values,
        })
    }

    /// The encoders for the next rows; they must come back through [`OpenFile::put_back`].
    pub fn take_groups(&mut self) -> Result<Vec<ColumnGroup>> {
        if self.groups.is_empty() {
            let writers = self.factory.create_column_writers(self.row_groups)?;
            self.groups = ColumnGroup::deal(&self.shape.schema, writers, self.shape.threads);
        }
        Ok(std::mem::take(&mut self.groups))
    }

    /// The encoders after `rows` rows were given to them.
    pub fn put_back(&mut self, groups: Vec<ColumnGroup>, rows: usize) {
        self.groups = groups;
        self.group_rows += rows;
        self.rows += rows as u64;
    }

    /// Bytes the encoders of the row group hold, dictionaries included.
    pub fn encoder_bytes(&self) -> usize {
        self.groups.iter().map(ColumnGroup::memory_bytes).sum()
    }

    /// Bytes of finished row groups that are too few for a part of an upload.
    pub fn upload_bytes(&self) -> usize {
        self.upload.waiting_bytes()
    }

    pub fn group_rows(&self) -> usize {
        self.group_rows
    }

    pub fn group_bytes(&self) -> usize {
        self.groups.iter().map(ColumnGroup::encoded_bytes).sum()
    }

    /// Bytes of the finished row groups.
    pub fn bytes(&self) -> u64 {
        self.upload.bytes()
    }

    /// Ends the row group and hands its bytes to the upload.
    pub async fn end_row_group(&mut self) -> Result<()> {
        if self.group_rows == 0 {
            return Ok(());
        }
        let Some(mut writer) = self.writer.take() else { return Err(spent()) };
        let chunks = finish_all(std::mem::take(&mut self.groups)).await?;
        let appended = SpawnedTask::spawn(async move {
            let mut row_group = writer.next_row_group()?;
            for chunk in chunks {
                chunk.append_to_row_group(&mut row_group)?;
            }
            row_group.close()?;
            writer.flush().map_err(|source| crate::Error::Io { place: "a row group".into(), source })?;
            let bytes = std::mem::take(writer.inner_mut());
            Ok::<_, crate::Error>((writer, bytes))
        });
        let (writer, bytes) = appended.await.map_err(stopped)??;
        self.writer = Some(writer);
        self.group_rows = 0;
        self.row_groups += 1;
        self.upload.push(Bytes::from(bytes)).await
    }

    /// Ends the file; it is not visible before its upload is committed.
    pub async fn finish(mut self) -> Result<(Upload, WrittenFile)> {
        self.end_row_group().await?;
        let Some(mut writer) = self.writer.take() else { return Err(spent()) };
        let metadata = writer.finish()?;
        let uncompressed_bytes =
            metadata.row_groups().iter().map(|group| u64::try_from(group.total_byte_size()).unwrap_or(0)).sum();
        self.upload.push(Bytes::from(std::mem::take(writer.inner_mut()))).await?;
        let file = WrittenFile {
            key: self.upload.key().to_owned(),
            rows: self.rows,
            bytes: self.upload.bytes(),
            uncompressed_bytes,
            partition_values: self.partition_values,
        };
        Ok((self.upload, file))
    }

    pub async fn abort(&mut self) {
        self.upload.abort().await;
    }
}

/// A file whose row group failed cannot be written on.
fn spent() -> crate::Error {
    crate::Error::Io { place: "a file that failed before".into(), source: std::io::ErrorKind::BrokenPipe.into() }
}
