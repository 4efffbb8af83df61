//! Writing a target, and telling the catalog.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};

use boathouse_catalog::{
    Catalog, Change, Column, Error as CatalogError, PartitionInput, SerDeInfo, StorageDescriptor, Table, TableInput,
    UpdateTable,
};
use boathouse_formats::write::{ParquetWriteOptions, WriteReport, writable_schema};
use boathouse_schema::{
    Classification, HIVE_DEFAULT_PARTITION, S3Uri, SerDe, StorageFormat, from_arrow, partition_segment,
};
use boathouse_state::Clock;
use datafusion::arrow::datatypes::Schema;

use crate::nodes::{CatalogTarget, TargetPlan};
use crate::{Error, Result};

/// The last number given to a run's files, so that two runs of one millisecond differ.
static LAST_STAMP: AtomicI64 = AtomicI64::new(0);

/// Start of the file names of one write: `run-<milliseconds since the epoch>`, never twice.
pub(crate) fn file_prefix(clock: &Clock) -> String {
    let now = clock.now_ms();
    let last = LAST_STAMP.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(now.max(last + 1)));
    let stamp = last.map_or(now, |last| now.max(last + 1));
    format!("run-{stamp}")
}

pub(crate) fn write_options(target: &TargetPlan, clock: &Clock, threads: usize) -> ParquetWriteOptions {
    let mut options = ParquetWriteOptions::new(file_prefix(clock));
    options.compression = target.compression;
    options.partition_keys.clone_from(&target.partition_keys);
    options.files = target.files;
    options.threads = std::num::NonZeroUsize::new(threads).unwrap_or(std::num::NonZeroUsize::MIN);
    options
}

/// What a target will register, checked before anything is written.
#[derive(Debug)]
pub(crate) struct Registration {
    target: CatalogTarget,
    existing: Option<Table>,
    input: TableInput,
}

impl Registration {
    /// Looks the table up and refuses what could not be registered later.
    pub async fn prepare(catalog: &Catalog, plan: &TargetPlan, schema: &Schema) -> Result<Option<Self>> {
        let Some(target) = &plan.catalog else { return Ok(None) };
        let input = table_input(plan, target, schema)?;
        catalog.database(&target.database).await?;
        let existing = match catalog.table(&target.database, &target.table).await {
            Ok(table) => Some(table),
            Err(CatalogError::TableNotFound { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        if let Some(table) = &existing {
            check_existing(table, &input)?;
        }
        Ok(Some(Self { target: target.clone(), existing, input }))
    }

    /// The name of the table.
    pub fn table(&self) -> String {
        format!("{}.{}", self.target.database, self.target.table)
    }

    /// The changes that register what was written.
    pub async fn changes(self, catalog: &Catalog, report: &WriteReport) -> Result<Vec<Change>> {
        let CatalogTarget { database, table, update_columns } = self.target;
        let mut changes = Vec::new();
        let storage = match (&self.existing, update_columns) {
            (None, _) => {
                let input = self.input.clone();
                changes.push(Change::CreateTable { database: database.clone(), input, created_by: None });
                self.input.storage_descriptor.clone()
            }
            (Some(existing), true) => {
                let updated = updated(existing, &self.input);
                let storage = updated.storage_descriptor.clone();
                if updated.storage_descriptor != existing.storage_descriptor {
                    let how = UpdateTable { version_id: None, skip_archive: false };
                    changes.push(Change::UpdateTable { database: database.clone(), input: updated, how });
                }
                storage
            }
            (Some(existing), false) => existing.storage_descriptor.clone(),
        };
        if !self.input.partition_keys.is_empty() {
            let location = self.input.storage_descriptor.and_then(|storage| storage.location).unwrap_or_default();
            let keys: Vec<&str> = self.input.partition_keys.iter().map(|key| key.name.as_str()).collect();
            let mut inputs = Vec::new();
            for (values, segments) in written_partitions(report, &keys) {
                let known = self.existing.is_some() && is_known(catalog, &database, &table, &values).await?;
                if !known {
                    inputs.push(partition_input(values, &format!("{location}{segments}"), storage.clone()));
                }
            }
            if !inputs.is_empty() {
                changes.push(Change::CreatePartitions { database, table, inputs });
            }
        }
        Ok(changes)
    }
}

async fn is_known(catalog: &Catalog, database: &str, table: &str, values: &[String]) -> Result<bool> {
    match catalog.partition(database, table, values).await {
        Ok(_) => Ok(true),
        Err(CatalogError::PartitionNotFound(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The partitions files were written to: values as the catalog keeps them, and folders.
fn written_partitions(report: &WriteReport, keys: &[&str]) -> BTreeMap<Vec<String>, String> {
    report
        .files
        .iter()
        .map(|file| {
            let values = &file.partition_values;
            let texts = values.iter().map(|v| v.clone().unwrap_or_else(|| HIVE_DEFAULT_PARTITION.to_owned())).collect();
            let folders = keys.iter().zip(values).map(|(key, v)| format!("{}/", partition_segment(key, v.as_deref())));
            (texts, folders.collect())
        })
        .collect()
}

fn partition_input(values: Vec<String>, location: &str, storage: Option<StorageDescriptor>) -> PartitionInput {
    let storage = storage.map(|storage| StorageDescriptor { location: Some(location.to_owned()), ..storage });
    PartitionInput { values, storage_descriptor: storage, ..PartitionInput::default() }
}

fn check_existing(table: &Table, input: &TableInput) -> Result<()> {
    let name = format!("{}.{}", table.database_name, table.name);
    let refuse = |message: String| Err(Error::data(name.clone(), message));
    let own = table.storage_descriptor.as_ref();
    let theirs = own.and_then(|storage| storage.location.clone()).unwrap_or_default();
    let ours = input.storage_descriptor.as_ref().and_then(|s| s.location.clone()).unwrap_or_default();
    if theirs.trim_end_matches('/') != ours.trim_end_matches('/') {
        return refuse(format!(
            "the table is at {theirs} and the target writes to {ours}: choose another table or path"
        ));
    }
    let keys = |columns: &[Column]| columns.iter().map(|column| column.name.to_lowercase()).collect::<Vec<_>>();
    if keys(&table.partition_keys) != keys(&input.partition_keys) {
        let (theirs, ours) = (keys(&table.partition_keys).join(", "), keys(&input.partition_keys).join(", "));
        return refuse(format!("the table's partition keys are [{theirs}] and the target's [{ours}]"));
    }
    let serde = own.and_then(|storage| storage.serde_info.as_ref()?.serialization_library.clone()).unwrap_or_default();
    if serde != SerDe::Parquet.class_name() {
        return refuse(format!("the table's SerDe is '{serde}' and the target writes Parquet"));
    }
    Ok(())
}

/// The existing table with the columns that are written now.
fn updated(existing: &Table, input: &TableInput) -> TableInput {
    let mut table = TableInput::from(existing.clone());
    if let (Some(mine), Some(new)) = (&mut table.storage_descriptor, &input.storage_descriptor) {
        mine.columns.clone_from(&new.columns);
    }
    table
}

fn table_input(plan: &TargetPlan, target: &CatalogTarget, schema: &Schema) -> Result<TableInput> {
    let stored = writable_schema(schema)?;
    let mut columns = Vec::new();
    let mut keys = vec![Column::default(); plan.partition_keys.len()];
    for field in stored.fields() {
        let column = Column::new(field.name().to_lowercase(), from_arrow(field.data_type())?.to_string());
        match plan.partition_keys.iter().position(|key| key == field.name()) {
            Some(at) => keys[at] = column,
            None => columns.push(column),
        }
    }
    let format = StorageFormat::of(SerDe::Parquet);
    let parameters: BTreeMap<String, String> =
        [("classification", Classification::Parquet.as_str()), ("compressionType", "none"), ("typeOfData", "file")]
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
    let location: S3Uri = plan.path.clone().folder();
    let serde_parameters = BTreeMap::from([("serialization.format".to_owned(), "1".to_owned())]);
    Ok(TableInput {
        name: target.table.clone(),
        owner: Some("owner".to_owned()),
        retention: Some(0),
        table_type: Some("EXTERNAL_TABLE".to_owned()),
        partition_keys: keys,
        parameters: parameters.clone(),
        storage_descriptor: Some(StorageDescriptor {
            columns,
            location: Some(location.to_string()),
            input_format: Some(format.input_format.to_owned()),
            output_format: Some(format.output_format.to_owned()),
            number_of_buckets: Some(-1),
            serde_info: Some(SerDeInfo {
                name: None,
                serialization_library: Some(SerDe::Parquet.class_name().to_owned()),
                parameters: Some(serde_parameters),
            }),
            bucket_columns: Some(Vec::new()),
            sort_columns: Some(Vec::new()),
            parameters: Some(parameters),
            ..StorageDescriptor::default()
        }),
        ..TableInput::default()
    })
}
