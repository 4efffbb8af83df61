//! `ALTER TABLE t [PARTITION (…)] SET LOCATION 's3://…'`
//! <https://docs.aws.amazon.com/athena/latest/ug/alter-table-set-location.html>

use boathouse_catalog::StorageDescriptor;
use boathouse_schema::S3Uri;
use boathouse_sql::hive::ast::{Name, PartitionSpec};

use super::super::context::Context;
use super::super::told::Told;
use super::replace_columns::edit_descriptor;
use crate::Failure;

pub(super) async fn run(
    context: &Context<'_>,
    name: &Name,
    partition: &PartitionSpec,
    location: &str,
) -> Result<Told, Failure> {
    let table = context.hive_table(name).await?;
    check(location)?;
    let set = |descriptor: &mut StorageDescriptor| {
        descriptor.location = Some(location.to_owned());
        Ok(())
    };
    edit_descriptor(context, table, partition, set).await?;
    Ok(Told::nothing())
}

/// Tables and partitions lie in buckets.
pub(in super::super) fn check(location: &str) -> Result<(), Failure> {
    match location.parse::<S3Uri>() {
        Ok(_) => Ok(()),
        Err(_) => {
            Err(Failure::meaningless(&format!("Invalid location {location} for table. Only S3 locations are allowed")))
        }
    }
}
