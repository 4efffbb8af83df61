//! Partitions that were found against those the catalog has.

use std::collections::BTreeMap;

use boathouse_catalog::{PartitionInput, TableInput};

use super::{ExistingTable, Reconciler};
use crate::difference::of_partitions;
use crate::options::{DeleteBehavior, UpdateBehavior};
use crate::partition::{PlannedPartition, parameters, reshape};
use crate::plan::{LogLine, PartitionsPlan};
use crate::table::FoundTable;

/// Parameters that say what the data is, which inheriting partitions take from their table.
const INHERITED: &[&str] = &[
    "CrawlerSchemaDeserializerVersion",
    "CrawlerSchemaSerializerVersion",
    "areColumnsQuoted",
    "classification",
    "columnsOrdered",
    "commentCharacter",
    "compressionType",
    "delimiter",
    "skip.header.line.count",
    "typeOfData",
];

pub(super) fn reconcile_partitions(
    crawl: &Reconciler<'_>,
    found: &mut FoundTable,
    known: &ExistingTable,
    table: &TableInput,
    log: &mut Vec<LogLine>,
) -> PartitionsPlan {
    let mut plan = PartitionsPlan::default();
    let name = &known.table.name;
    let keys_before = &known.table.partition_keys;
    let same_keys = keys_before.len() == found.partition_keys.len()
        && keys_before.iter().zip(&found.partition_keys).all(|(a, b)| a.name.eq_ignore_ascii_case(&b.name));
    if !same_keys && table.partition_keys == *keys_before {
        if !found.partitions.is_empty() {
            log.push(LogLine::warn(format!(
                "Folder partition keys do not match table partition keys, skipped folder: {}",
                found.location.trim_start_matches("s3://").trim_end_matches('/')
            )));
        }
        plan.kept = known.partitions.len() as u64;
        return plan;
    }
    let mut before: BTreeMap<&[String], &PlannedPartition> =
        known.partitions.iter().map(|partition| (partition.values.as_slice(), partition)).collect();
    if !same_keys {
        // Values of other keys say nothing under the new ones.
        plan.delete = before.keys().map(|values| values.to_vec()).collect();
        before.clear();
    }
    let follow = crawl.options.schema_change_policy.update == UpdateBehavior::UpdateInDatabase;
    for wanted in wanted(found, table, crawl.options.configuration.partitions_inherit) {
        match before.remove(wanted.values.as_slice()) {
            None => plan.create.push(wanted),
            Some(present) if !follow || present.is_same(&wanted) => plan.kept += 1,
            Some(present) => {
                let wanted = wanted.with_times_of(present);
                plan.differences.push(of_partitions(&present.input(), &wanted.input()));
                plan.update.push(wanted);
            }
        }
    }
    let gone: Vec<Vec<String>> = before.into_keys().map(<[String]>::to_vec).collect();
    if crawl.additive {
        plan.kept += gone.len() as u64;
    } else if !gone.is_empty() {
        if crawl.options.schema_change_policy.delete == DeleteBehavior::DeleteFromDatabase {
            plan.delete.extend(gone);
        } else {
            plan.kept += gone.len() as u64;
            log.push(LogLine::warn(format!("{} partitions of table {name} have no data any more", gone.len())));
        }
    }
    plan
}

/// The partitions as they should be in the catalog beside `table`, which the table found is done with.
pub(super) fn wanted(found: &mut FoundTable, table: &TableInput, inherit: bool) -> Vec<PlannedPartition> {
    let mut partitions = std::mem::take(&mut found.partitions);
    if inherit {
        reshape(&mut partitions, |partition| inherit_from(table, partition));
    }
    partitions
}

fn inherit_from(table: &TableInput, partition: &mut PartitionInput) {
    let (Some(from), Some(to)) = (&table.storage_descriptor, &mut partition.storage_descriptor) else { return };
    to.columns.clone_from(&from.columns);
    to.input_format.clone_from(&from.input_format);
    to.output_format.clone_from(&from.output_format);
    to.compressed = from.compressed;
    to.serde_info.clone_from(&from.serde_info);
    for parameters in parameters(partition) {
        for name in INHERITED {
            match table.parameters.get(*name) {
                Some(value) => parameters.insert((*name).to_owned(), value.clone()),
                None => parameters.remove(*name),
            };
        }
    }
}
