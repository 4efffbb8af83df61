//! A catalog table as a table of the engine.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use boathouse_catalog::{Catalog, Column, PartitionsRequest, StorageDescriptor, Table};
use boathouse_formats::read::{
    FixedPartitions, LakeTable, PartitionLocation, RowFormat, SYMLINK_INPUT_FORMAT, TableLayout,
};
use boathouse_schema::{HiveType, S3Uri};
use datafusion::catalog::TableProvider;

use crate::{Error, Result};

/// Formats whose tables say that they keep books.
const BOOKS: [&str; 3] = ["iceberg", "delta", "hudi"];

/// The table over the partitions the predicate picks, and where those are.
pub(crate) async fn catalog_table(
    catalog: &Catalog,
    database: &str,
    table: &str,
    predicate: Option<&str>,
) -> Result<(Arc<dyn TableProvider>, Vec<S3Uri>)> {
    let found = catalog.table(database, table).await?;
    let place = format!("{database}.{table}");
    let Some(storage) = &found.storage_descriptor else {
        return Err(Error::data(place, "the table has no storage descriptor: is it a view?"));
    };
    check_books(&found, storage, &place)?;
    let layout = layout(storage, &found)?;
    let predicate = predicate.map(str::trim).filter(|text| !text.is_empty());
    let partitions = if layout.partition_keys.is_empty() {
        if predicate.is_some() {
            return Err(Error::data(place, "PartitionPredicate is given and the table has no partition keys"));
        }
        vec![PartitionLocation { location: location(storage, &place)?, values: Vec::new(), layout: None }]
    } else {
        partitions(catalog, &found, storage, database, predicate).await?
    };
    let locations = partitions.iter().map(|partition| partition.location.clone()).collect();
    Ok((Arc::new(LakeTable::new(layout, Arc::new(FixedPartitions(partitions)))?), locations))
}

/// Refuses tables of formats with books of their own: the files at their locations are not simply their rows.
fn check_books(table: &Table, storage: &StorageDescriptor, place: &str) -> Result<()> {
    let class = storage.input_format.as_deref().unwrap_or_default();
    let kept_by = ["table_type", "spark.sql.sources.provider"].iter().find_map(|name| {
        let value = table.parameters.get(*name)?;
        BOOKS.iter().find(|format| value.trim().eq_ignore_ascii_case(format))
    });
    match kept_by {
        Some(format) => Err(Error::data(place, format!("the table is kept by {format}, which jobs do not read"))),
        None if class == SYMLINK_INPUT_FORMAT || class.starts_with("org.apache.hudi.") => {
            Err(Error::data(place, format!("the table's input format is {class}, which jobs do not read")))
        }
        None => Ok(()),
    }
}

/// The buckets some locations are in.
pub(crate) fn buckets_of(locations: &[S3Uri]) -> BTreeSet<String> {
    locations.iter().map(|location| location.bucket.clone()).collect()
}

async fn partitions(
    catalog: &Catalog,
    table: &Table,
    storage: &StorageDescriptor,
    database: &str,
    predicate: Option<&str>,
) -> Result<Vec<PartitionLocation>> {
    let request = PartitionsRequest { expression: predicate.map(str::to_owned), ..PartitionsRequest::default() };
    let mut scan = catalog.scan_partitions(database, &table.name, request);
    let mut partitions = Vec::new();
    while let Some(page) = scan.next_page().await? {
        for partition in page {
            let own = partition.storage_descriptor.as_ref();
            let place = format!("partition [{}]", partition.values.join(", "));
            let own = own.ok_or_else(|| Error::data(&place, "the partition has no storage descriptor"))?;
            let differs = own.columns != storage.columns || own.serde_info != storage.serde_info;
            partitions.push(PartitionLocation {
                location: location(own, &place)?,
                layout: if differs { Some(layout(own, table)?) } else { None },
                values: partition.values,
            });
        }
    }
    Ok(partitions)
}

fn location(storage: &StorageDescriptor, place: &str) -> Result<S3Uri> {
    let location = storage.location.as_deref().ok_or_else(|| Error::data(place, "there is no location"))?;
    Ok(location.parse()?)
}

fn layout(storage: &StorageDescriptor, table: &Table) -> Result<TableLayout> {
    if let Some(input_format) = &storage.input_format {
        RowFormat::check_input_format(input_format)?;
    }
    let serde = storage.serde_info.clone().unwrap_or_default();
    let class = serde.serialization_library.unwrap_or_default();
    let parameters: BTreeMap<String, String> = serde.parameters.unwrap_or_default();
    Ok(TableLayout {
        name: format!("{}.{}", table.database_name, table.name),
        format: RowFormat::from_serde(&class, &parameters, &table.parameters)?,
        columns: columns(&storage.columns)?,
        partition_keys: columns(&table.partition_keys)?,
        bucketing: None,
    })
}

fn columns(columns: &[Column]) -> Result<Vec<(String, HiveType)>> {
    columns
        .iter()
        .map(|column| {
            let text = column.data_type.as_deref().unwrap_or("string");
            Ok((column.name.clone(), text.parse()?))
        })
        .collect()
}
