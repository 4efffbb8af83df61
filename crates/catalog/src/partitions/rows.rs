//! How a partition is kept: its values as a sortable key, its location, the id of a shared descriptor,
//! and a document with what differs from partition to partition.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use crate::expression::{Key, Kind};
use crate::model::{Column, Parameters, Partition, PartitionInput, PartitionUpdate, StorageDescriptor};
use crate::partitions::index::rows as index_rows;
use crate::scope::Named;
use crate::{Error, Result, partitions::key, partitions::values, tables};

/// The table whose partitions are meant, its keys, and the indexes its partitions are in.
pub(crate) struct Keys {
    pub table_id: i64,
    pub columns: Vec<Column>,
    /// How the keys are encoded, see [`partition_key`].
    pub kinds: Vec<Kind>,
    pub indexes: Vec<index_rows::Index>,
}

/// How values of these keys sort.
pub(crate) fn kinds_of(columns: &[Column]) -> Vec<Kind> {
    columns.iter().map(|column| Kind::to_sort(column.data_type.as_deref())).collect()
}

impl Keys {
    pub fn of(connection: &Connection, database: &Named, table: &str) -> Result<Self> {
        let stored = tables::get(connection, database, table)?;
        Self::with(connection, stored.id, stored.table.partition_keys)
    }

    /// The keys of a table that has been read already.
    pub fn with(connection: &Connection, table_id: i64, columns: Vec<Column>) -> Result<Self> {
        let indexes = index_rows::load(connection, table_id, &columns)?;
        Ok(Self { table_id, kinds: kinds_of(&columns), columns, indexes })
    }

    /// The order that partitions are kept in.
    pub fn order(&self) -> Vec<Key> {
        self.kinds.iter().enumerate().map(|(at, kind)| Key { at, kind: *kind }).collect()
    }

    pub fn encode(&self, values: &[String]) -> Vec<u8> {
        key::encode(&self.kinds, values)
    }

    pub fn check_count(&self, values: &[String]) -> Result<()> {
        if values.len() == self.columns.len() && !values.is_empty() {
            return Ok(());
        }
        Err(Error::PartitionKeyCount { keys: self.columns.len(), values: values.len() })
    }

    fn check_new(&self, values: &[String]) -> Result<()> {
        self.check_count(values)?;
        match values.iter().position(String::is_empty) {
            Some(at) => {
                Err(Error::InvalidInput(format!("the value of the partition key '{}' is empty", self.columns[at].name)))
            }
            None => Ok(()),
        }
    }
}

/// The part of a partition that no other shares.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Document {
    #[serde(skip_serializing_if = "Option::is_none")]
    last_access_time_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_analyzed_time_ms: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<Parameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    descriptor_parameters: Option<Parameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_locations: Option<Vec<String>>,
}

/// A partition taken apart for its row.
struct Parts {
    location: Option<String>,
    descriptor: Option<String>,
    document: String,
}

fn take_apart(input: PartitionInput) -> Result<Parts> {
    let mut document = Document {
        last_access_time_ms: input.last_access_time_ms,
        last_analyzed_time_ms: input.last_analyzed_time_ms,
        parameters: input.parameters,
        ..Document::default()
    };
    let mut location = None;
    let mut descriptor = None;
    if let Some(mut shared) = input.storage_descriptor {
        location = shared.location.take();
        document.descriptor_parameters = shared.parameters.take();
        document.additional_locations = shared.additional_locations.take();
        descriptor = Some(serde_json::to_string(&shared)?);
    }
    Ok(Parts { location, descriptor, document: serde_json::to_string(&document)? })
}

/// Writes partitions of one table, remembering the descriptors it has seen.
pub(crate) struct Inserter<'a> {
    connection: &'a Connection,
    keys: &'a Keys,
    descriptors: HashMap<String, i64>,
}

impl<'a> Inserter<'a> {
    pub fn new(connection: &'a Connection, keys: &'a Keys) -> Self {
        Self { connection, keys, descriptors: HashMap::new() }
    }

    pub fn insert(&mut self, input: PartitionInput, now_ms: i64) -> Result<Partition> {
        self.keys.check_new(&input.values)?;
        let entries = index_rows::entries(self.keys, &input.values)?;
        let made = partition_from_input(input.clone(), now_ms);
        let parts = take_apart(input)?;
        let descriptor_id = self.descriptor_id(parts.descriptor)?;
        let inserted = self
            .connection
            .prepare_cached(
                "INSERT INTO catalog_partition (table_id, partition_key, creation_time_ms, location, descriptor_id, document)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                self.keys.table_id,
                self.keys.encode(&made.values),
                now_ms,
                parts.location,
                descriptor_id,
                parts.document
            ])?;
        if inserted == 0 {
            return Err(Error::PartitionExists(made.values));
        }
        let row_id = self.connection.last_insert_rowid();
        index_rows::add(self.connection, row_id, &entries)?;
        values::add(self.connection, self.keys, row_id, &made.values)?;
        Ok(made)
    }

    pub fn replace(&mut self, update: PartitionUpdate) -> Result<()> {
        let PartitionUpdate { values, mut input } = update;
        if input.values.is_empty() {
            input.values.clone_from(&values);
        }
        self.keys.check_count(&values)?;
        self.keys.check_new(&input.values)?;
        let Some(row_id) = row_id(self.connection, self.keys, &values)? else {
            return Err(Error::PartitionNotFound(values));
        };
        if input.values != values && row_id_exists(self.connection, self.keys, &input.values)? {
            return Err(Error::PartitionExists(input.values));
        }
        if input.values != values {
            let entries = index_rows::entries(self.keys, &input.values)?;
            index_rows::remove(self.connection, self.keys, row_id, &values)?;
            index_rows::add(self.connection, row_id, &entries)?;
            values::remove(self.connection, self.keys, row_id, &values)?;
            values::add(self.connection, self.keys, row_id, &input.values)?;
        }
        let key = self.keys.encode(&input.values);
        let parts = take_apart(input)?;
        let descriptor_id = self.descriptor_id(parts.descriptor)?;
        self.connection
            .prepare_cached(
                "UPDATE catalog_partition SET partition_key = ?2, location = ?3, descriptor_id = ?4, document = ?5 WHERE id = ?1",
            )?
            .execute(params![row_id, key, parts.location, descriptor_id, parts.document])?;
        Ok(())
    }

    fn descriptor_id(&mut self, document: Option<String>) -> Result<Option<i64>> {
        let Some(document) = document else { return Ok(None) };
        if let Some(id) = self.descriptors.get(&document) {
            return Ok(Some(*id));
        }
        let kept = params![self.keys.table_id, document];
        self.connection
            .prepare_cached(
                "INSERT INTO catalog_descriptor (table_id, document) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?
            .execute(kept)?;
        let id = self
            .connection
            .prepare_cached("SELECT id FROM catalog_descriptor WHERE table_id = ?1 AND document = ?2")?
            .query_row(kept, |row| row.get(0))?;
        self.descriptors.insert(document, id);
        Ok(Some(id))
    }
}

fn partition_from_input(input: PartitionInput, creation_time_ms: i64) -> Partition {
    Partition {
        values: input.values,
        creation_time_ms,
        last_access_time_ms: input.last_access_time_ms,
        last_analyzed_time_ms: input.last_analyzed_time_ms,
        storage_descriptor: input.storage_descriptor,
        parameters: input.parameters,
    }
}

/// The id of a partition's row, for what hangs on it.
pub(crate) fn row_id(connection: &Connection, keys: &Keys, values: &[String]) -> Result<Option<i64>> {
    Ok(connection
        .prepare_cached("SELECT id FROM catalog_partition WHERE table_id = ?1 AND partition_key = ?2")?
        .query_row(params![keys.table_id, keys.encode(values)], |row| row.get(0))
        .optional()?)
}

fn row_id_exists(connection: &Connection, keys: &Keys, values: &[String]) -> Result<bool> {
    Ok(row_id(connection, keys, values)?.is_some())
}

/// The columns [`Reader::read`] wants, in its order.
pub(crate) const COLUMNS: &str = "partition_key, creation_time_ms, location, descriptor_id, document";

/// Puts partitions together again, reading each shared descriptor once.
pub(crate) struct Reader<'a> {
    connection: &'a Connection,
    descriptors: HashMap<i64, StorageDescriptor>,
    without_columns: bool,
}

impl<'a> Reader<'a> {
    pub fn new(connection: &'a Connection, without_columns: bool) -> Self {
        Self { connection, descriptors: HashMap::new(), without_columns }
    }

    pub fn read(&mut self, values: Vec<String>, row: &Row<'_>) -> Result<Partition> {
        let document: Document = serde_json::from_str(row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?)?;
        let storage_descriptor = match row.get::<_, Option<i64>>(3)? {
            Some(id) => {
                let mut descriptor = self.descriptor(id)?.clone();
                descriptor.location = row.get(2)?;
                descriptor.parameters = document.descriptor_parameters;
                descriptor.additional_locations = document.additional_locations;
                Some(descriptor)
            }
            None => None,
        };
        Ok(Partition {
            values,
            creation_time_ms: row.get(1)?,
            last_access_time_ms: document.last_access_time_ms,
            last_analyzed_time_ms: document.last_analyzed_time_ms,
            storage_descriptor,
            parameters: document.parameters,
        })
    }

    fn descriptor(&mut self, id: i64) -> Result<&StorageDescriptor> {
        use std::collections::hash_map::Entry;
        match self.descriptors.entry(id) {
            Entry::Occupied(seen) => Ok(seen.into_mut()),
            Entry::Vacant(slot) => {
                let document: String = self
                    .connection
                    .prepare_cached("SELECT document FROM catalog_descriptor WHERE id = ?1")?
                    .query_row([id], |row| row.get(0))?;
                let mut descriptor: StorageDescriptor = serde_json::from_str(&document)?;
                if self.without_columns {
                    descriptor.columns.clear();
                }
                Ok(slot.insert(descriptor))
            }
        }
    }
}

pub(crate) fn get(connection: &Connection, keys: &Keys, values: &[String]) -> Result<Option<Partition>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM catalog_partition WHERE table_id = ?1 AND partition_key = ?2"
    ))?;
    let mut rows = statement.query(params![keys.table_id, keys.encode(values)])?;
    match rows.next()? {
        Some(row) => Ok(Some(Reader::new(connection, false).read(values.to_vec(), row)?)),
        None => Ok(None),
    }
}

/// One partition by its row, for whoever knows its values already.
pub(crate) fn by_id(
    connection: &Connection,
    reader: &mut Reader<'_>,
    id: i64,
    values: Vec<String>,
) -> Result<Partition> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM catalog_partition WHERE id = ?1"))?;
    let mut rows = statement.query([id])?;
    match rows.next()? {
        Some(row) => reader.read(values, row),
        None => Err(Error::PartitionNotFound(values)),
    }
}

pub(crate) fn delete(connection: &Connection, keys: &Keys, values: &[String]) -> Result<()> {
    let Some(row_id) = row_id(connection, keys, values)? else {
        return Err(Error::PartitionNotFound(values.to_vec()));
    };
    index_rows::remove(connection, keys, row_id, values)?;
    values::remove(connection, keys, row_id, values)?;
    connection.prepare_cached("DELETE FROM catalog_partition WHERE id = ?1")?.execute([row_id])?;
    Ok(())
}

/// Tells whoever derived something from the table's partitions that they changed.
pub(crate) fn touch(connection: &Connection, table_id: i64) -> Result<()> {
    connection
        .prepare_cached("UPDATE catalog_table SET partition_generation = partition_generation + 1 WHERE id = ?1")?
        .execute([table_id])?;
    Ok(())
}
