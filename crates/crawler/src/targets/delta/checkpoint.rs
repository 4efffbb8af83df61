//! Checkpoints: all that counts at a version, as rows of Parquet.
//! <https://github.com/delta-io/delta/blob/master/PROTOCOL.md#checkpoints>

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StructArray};
use arrow::datatypes::{Int32Type, Int64Type};
use boathouse_schema::unescape_path_value;
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::arrow::{ParquetRecordBatchStreamBuilder, ProjectionMask};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use super::super::folder::{Folder, Read, Refusal};
use super::LINE_BYTES_MAX;
use super::action::{Action, Add, DeletionVector, FileFormat, Protocol, Sidecar, TableMetadata};

const ROWS_AT_ONCE: usize = 1024;
/// A longer footer is refused: it would be held in memory whole.
const FOOTER_BYTES_MAX: u64 = 64 << 20;
const TAIL_BYTES: u64 = 8;
/// Of the columns in a checkpoint, those that say what the table is. Statistics are most of its bytes.
const READ: &[&str] =
    &["protocol.", "metaData.", "add.path", "add.partitionValues.", "add.deletionVector.", "sidecar.path"];
/// Without a list of files these are enough.
const READ_WITHOUT_FILES: &[&str] = &["protocol.", "metaData."];

/// Where the further files of V2 checkpoints are.
const SIDECARS: &str = "_sidecars";
/// Of more the names are not held.
const SIDECARS_MAX: usize = 100_000;

/// Calls `each` with the actions of one file of a checkpoint, and of the files that it names.
pub(super) async fn read(
    log: &Folder,
    name: &str,
    with_files: bool,
    mut each: impl FnMut(Action) -> Read<()>,
) -> Read<()> {
    let mut sidecars = Vec::new();
    let top = |mut action: Action| {
        if let Some(sidecar) = action.sidecar.take() {
            sidecars.push(sidecar_name(log, &sidecar.path)?);
            if sidecars.len() > SIDECARS_MAX {
                let uri = log.uri().join(name);
                return Err(Refusal(format!("{uri} names more than {SIDECARS_MAX} files")));
            }
        }
        each(action)
    };
    match name.ends_with(".json") {
        true => read_json(log, name, top).await?,
        false => read_parquet(log, name, with_files, top).await?,
    }
    if with_files {
        let folder = log.folder(SIDECARS);
        for name in &sidecars {
            // What the table is, the first file says.
            let files = |Action { add, .. }| each(Action { add, ..Action::default() });
            read_parquet(&folder, name, with_files, files).await?;
        }
    }
    Ok(())
}

/// The name of a file of a checkpoint, which lies nowhere else than in the folder for such.
fn sidecar_name(log: &Folder, path: &str) -> Read<String> {
    let path = unescape_path_value(path);
    let (folder, name) = path.rsplit_once('/').unwrap_or((SIDECARS, &path));
    let whole = log.uri().join(SIDECARS).to_string();
    if name.is_empty() || ![SIDECARS, whole.as_str()].contains(&folder) {
        return Err(Refusal(format!("its checkpoint names '{path}', which is not in {whole}/")));
    }
    Ok(name.to_owned())
}

/// A checkpoint as lines of JSON. A file that counts no longer is in no other line of it.
async fn read_json(log: &Folder, name: &str, mut each: impl FnMut(Action) -> Read<()>) -> Read<()> {
    let mut number = 0_u64;
    let line = |line: &[u8]| {
        number += 1;
        let action: Action = serde_json::from_slice(line)
            .map_err(|error| Refusal(format!("{} line {number}: {error}", log.uri().join(name))))?;
        each(Action { remove: None, commit_info: None, ..action })
    };
    log.lines(name, LINE_BYTES_MAX, line).await
}

/// Calls `each` with the rows of one file, row group by row group.
async fn read_parquet(
    log: &Folder,
    name: &str,
    with_files: bool,
    mut each: impl FnMut(Action) -> Read<()>,
) -> Read<()> {
    let uri = log.uri().join(name);
    let failed = |error: &dyn std::fmt::Display| Refusal(format!("{uri} cannot be read: {error}"));
    let size = log.size(name).await?.ok_or_else(|| Refusal(format!("{uri} is not there")))?;
    let mut object = Object { store: log.store(), path: log.path(name)?, size };
    let footer = object.footer_bytes().await.map_err(|error| failed(&error))?;
    if footer > FOOTER_BYTES_MAX {
        return Err(Refusal(format!("{uri} has a footer of {footer} bytes, and at most {FOOTER_BYTES_MAX} are read")));
    }
    // What Arrow thought of the columns is not asked: so texts are of one kind, whoever wrote them.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let builder = ParquetRecordBatchStreamBuilder::new_with_options(object, options).await;
    let builder = builder.map_err(|error| failed(&error))?;
    let wanted = if with_files { READ } else { READ_WITHOUT_FILES };
    let schema = builder.parquet_schema();
    let leaves = schema.columns().iter().enumerate().filter(|(_, column)| {
        let path = column.path().string();
        wanted.iter().any(|wanted| path.starts_with(wanted))
    });
    let mask = ProjectionMask::leaves(schema, leaves.map(|(leaf, _)| leaf));
    let batches = builder.with_projection(mask).with_batch_size(ROWS_AT_ONCE).build();
    let mut batches = batches.map_err(|error| failed(&error))?;
    while let Some(batch) = batches.try_next().await.map_err(|error| failed(&error))? {
        let rows = StructArray::from(batch);
        for row in 0..rows.len() {
            each(action(&rows, row))?;
        }
    }
    Ok(())
}

fn action(rows: &StructArray, row: usize) -> Action {
    Action {
        protocol: member(rows, "protocol", row).and_then(|(parts, row)| {
            Some(Protocol {
                min_reader_version: int(parts, "minReaderVersion", row)?,
                reader_features: parts.column_by_name("readerFeatures").and_then(|list| texts(list, row)),
            })
        }),
        meta_data: member(rows, "metaData", row).and_then(|(parts, row)| {
            let format = member(parts, "format", row);
            Some(TableMetadata {
                format: FileFormat { provider: format.and_then(|(format, row)| text(format, "provider", row)) },
                schema_string: text(parts, "schemaString", row)?,
                partition_columns: parts
                    .column_by_name("partitionColumns")
                    .and_then(|list| texts(list, row))
                    .unwrap_or_default(),
                configuration: map(parts, "configuration", row),
            })
        }),
        add: member(rows, "add", row).and_then(|(parts, row)| {
            let vector = member(parts, "deletionVector", row).map(|(vector, row)| DeletionVector {
                storage_type: text(vector, "storageType", row).unwrap_or_default(),
                path_or_inline_dv: text(vector, "pathOrInlineDv", row).unwrap_or_default(),
                offset: long(vector, "offset", row),
            });
            Some(Add {
                path: text(parts, "path", row)?,
                partition_values: map(parts, "partitionValues", row),
                deletion_vector: vector.filter(|vector| !vector.storage_type.is_empty()),
            })
        }),
        sidecar: member(rows, "sidecar", row)
            .and_then(|(parts, row)| Some(Sidecar { path: text(parts, "path", row)? })),
        ..Action::default()
    }
}

/// A struct in a struct, when the row has it.
fn member<'a>(parts: &'a StructArray, name: &str, row: usize) -> Option<(&'a StructArray, usize)> {
    let inner = parts.column_by_name(name)?.as_struct_opt()?;
    inner.is_valid(row).then_some((inner, row))
}

fn text(parts: &StructArray, name: &str, row: usize) -> Option<String> {
    text_at(parts.column_by_name(name)?, row)
}

fn text_at(array: &ArrayRef, row: usize) -> Option<String> {
    if array.is_null(row) {
        return None;
    }
    if let Some(texts) = array.as_string_opt::<i32>() {
        return Some(texts.value(row).to_owned());
    }
    // Texts that the writer did not mark as such.
    let bytes = array.as_binary_opt::<i32>()?;
    std::str::from_utf8(bytes.value(row)).ok().map(str::to_owned)
}

fn int(parts: &StructArray, name: &str, row: usize) -> Option<i32> {
    let array = parts.column_by_name(name)?.as_primitive_opt::<Int32Type>()?;
    array.is_valid(row).then(|| array.value(row))
}

fn long(parts: &StructArray, name: &str, row: usize) -> Option<i64> {
    let array = parts.column_by_name(name)?;
    if array.is_null(row) {
        return None;
    }
    let wide = array.as_primitive_opt::<Int64Type>().map(|array| array.value(row));
    wide.or_else(|| array.as_primitive_opt::<Int32Type>().map(|array| i64::from(array.value(row))))
}

fn texts(list: &ArrayRef, row: usize) -> Option<Vec<String>> {
    let list = list.as_list_opt::<i32>()?;
    if list.is_null(row) {
        return None;
    }
    let items = list.value(row);
    Some((0..items.len()).filter_map(|item| text_at(&items, item)).collect())
}

fn map(parts: &StructArray, name: &str, row: usize) -> BTreeMap<String, Option<String>> {
    let Some(map) = parts.column_by_name(name).and_then(|array| array.as_map_opt()) else { return BTreeMap::new() };
    if map.is_null(row) {
        return BTreeMap::new();
    }
    let entries = map.value(row);
    let (keys, values) = (entries.column(0), entries.column(1));
    (0..entries.len()).filter_map(|entry| Some((text_at(keys, entry)?, text_at(values, entry)))).collect()
}

/// An object read by ranges.
struct Object {
    store: Arc<dyn ObjectStore>,
    path: Path,
    size: u64,
}

impl Object {
    async fn footer_bytes(&mut self) -> ParquetResult<u64> {
        let tail = self.get_bytes(self.size.saturating_sub(TAIL_BYTES)..self.size).await?;
        let length =
            tail.first_chunk::<4>().ok_or_else(|| ParquetError::EOF("it is shorter than a footer".to_owned()))?;
        Ok(u64::from(u32::from_le_bytes(*length)))
    }
}

impl AsyncFileReader for Object {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        async move {
            if range.is_empty() {
                return Ok(Bytes::new());
            }
            let found = self.store.get_range(&self.path, range).await;
            found.map_err(|error| ParquetError::External(Box::new(error)))
        }
        .boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        _options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        async move {
            let size = self.size;
            Ok(Arc::new(ParquetMetaDataReader::new().load_and_finish(self, size).await?))
        }
        .boxed()
    }
}
