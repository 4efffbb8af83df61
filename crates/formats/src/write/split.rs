//! A batch by partition: rows of equal key values, keys taken off.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef, AsArray, BinaryViewArray, RecordBatch, StringArray, StringViewArray, UInt32Array};
use arrow::compute::{cast, take_record_batch};
use arrow_schema::{DataType, Schema};

use crate::{Error, Result};

/// Values of the partition keys; `None` is NULL.
pub(super) type Values = Vec<Option<String>>;

/// Knows which columns are keys and which stay.
#[derive(Debug)]
pub(super) struct Splitter {
    keys: Vec<usize>,
    body: Vec<usize>,
}

impl Splitter {
    /// # Errors
    /// When a key is no column or of a type that has no text, or nothing but keys is left.
    pub fn new(schema: &Schema, partition_keys: &[String]) -> Result<Self> {
        let mut keys = Vec::with_capacity(partition_keys.len());
        for key in partition_keys {
            let found = schema.fields().iter().position(|field| field.name() == key);
            let Some(index) = found else {
                let columns: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
                return Err(Error::PartitionKey {
                    key: key.clone(),
                    message: format!("is not a column: there are {}", columns.join(", ")),
                });
            };
            let data_type = schema.field(index).data_type();
            let message = if keys.contains(&index) {
                "is given twice".to_owned()
            } else if data_type.is_nested() || matches!(data_type, DataType::Binary | DataType::BinaryView) {
                format!("is of type {data_type}, which has no text for a folder name")
            } else {
                keys.push(index);
                continue;
            };
            return Err(Error::PartitionKey { key: key.clone(), message });
        }
        let body: Vec<usize> = (0..schema.fields().len()).filter(|index| !keys.contains(index)).collect();
        match partition_keys.last() {
            Some(key) if body.is_empty() => {
                let message = "leaves no column for the files: keep at least one".to_owned();
                Err(Error::PartitionKey { key: key.clone(), message })
            }
            _ => Ok(Self { keys, body }),
        }
    }

    /// The schema without the keys.
    pub fn body_schema(&self, schema: &Schema) -> Result<Schema> {
        Ok(schema.project(&self.body)?)
    }

    /// The batch's partitions in order of their first row; rows keep their order.
    pub fn split(&self, batch: &RecordBatch) -> Result<Vec<(Values, RecordBatch)>> {
        let body = batch.project(&self.body)?;
        if self.keys.is_empty() {
            return Ok(vec![(Vec::new(), body)]);
        }
        let texts: Vec<StringArray> =
            self.keys.iter().map(|key| folder_texts(batch.column(*key))).collect::<Result<_>>()?;
        let groups = group(&texts, batch.num_rows());
        let values = |row: usize| texts.iter().map(|column| value(column, row).map(str::to_owned)).collect();
        if let [(first, _)] = groups.as_slice() {
            return Ok(vec![(values(*first), body)]);
        }
        groups
            .into_iter()
            .map(|(first, rows)| {
                let part = compact(take_record_batch(&body, &UInt32Array::from(rows))?)?;
                Ok((values(first), part))
            })
            .collect()
    }
}

/// An empty text has no folder of its own in Hive: it is NULL.
fn value(column: &StringArray, row: usize) -> Option<&str> {
    (column.is_valid(row)).then(|| column.value(row)).filter(|text| !text.is_empty())
}

/// First row and all rows of each distinct combination.
fn group(texts: &[StringArray], rows: usize) -> Vec<(usize, Vec<u32>)> {
    let mut groups: Vec<(usize, Vec<u32>)> = Vec::new();
    let mut known: HashMap<Vec<Option<&str>>, usize> = HashMap::new();
    let mut current = None;
    for row in 0..rows {
        // Rows of a partition mostly come in runs: compare before hashing.
        let same = current.filter(|at: &usize| {
            let first = groups[*at].0;
            texts.iter().all(|column| value(column, first) == value(column, row))
        });
        let at = same.unwrap_or_else(|| {
            let key: Vec<Option<&str>> = texts.iter().map(|column| value(column, row)).collect();
            *known.entry(key).or_insert_with(|| {
                groups.push((row, Vec::new()));
                groups.len() - 1
            })
        });
        #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer than 2^32 rows")]
        groups[at].1.push(row as u32);
        current = Some(at);
    }
    groups
}

/// Key values as Hive writes them in folder names.
fn folder_texts(column: &ArrayRef) -> Result<StringArray> {
    let texts = cast(column, &DataType::Utf8)?;
    let texts = texts.as_string::<i32>();
    if matches!(column.data_type(), DataType::Timestamp(..)) {
        return Ok(texts.iter().map(|text| text.map(|text| text.replacen('T', " ", 1))).collect());
    }
    Ok(texts.clone())
}

/// Views cut loose from the batch they were taken from, which a few rows would otherwise keep alive.
pub(super) fn compact(batch: RecordBatch) -> Result<RecordBatch> {
    let columns = batch
        .columns()
        .iter()
        .map(|column| -> ArrayRef {
            let any = column.as_any();
            if let Some(text) = any.downcast_ref::<StringViewArray>() {
                std::sync::Arc::new(text.gc())
            } else if let Some(bytes) = any.downcast_ref::<BinaryViewArray>() {
                std::sync::Arc::new(bytes.gc())
            } else {
                std::sync::Arc::clone(column)
            }
        })
        .collect();
    Ok(RecordBatch::try_new(batch.schema(), columns)?)
}
