//! Where the files of a statement lie and what they are called.

use std::collections::HashMap;

use async_trait::async_trait;
use boathouse_catalog::{Error as CatalogError, Table};
use boathouse_formats::write::{Placement, partition_folder};
use boathouse_schema::{HIVE_DEFAULT_PARTITION, S3Uri};
use boathouse_state::new_id;
use datafusion::error::DataFusionError;
use parking_lot::Mutex;

use super::existing_partition;
use super::intent::Announcer;
use crate::{Failure, Queries};

/// Folders of one statement.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) announcer: Announcer,
    /// The folder of all rows.
    pub(super) folder: S3Uri,
    pub(super) partition_keys: Vec<String>,
    pub(super) query_id: String,
    pub(super) suffix: &'static str,
    pub(super) buckets: bool,
    /// A table whose partitions may be there, each in a place of its own.
    pub(super) table: Option<ExistingTable>,
    /// Files that each bucket of a folder has.
    pub(super) counts: Mutex<HashMap<(String, usize), usize>>,
}

/// A table that rows are added to.
#[derive(Debug)]
pub(super) struct ExistingTable {
    pub(super) queries: Queries,
    pub(super) table: Table,
}

type Result<T> = boathouse_formats::Result<T>;

fn failed(failure: Failure) -> boathouse_formats::Error {
    boathouse_formats::Error::Engine(DataFusionError::External(Box::new(failure)))
}

#[async_trait]
impl Placement for Place {
    async fn folder(&self, values: &[Option<String>]) -> Result<String> {
        check_printable(values).map_err(failed)?;
        let folder = partition_folder(&self.folder.key, &self.partition_keys, values);
        match &self.table {
            Some(table) if !values.is_empty() => {
                let found = table.folder(&catalog_values(values), &self.folder.bucket).await.map_err(failed)?;
                Ok(found.unwrap_or(folder))
            }
            _ => Ok(folder),
        }
    }

    fn file_name(&self, folder: &str, _number: usize, part: usize) -> String {
        if !self.buckets {
            return format!("{}_{}{}", self.query_id, new_id(), self.suffix);
        }
        let mut counts = self.counts.lock();
        let count = counts.entry((folder.to_owned(), part)).or_default();
        let name = format!("{part:06}_{count}_{}{}", self.query_id, self.suffix);
        *count += 1;
        name
    }

    async fn announce(&self, keys: &[String]) -> Result<()> {
        let uris = keys.iter().map(|key| S3Uri::new(&self.folder.bucket, key).to_string()).collect();
        self.announcer.announce(uris).await.map_err(failed)
    }
}

impl ExistingTable {
    /// The folder of a partition that is there.
    async fn folder(&self, values: &[String], bucket: &str) -> std::result::Result<Option<String>, Failure> {
        let (database, name) = (&self.table.database_name, &self.table.name);
        let partition = match self.queries.catalog().partition(database, name, values).await {
            Ok(partition) => partition,
            Err(CatalogError::PartitionNotFound(_)) => return Ok(None),
            Err(other) => return Err(super::publish::of_catalog(&other)),
        };
        existing_partition::check(&self.table, &partition)?;
        let Some(location) = partition.location() else { return Ok(None) };
        let location = location.parse::<S3Uri>().map_err(|error| Failure::internal(&error))?.folder();
        if location.bucket != bucket {
            let text = format!("inserting into the partition {values:?}, which lies in another bucket than its table");
            return Err(Failure::not_supported(&text));
        }
        Ok(Some(location.key))
    }
}

/// Values as the catalog keeps them.
pub(super) fn catalog_values(values: &[Option<String>]) -> Vec<String> {
    values.iter().map(|value| value.clone().unwrap_or_else(|| HIVE_DEFAULT_PARTITION.to_owned())).collect()
}

fn check_printable(values: &[Option<String>]) -> std::result::Result<(), Failure> {
    let odd = values.iter().flatten().find(|value| !value.bytes().all(|byte| (0x20..=0x7e).contains(&byte)));
    let Some(odd) = odd else { return Ok(()) };
    let hex: Vec<String> = odd.bytes().map(|byte| format!("{byte:02X}")).collect();
    let text = format!(
        "Hive partition keys can only contain printable ASCII characters (0x20 - 0x7E). Invalid value: {}",
        hex.join(" ")
    );
    Err(Failure::engine("HIVE_INVALID_PARTITION_VALUE", None, &text))
}
