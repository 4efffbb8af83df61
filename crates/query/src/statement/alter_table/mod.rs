//! `ALTER TABLE`, one file for each thing it changes.

mod add_columns;
mod add_partitions;
mod change_column;
mod drop_partitions;
mod refused;
mod rename_partition;
mod replace_columns;
mod set_location;
mod set_properties;
mod unset_properties;

use boathouse_sql::hive::ast::{AlterTable, Name};

pub(super) use add_partitions::{add_missing, input};
pub(super) use set_location::check as check_location;

use super::context::Context;
use super::told::Told;
use crate::Failure;

pub(super) async fn run(context: &Context<'_>, name: &Name, action: AlterTable) -> Result<Told, Failure> {
    match action {
        AlterTable::AddColumns { partition, columns } => add_columns::run(context, name, &partition, columns).await,
        AlterTable::ReplaceColumns { partition, columns } => {
            replace_columns::run(context, name, &partition, columns).await
        }
        AlterTable::ChangeColumn { old, new, after } => {
            change_column::run(context, name, &old, new, after.as_deref()).await
        }
        AlterTable::DropColumn(_) => refused::drop_column(context, name).await,
        AlterTable::AddPartitions { if_not_exists, partitions } => {
            add_partitions::run(context, name, if_not_exists, partitions).await
        }
        AlterTable::DropPartitions { if_exists, partitions } => {
            drop_partitions::run(context, name, if_exists, &partitions).await
        }
        AlterTable::RenamePartition { from, to } => rename_partition::run(context, name, &from, &to).await,
        AlterTable::SetLocation { partition, location } => {
            set_location::run(context, name, &partition, &location).await
        }
        AlterTable::SetProperties(properties) => set_properties::run(context, name, &properties).await,
        AlterTable::UnsetProperties { if_exists, keys } => unset_properties::run(context, name, if_exists, &keys).await,
        AlterTable::RenameTo(_) => refused::rename(context, name).await,
    }
}
