//! `ALTER TABLE t [PARTITION (…)] REPLACE COLUMNS (…)`: all columns but the partition keys.
//! <https://docs.aws.amazon.com/athena/latest/ug/alter-table-replace-columns.html>

use boathouse_catalog::{PartitionInput, StorageDescriptor, Table};
use boathouse_sql::hive::ast::{Column as Defined, Name, PartitionSpec};

use super::super::columns::{defined, duplicate};
use super::super::context::Context;
use super::super::partition_spec;
use super::super::told::Told;
use crate::Failure;

pub(super) async fn run(
    context: &Context<'_>,
    name: &Name,
    partition: &PartitionSpec,
    columns: Vec<Defined>,
) -> Result<Told, Failure> {
    let table = context.hive_table(name).await?;
    let columns = defined(columns)?;
    for (i, column) in columns.iter().enumerate() {
        if columns[..i].iter().chain(&table.partition_keys).any(|known| known.name.eq_ignore_ascii_case(&column.name)) {
            return Err(duplicate(&column.name));
        }
    }
    let replace = |descriptor: &mut StorageDescriptor| {
        descriptor.columns.clone_from(&columns);
        Ok(())
    };
    edit_descriptor(context, table, partition, replace).await?;
    Ok(Told::said(Vec::new()))
}

/// Changes the storage descriptor of a table, or of the one partition that is named.
pub(super) async fn edit_descriptor(
    context: &Context<'_>,
    table: Table,
    partition: &PartitionSpec,
    change: impl Fn(&mut StorageDescriptor) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if partition.is_empty() {
        return context.edit(table, |input| change(input.storage_descriptor.get_or_insert_default())).await;
    }
    let values = partition_spec::values(&table, partition)?;
    let found = context.partition(&table, &values).await?;
    let mut input = PartitionInput::from(found);
    change(input.storage_descriptor.get_or_insert_default())?;
    let updated = context.catalog.update_partition(&table.database_name, &table.name, &values, input).await;
    updated.map_err(|error| Failure::metastore(&error))
}
