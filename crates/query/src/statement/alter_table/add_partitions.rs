//! `ALTER TABLE t ADD [IF NOT EXISTS] PARTITION (…) [LOCATION '…'] …`: all of them or none.
//! <https://docs.aws.amazon.com/athena/latest/ug/alter-table-add-partition.html>

use boathouse_catalog::{Change, Error as CatalogError, PartitionInput, StorageDescriptor, Table};
use boathouse_sql::hive::ast::{Name, PartitionSpec};

use super::super::context::Context;
use super::super::partition_spec;
use super::super::told::Told;
use super::set_location;
use crate::Failure;

pub(super) async fn run(
    context: &Context<'_>,
    name: &Name,
    if_not_exists: bool,
    partitions: Vec<(PartitionSpec, Option<String>)>,
) -> Result<Told, Failure> {
    let table = context.hive_table(name).await?;
    let mut inputs: Vec<PartitionInput> = Vec::with_capacity(partitions.len());
    for (spec, location) in partitions {
        let values = partition_spec::values(&table, &spec)?;
        if let Some(location) = &location {
            set_location::check(location)?;
        }
        if !(if_not_exists && inputs.iter().any(|input| input.values == values)) {
            inputs.push(input(context, &table, values, location));
        }
    }
    if if_not_exists {
        add_missing(context, &table, inputs).await?;
    } else {
        let (database, table) = (table.database_name, table.name);
        context.catalog.apply(vec![Change::CreatePartitions { database, table, inputs }]).await.map_err(failed)?;
    }
    Ok(Told::nothing())
}

fn failed(error: CatalogError) -> Failure {
    match error {
        CatalogError::PartitionExists(_) => {
            Failure::ddl_task("AlreadyExistsException(message:Partition already exists.)", "Partition already exists.")
        }
        other => Failure::metastore(&other),
    }
}

/// A partition with the storage of its table.
pub(in super::super) fn input(
    context: &Context<'_>,
    table: &Table,
    values: Vec<String>,
    location: Option<String>,
) -> PartitionInput {
    let location = location.or_else(|| {
        let folder = partition_spec::folder(&table.partition_keys, &values);
        table.location().map(|base| format!("{}/{folder}", base.trim_end_matches('/')))
    });
    let descriptor = table.storage_descriptor.clone().unwrap_or_default();
    PartitionInput {
        values,
        storage_descriptor: Some(StorageDescriptor { location, ..descriptor }),
        parameters: Some([("transient_lastDdlTime".to_owned(), context.ddl_time())].into()),
        ..PartitionInput::default()
    }
}

/// Makes those that are not there. What somebody else makes in the meantime is there as well.
pub(in super::super) async fn add_missing(
    context: &Context<'_>,
    table: &Table,
    inputs: Vec<PartitionInput>,
) -> Result<(), Failure> {
    let (database, name) = (&table.database_name, &table.name);
    let failures = context.catalog.create_partitions(database, name, inputs).await;
    let failures = failures.map_err(|error| Failure::metastore(&error))?;
    let real = failures.into_iter().find(|failure| !matches!(failure.error, CatalogError::PartitionExists(_)));
    real.map_or(Ok(()), |failure| Err(Failure::metastore(&failure.error)))
}
