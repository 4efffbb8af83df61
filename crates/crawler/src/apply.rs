//! A plan into the catalog, in one transaction.

pub(crate) mod index;

pub(crate) use self::index::leave_out_unindexable;

use std::sync::Arc;

use boathouse_catalog::{Catalog, PartitionUpdate, Transaction, UpdateTable};
use boathouse_lake::Lake;
use serde::{Deserialize, Serialize};

use crate::crawlers::record;
use crate::partition::PlannedPartition;
use crate::plan::{LogLine, Plan, TableAction, TablePlan};
use crate::targets::delta::manifest::{self, ManifestUndo};
use crate::undo::Undo;
use crate::{Error, Result};

/// Partitions that are written at a time.
pub(crate) const PARTITIONS_AT_ONCE: usize = 1_000;

/// What a crawl changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CrawlSummary {
    /// New tables.
    pub tables_created: Vec<String>,
    /// Replaced tables.
    pub tables_updated: Vec<String>,
    /// Deleted tables.
    pub tables_deleted: Vec<String>,
    /// Tables marked as without data.
    pub tables_deprecated: Vec<String>,
    /// Tables that were found and left as they are.
    pub tables_kept: u64,
    /// New partitions.
    pub partitions_created: u64,
    /// Replaced partitions.
    pub partitions_updated: u64,
    /// Deleted partitions.
    pub partitions_deleted: u64,
    /// Manifests of Delta tables that were written or deleted.
    pub manifests: u64,
    /// Objects listed and not ignored.
    pub objects: u64,
    /// Bytes of those objects.
    pub bytes: u64,
    /// Bytes that were read.
    pub bytes_read: u64,
}

impl CrawlSummary {
    /// What a plan comes to.
    pub fn of(plan: &Plan) -> Self {
        let names = |action: TableAction| {
            plan.tables.iter().filter(|table| table.action == action).map(|table| table.name.clone()).collect()
        };
        let count = |length: fn(&TablePlan) -> usize| plan.tables.iter().map(length).sum::<usize>() as u64;
        Self {
            tables_created: names(TableAction::Create),
            tables_updated: names(TableAction::Update),
            tables_deleted: names(TableAction::Delete),
            tables_deprecated: names(TableAction::Deprecate),
            tables_kept: plan.tables.iter().filter(|table| table.action == TableAction::Keep).count() as u64,
            partitions_created: count(|table| table.partitions.create.len()),
            partitions_updated: count(|table| table.partitions.update.len()),
            partitions_deleted: count(|table| table.partitions.delete.len()),
            manifests: plan.manifests.iter().map(|plan| plan.write.len() + plan.delete.len()).sum::<usize>() as u64,
            objects: plan.objects,
            bytes: plan.bytes,
            bytes_read: plan.bytes_read,
        }
    }

    /// The lines a crawler's log has for these changes.
    pub fn log(&self, database: &str) -> Vec<LogLine> {
        let mut lines = Vec::new();
        for (verb, names) in
            [("Created", &self.tables_created), ("Updated", &self.tables_updated), ("Deleted", &self.tables_deleted)]
        {
            lines.extend(names.iter().map(|name| LogLine::info(format!("{verb} table {name} in database {database}"))));
        }
        lines.extend(self.tables_deprecated.iter().map(|name| {
            let why = "because a matching schema was not found at the table's location";
            LogLine::info(format!("Table {name} is marked deprecated {why}."))
        }));
        if self.manifests > 0 {
            lines.push(LogLine::info(format!("Wrote {} manifests of Delta tables", self.manifests)));
        }
        for (verb, count) in [
            ("Created", self.partitions_created),
            ("Updated", self.partitions_updated),
            ("Deleted", self.partitions_deleted),
        ] {
            if count > 0 {
                lines.push(LogLine::info(format!("{verb} {count} partitions in database {database}")));
            }
        }
        lines
    }
}

/// A run that can be taken back.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// Its id.
    pub run: String,
    /// The crawler, or what stands for one.
    pub crawler: String,
}

/// Writes the plan: all of it, or nothing when the catalog has moved since. What a run needs to be taken back is
/// written down in the same transaction: no end of the process can come between. What it writes into the lake is
/// written down before, so that a run that is cut off there can be taken back as well.
pub(crate) async fn apply(
    catalog: &Catalog,
    lake: &Lake,
    plan: Arc<Plan>,
    record: Option<Record>,
) -> Result<CrawlSummary> {
    let manifests = manifest::prepare(lake, &plan.manifests).await?;
    let undo = manifests.undo.clone();
    let begun = record.clone().filter(|_| !undo.is_empty());
    if let Some(record) = &begun {
        record.begin(catalog, undo.clone()).await?;
    }
    let done = match manifests.write(lake).await {
        Ok(()) => write(catalog, Arc::clone(&plan), record.clone(), undo.clone()).await,
        Err(error) => Err(error),
    };
    if done.is_err() {
        // Best done and not needed: the next run writes what the log says.
        let restored = manifest::restore(lake, &undo, false).await;
        if let Some(record) = begun {
            record.give_up(catalog, restored.is_ok()).await?;
        }
    } else if record.is_some() {
        record::settle(catalog, plan.manifests.iter().map(|plan| plan.table.clone()).collect()).await?;
    }
    done
}

async fn write(
    catalog: &Catalog,
    plan: Arc<Plan>,
    record: Option<Record>,
    manifests: Vec<ManifestUndo>,
) -> Result<CrawlSummary> {
    let summary = CrawlSummary::of(&plan);
    if plan.is_empty() {
        return Ok(summary);
    }
    let (whole, kept) = (Arc::clone(&plan), summary.clone());
    catalog
        .transaction(move |transaction| {
            let mut undo = Undo::before(transaction, &whole, manifests)?;
            whole.tables.iter().try_for_each(|table| write_table(transaction, &whole, table))?;
            undo.after(transaction)?;
            record.map_or(Ok(()), |record| record.keep(transaction, &undo, &kept))
        })
        .await
        .map_err(failure)?;
    Ok(summary)
}

fn failure(error: Error) -> Error {
    use boathouse_catalog::Error as Catalog;
    match error {
        Error::Catalog(
            Catalog::VersionMismatch { .. }
            | Catalog::TableExists { .. }
            | Catalog::TableNotFound { .. }
            | Catalog::PartitionExists(_)
            | Catalog::PartitionNotFound(_),
        ) => Error::PlanOutdated,
        Error::Catalog(Catalog::DatabaseNotFound(name)) => Error::DatabaseNotFound(name),
        other => other,
    }
}

/// Writes what is planned for one table. Of its partitions only some are there in full at a time.
fn write_table(transaction: &Transaction<'_>, plan: &Plan, planned: &TablePlan) -> boathouse_catalog::Result<()> {
    let (database, table) = (planned.database.as_ref().unwrap_or(&plan.database), &planned.name);
    if planned.action == TableAction::Delete {
        return transaction.delete_table(database, table);
    }
    // Partitions of other keys go before the table gets its new ones.
    for values in planned.partitions.delete.chunks(PARTITIONS_AT_ONCE) {
        transaction.delete_partitions(database, table, values.to_vec())?;
    }
    let mut is_without_index = false;
    if let Some(input) = planned.input.clone() {
        match planned.version_id {
            Some(version_id) => {
                is_without_index = index::take_off_unless(transaction, database, table, &input.partition_keys)?;
                let how = UpdateTable { version_id: Some(version_id), ..UpdateTable::default() };
                transaction.update_table(database, input, how)?;
            }
            None => {
                let (maker, indexes) = (plan.created_by.as_deref(), index::of_new(plan, planned));
                transaction.create_indexed_table(database, input, maker, indexes)?;
            }
        }
    }
    replace(transaction, database, table, &planned.partitions.update)?;
    create(transaction, database, table, &planned.partitions.create)?;
    if is_without_index && plan.partition_index { index::put_on(transaction, database, table) } else { Ok(()) }
}

/// Makes partitions.
pub(crate) fn create(
    transaction: &Transaction<'_>,
    database: &str,
    table: &str,
    partitions: &[PlannedPartition],
) -> boathouse_catalog::Result<()> {
    partitions.chunks(PARTITIONS_AT_ONCE).try_for_each(|some| {
        transaction.create_partitions(database, table, some.iter().map(PlannedPartition::input).collect())
    })
}

/// Replaces partitions by those of the same values.
pub(crate) fn replace(
    transaction: &Transaction<'_>,
    database: &str,
    table: &str,
    partitions: &[PlannedPartition],
) -> boathouse_catalog::Result<()> {
    let update = |one: &PlannedPartition| PartitionUpdate { values: one.values.clone(), input: one.input() };
    partitions
        .chunks(PARTITIONS_AT_ONCE)
        .try_for_each(|some| transaction.update_partitions(database, table, some.iter().map(update).collect()))
}
