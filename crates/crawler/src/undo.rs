//! What a run changed, so that it can be taken back.

use boathouse_catalog::{
    Error as CatalogError, PartitionIndex, PartitionIndexInput, PartitionsRequest, Table, TableInput, Transaction,
    UpdateTable,
};
use serde::{Deserialize, Serialize};

use crate::apply::{PARTITIONS_AT_ONCE, create, index, replace};
use crate::basis::TableBasis;
use crate::partition::{PlannedPartition, Shapes};
use crate::plan::{Plan, TableAction, TablePlan};
use crate::targets::delta::manifest::ManifestUndo;
use crate::{Error, Result};

/// What a run changed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Undo {
    tables: Vec<UndoTable>,
    /// Manifests of Delta tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub manifests: Vec<ManifestUndo>,
}

/// One table as it was before the run, as far as the run changed it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct UndoTable {
    database: String,
    name: String,
    /// The definition; absent when the run made the table.
    before: Option<TableInput>,
    created_by: Option<String>,
    /// Partitions that the run replaced or deleted.
    #[serde(deserialize_with = "crate::partition::shared")]
    partitions: Vec<PlannedPartition>,
    /// Values of the partitions that the run made.
    made: Vec<Vec<String>>,
    /// Indexes of a table that the run deleted; of one that it changed the crawler's own.
    indexes: Vec<PartitionIndexInput>,
    /// What the run left; absent when it deleted the table.
    after: Option<TableBasis>,
}

/// What taking back a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoSummary {
    /// Tables that the run had made, and that are gone again.
    pub tables_removed: Vec<String>,
    /// Tables that are as they were, with their partitions.
    pub tables_restored: Vec<String>,
    /// Tables that the run had deleted, and that are there again.
    pub tables_recreated: Vec<String>,
    /// Manifests of Delta tables that are as they were, or gone again.
    #[serde(default)]
    pub manifests: u64,
}

impl Undo {
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.manifests.is_empty()
    }

    /// What is in the lake before a run writes there.
    pub fn of_manifests(manifests: Vec<ManifestUndo>) -> Self {
        Self { tables: Vec::new(), manifests }
    }

    /// What the catalog has of the tables that a plan changes; within the transaction that applies it, before it does.
    pub fn before(
        transaction: &Transaction<'_>,
        plan: &Plan,
        manifests: Vec<ManifestUndo>,
    ) -> boathouse_catalog::Result<Self> {
        let changed = plan.tables.iter().filter(|table| table.is_change());
        let tables = changed.map(|table| UndoTable::before(transaction, plan, table));
        Ok(Self { tables: tables.collect::<Result<_, _>>()?, manifests })
    }

    /// Notes what the plan left behind, when it has been applied.
    pub fn after(&mut self, transaction: &Transaction<'_>) -> boathouse_catalog::Result<()> {
        for table in &mut self.tables {
            table.after = present(transaction, table)?.map(|table| table.generation.into());
        }
        Ok(())
    }

    /// The tables that are not as the run left them.
    pub fn moved(&self, transaction: &Transaction<'_>) -> Result<Vec<String>> {
        let mut moved = Vec::new();
        for table in &self.tables {
            let now = present(transaction, table)?.map(|table| TableBasis::from(table.generation));
            if now != table.after {
                moved.push(format!("{}.{}", table.database, table.name));
            }
        }
        Ok(moved)
    }

    /// Puts the tables back.
    ///
    /// # Errors
    /// [`Error::UndoOutdated`] naming the tables that were changed since, unless `force` is said.
    pub fn take_back(self, transaction: &Transaction<'_>, force: bool) -> Result<UndoSummary> {
        let moved = if force { Vec::new() } else { self.moved(transaction)? };
        if !moved.is_empty() {
            return Err(Error::UndoOutdated(moved));
        }
        let mut summary = UndoSummary::default();
        for table in self.tables {
            table.take_back(transaction, &mut summary)?;
        }
        Ok(summary)
    }
}

fn present(transaction: &Transaction<'_>, table: &UndoTable) -> boathouse_catalog::Result<Option<Table>> {
    match transaction.table(&table.database, &table.name) {
        Ok(table) => Ok(Some(table)),
        Err(CatalogError::TableNotFound { .. } | CatalogError::DatabaseNotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

impl UndoTable {
    fn before(transaction: &Transaction<'_>, plan: &Plan, planned: &TablePlan) -> boathouse_catalog::Result<Self> {
        let database = planned.database.as_ref().unwrap_or(&plan.database);
        let made = planned.partitions.create.iter().map(|partition| partition.values.clone()).collect();
        let mut undo = Self {
            database: database.clone(),
            name: planned.name.clone(),
            before: None,
            created_by: None,
            partitions: Vec::new(),
            made,
            indexes: Vec::new(),
            after: None,
        };
        if planned.action == TableAction::Create {
            return Ok(undo);
        }
        let table = transaction.table(database, &planned.name)?;
        undo.created_by.clone_from(&table.created_by);
        undo.before = Some(TableInput::from(table));
        let mut shapes = Shapes::default();
        if planned.action == TableAction::Delete {
            let mut request = PartitionsRequest::default();
            request.page.items_max = Some(PARTITIONS_AT_ONCE);
            loop {
                let page = transaction.partitions(database, &planned.name, &request)?;
                undo.partitions.extend(page.items.into_iter().map(|partition| shapes.hold(partition.into())));
                request.page.token = page.next_token;
                if request.page.token.is_none() {
                    break;
                }
            }
            undo.indexes = transaction.partition_indexes(database, &planned.name)?.into_iter().map(input).collect();
            return Ok(undo);
        }
        undo.indexes = index::own(transaction, database, &planned.name)?.into_iter().map(input).collect();
        let replaced = planned.partitions.update.iter().map(|update| &update.values);
        for values in replaced.chain(&planned.partitions.delete) {
            let partition = transaction.partition(database, &planned.name, values)?;
            undo.partitions.push(shapes.hold(partition.into()));
        }
        Ok(undo)
    }

    fn take_back(self, transaction: &Transaction<'_>, summary: &mut UndoSummary) -> boathouse_catalog::Result<()> {
        let there = present(transaction, &self)?.is_some();
        let Self { database, name, before, created_by, partitions, made, indexes, .. } = self;
        let shown = format!("{database}.{name}");
        let Some(before) = before else {
            if there {
                transaction.delete_table(&database, &name)?;
                summary.tables_removed.push(shown);
            }
            return Ok(());
        };
        if !there {
            transaction.create_indexed_table(&database, before, created_by.as_deref(), indexes)?;
            create(transaction, &database, &name, &partitions)?;
            summary.tables_recreated.push(shown);
            return Ok(());
        }
        let made = here(transaction, &database, &name, made)?;
        transaction.delete_partitions(&database, &name, made)?;
        let mut is_without_index = index::take_off_unless(transaction, &database, &name, &before.partition_keys)?;
        transaction.update_table(&database, before, UpdateTable::default())?;
        let (mut updates, mut missing) = (Vec::new(), Vec::new());
        for partition in partitions {
            match transaction.partition(&database, &name, &partition.values) {
                Ok(_) => updates.push(partition),
                Err(CatalogError::PartitionNotFound(_)) => missing.push(partition),
                Err(error) => return Err(error),
            }
        }
        replace(transaction, &database, &name, &updates)?;
        create(transaction, &database, &name, &missing)?;
        // A run may have taken it off for good.
        is_without_index |= !indexes.is_empty() && index::own(transaction, &database, &name)?.is_none();
        if is_without_index {
            index::put_on(transaction, &database, &name)?;
        }
        summary.tables_restored.push(shown);
        Ok(())
    }
}

fn input(index: PartitionIndex) -> PartitionIndexInput {
    PartitionIndexInput { keys: index.keys.into_iter().map(|key| key.name).collect(), name: index.name }
}

/// Those of the partitions that are there.
fn here(
    transaction: &Transaction<'_>,
    database: &str,
    name: &str,
    values: Vec<Vec<String>>,
) -> boathouse_catalog::Result<Vec<Vec<String>>> {
    let mut found = Vec::with_capacity(values.len());
    for values in values {
        match transaction.partition(database, name, &values) {
            Ok(_) => found.push(values),
            Err(CatalogError::PartitionNotFound(_) | CatalogError::PartitionKeyCount { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}
