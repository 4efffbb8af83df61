//! `ALTER TABLE t PARTITION (…) RENAME TO PARTITION (…)`: other values, the same place.
//! <https://docs.aws.amazon.com/athena/latest/ug/alter-table-rename-partition.html>

use boathouse_catalog::{Error as CatalogError, PartitionInput};
use boathouse_sql::hive::ast::{Name, PartitionSpec};

use super::super::context::Context;
use super::super::partition_spec;
use super::super::told::Told;
use crate::Failure;

pub(super) async fn run(
    context: &Context<'_>,
    name: &Name,
    from: &PartitionSpec,
    to: &PartitionSpec,
) -> Result<Told, Failure> {
    let table = context.hive_table(name).await?;
    let (from, to) = (partition_spec::values(&table, from)?, partition_spec::values(&table, to)?);
    let found = context.partition(&table, &from).await?;
    let input = PartitionInput { values: to, ..PartitionInput::from(found) };
    match context.catalog.update_partition(&table.database_name, &table.name, &from, input).await {
        Ok(()) => Ok(Told::nothing()),
        Err(CatalogError::PartitionNotFound(_)) => Err(partition_spec::not_found(&table, &from)),
        Err(CatalogError::PartitionExists(_)) => Err(Failure::ddl_task(
            "AlreadyExistsException(message:Partition already exists.)",
            "Partition already exists.",
        )),
        Err(other) => Err(Failure::metastore(&other)),
    }
}
