//! `ALTER TABLE t [PARTITION (…)] ADD COLUMNS (…)`: behind the columns there are. Partitions keep their own
//! columns unless they are named.
//! <https://docs.aws.amazon.com/athena/latest/ug/alter-table-add-columns.html>

use boathouse_catalog::{Column, StorageDescriptor, Table};
use boathouse_sql::hive::ast::{Column as Defined, Name, PartitionSpec};

use super::super::columns::{defined, duplicate};
use super::super::context::Context;
use super::super::told::Told;
use super::replace_columns::edit_descriptor;
use crate::Failure;

pub(super) async fn run(
    context: &Context<'_>,
    name: &Name,
    partition: &PartitionSpec,
    columns: Vec<Defined>,
) -> Result<Told, Failure> {
    let table: Table = context.changed_table(name).await?;
    let (added, keys) = (defined(columns)?, table.partition_keys.clone());
    edit_descriptor(context, table, partition, |descriptor| append(descriptor, &added, &keys)).await?;
    Ok(Told::said(Vec::new()))
}

fn append(descriptor: &mut StorageDescriptor, added: &[Column], keys: &[Column]) -> Result<(), Failure> {
    for column in added {
        let mut known = descriptor.columns.iter().chain(keys);
        if known.any(|known| known.name.eq_ignore_ascii_case(&column.name)) {
            return Err(duplicate(&column.name));
        }
        descriptor.columns.push(column.clone());
    }
    Ok(())
}
