//! What is to be known of a table and its partitions once it is clear what becomes of them.

use std::collections::BTreeSet;

use boathouse_catalog::StorageDescriptor;
use boathouse_schema::SerDe;

use super::ExistingTable;
use crate::lint::{Lint, PartitionColumns, partition_schema};
use crate::partition::PlannedPartition;
use crate::plan::TablePlan;

/// The table's own lints, and those of its partitions beside it as they will be.
pub(super) fn lints(mut own: Vec<Lint>, plan: &TablePlan, known: Option<&ExistingTable>) -> Vec<Lint> {
    let kept = known.and_then(|known| known.table.storage_descriptor.as_ref());
    let wanted = plan.input.as_ref().and_then(|input| input.storage_descriptor.as_ref());
    if let Some(table) = wanted.or(kept) {
        own.extend(partition_schema(&table.columns, is_by_position(table), partitions(plan, known)));
    }
    for lint in &mut own {
        lint.table.clone_from(&plan.name);
    }
    own
}

/// The partitions that there will be: new ones, changed ones, and those that stay as they are.
fn partitions<'a>(plan: &'a TablePlan, known: Option<&'a ExistingTable>) -> impl Iterator<Item = PartitionColumns<'a>> {
    let changed = plan.partitions.create.iter().chain(&plan.partitions.update);
    let touched: BTreeSet<&[String]> = plan
        .partitions
        .update
        .iter()
        .map(|update| update.values.as_slice())
        .chain(plan.partitions.delete.iter().map(Vec::as_slice))
        .collect();
    let kept = known.into_iter().flat_map(|known| &known.partitions);
    let kept = kept.filter(move |partition| !touched.contains(partition.values.as_slice()));
    let columns = |partition: &'a PlannedPartition| {
        Some(PartitionColumns { values: &partition.values, columns: partition.columns()? })
    };
    changed.chain(kept).filter_map(columns)
}

/// Delimited text finds columns by place, everything else by name.
fn is_by_position(table: &StorageDescriptor) -> bool {
    let class = table.serde_info.as_ref().and_then(|serde| serde.serialization_library.as_deref());
    class.is_some_and(|class| [SerDe::LazySimple, SerDe::OpenCsv].iter().any(|serde| serde.class_name() == class))
}
