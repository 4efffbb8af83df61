//! What was found against what the catalog has: the changes, by the crawler's policies.

mod merge;
mod notes;
mod partitions;

use std::collections::BTreeSet;

use boathouse_catalog::{Catalog, Parameters, PartitionInput, PartitionsRequest, Table, TableInput};
use boathouse_schema::S3Uri;

pub(crate) use self::merge::conflict;
use self::partitions::reconcile_partitions;
use crate::Result;
use crate::difference::of_tables;
use crate::expect::TableSchema;
use crate::lint::Lint;
use crate::naming::{distinct_table_name, table_name};
use crate::options::{CrawlOptions, DeleteBehavior, UpdateBehavior};
use crate::partition::{PlannedPartition, Shapes};
use crate::plan::{ColumnChange, ColumnPlan, LogLine, PartitionsPlan, Reason, TableAction, TablePlan};
use crate::table::{FoundColumn, FoundTable};
use crate::targets::{CONNECTION_NAME, JdbcRoot};

pub(crate) const UPDATED_BY: &str = "UPDATED_BY_CRAWLER";
pub(crate) const DEPRECATED_BY: &str = "DEPRECATED_BY_CRAWLER";

/// A table of the database, with its partitions if the crawl may touch it.
#[derive(Debug, Clone)]
pub(crate) struct ExistingTable {
    pub table: Table,
    pub partitions: Vec<PlannedPartition>,
}

impl ExistingTable {
    pub fn without_partitions(table: Table) -> Self {
        Self { table, partitions: Vec::new() }
    }

    /// Reads all of its partitions, a page at a time.
    pub async fn read_partitions(&mut self, catalog: &Catalog) -> Result<()> {
        if self.table.partition_keys.is_empty() {
            return Ok(());
        }
        let (database, name) = (&self.table.database_name, &self.table.name);
        let mut scan = catalog.scan_partitions(database, name, PartitionsRequest::default());
        let mut shapes = Shapes::default();
        while let Some(page) = scan.next_page().await? {
            self.partitions.extend(page.into_iter().map(|partition| shapes.hold(PartitionInput::from(partition))));
        }
        Ok(())
    }

    pub fn location(&self) -> Option<&str> {
        self.table.storage_descriptor.as_ref()?.location.as_deref()
    }

    fn connection(&self) -> &str {
        self.table.parameters.get(CONNECTION_NAME).map_or("", String::as_str)
    }

    fn input_format(&self) -> Option<&str> {
        self.table.storage_descriptor.as_ref()?.input_format.as_deref()
    }
}

/// The crawl's side of a reconciliation.
pub(crate) struct Reconciler<'a> {
    pub options: &'a CrawlOptions,
    pub roots: &'a [S3Uri],
    /// Folders of tables that could not be read, which are not gone.
    pub spared: &'a [S3Uri],
    /// Parts of servers that were looked at whole.
    pub servers: &'a [JdbcRoot],
    pub now_ms: i64,
    /// Only a part was looked at: what is in the catalog stays as it is, and is added to.
    pub additive: bool,
}

/// The tables' plans by name, and what else there is to say.
pub(crate) struct Reconciled {
    pub tables: Vec<TablePlan>,
    pub log: Vec<LogLine>,
    pub lints: Vec<Lint>,
    pub found: Vec<TableSchema>,
}

impl Reconciler<'_> {
    pub fn reconcile(&self, mut found: Vec<FoundTable>, existing: &[ExistingTable]) -> Reconciled {
        let mut log = Vec::new();
        let mut locations = BTreeSet::new();
        found.retain(|table| {
            let format = table.descriptor.input_format.clone().filter(|_| table.shares_location);
            locations.insert((table.connection().map(str::to_owned), table.location.clone(), format))
        });
        let places: BTreeSet<String> = found.iter().map(|table| table.location.clone()).collect();
        let mut names: BTreeSet<String> = existing.iter().map(|known| known.table.name.clone()).collect();
        let mut matched = BTreeSet::new();
        let (mut tables, mut lints, mut schemas) = (Vec::new(), Vec::new(), Vec::new());
        for mut found in found {
            log.extend(found.log.iter().cloned());
            let name = table_name(&self.options.table_prefix, &found.base_name);
            let (own, classified) = (std::mem::take(&mut found.lints), std::mem::take(&mut found.classified));
            let known = self.find(existing, &found, &name, &places);
            let input = self.input(&found, name.clone());
            match known {
                Some(known) => {
                    matched.insert(known.table.name.clone());
                    tables.push(self.known(&mut found, known, &mut log));
                }
                None => {
                    let taken = names.contains(&name);
                    let name = if taken { distinct_table_name(&name, &place(&found)) } else { name };
                    names.insert(name.clone());
                    tables.push(self.new_table(found, name, taken));
                }
            }
            if let Some(plan) = tables.last_mut() {
                plan.classified = classified;
                schemas.push(TableSchema::of(&TableInput { name: plan.name.clone(), ..input }));
                lints.extend(notes::lints(own, plan, known));
            }
        }
        for known in existing.iter().filter(|known| !matched.contains(&known.table.name)) {
            tables.extend(self.gone(known, &mut log));
        }
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        Reconciled { tables, log, lints, found: schemas }
    }

    /// What becomes of a table that is known beforehand to be the one that was found.
    pub fn reconcile_table(&self, mut found: FoundTable, known: &ExistingTable) -> Reconciled {
        let mut log = std::mem::take(&mut found.log);
        let (own, classified) = (std::mem::take(&mut found.lints), std::mem::take(&mut found.classified));
        let schema = TableSchema::of(&self.input(&found, known.table.name.clone()));
        let plan = TablePlan { classified, ..self.known(&mut found, known, &mut log) };
        let lints = notes::lints(own, &plan, Some(known));
        Reconciled { tables: vec![plan], log, lints: lints.into_iter().collect(), found: vec![schema] }
    }

    /// A crawler knows its tables by their location; a table of the same name and place is adopted.
    fn find<'e>(
        &self,
        existing: &'e [ExistingTable],
        found: &FoundTable,
        name: &str,
        places: &BTreeSet<String>,
    ) -> Option<&'e ExistingTable> {
        let at_location = |known: &&ExistingTable| {
            known.location().is_some_and(|location| is_at(location, &found.location, places))
                && found.connection().is_none_or(|connection| connection == known.connection())
                && (!found.shares_location || known.input_format() == found.descriptor.input_format.as_deref())
        };
        let mut here = existing.iter().filter(at_location);
        here.clone().find(|known| self.is_ours(&known.table)).or_else(|| here.find(|known| known.table.name == name))
    }

    pub fn is_ours(&self, table: &Table) -> bool {
        is_made_by(table, &self.options.crawler_name)
    }

    fn new_table(&self, mut found: FoundTable, name: String, taken: bool) -> TablePlan {
        let mut reason = found.reason.clone();
        if taken {
            reason.text.push_str("; its plain name belongs to a table at another location");
        }
        let mut input = self.input(&found, name.clone());
        input.last_access_time_ms = Some(self.now_ms);
        let partitions = PartitionsPlan {
            create: partitions::wanted(&mut found, &input, self.options.configuration.partitions_inherit),
            ..PartitionsPlan::default()
        };
        TablePlan {
            name,
            database: None,
            location: found.location,
            action: TableAction::Create,
            reason,
            columns: found.columns.iter().map(|column| column_plan(column, ColumnChange::Add)).collect(),
            partition_keys: found.partition_keys,
            partitions,
            differences: of_tables(None, Some(&input)),
            classified: Vec::new(),
            input: Some(input),
            version_id: None,
        }
    }

    /// The table as the data alone says it.
    fn input(&self, found: &FoundTable, name: String) -> TableInput {
        TableInput {
            name,
            owner: Some("owner".to_owned()),
            retention: Some(0),
            storage_descriptor: Some(found.descriptor.clone()),
            partition_keys: found
                .partition_keys
                .iter()
                .map(|key| boathouse_catalog::Column::new(&key.name, &key.data_type))
                .collect(),
            table_type: Some("EXTERNAL_TABLE".to_owned()),
            description: found.description.clone(),
            parameters: found.parameters(),
            ..TableInput::default()
        }
    }

    /// A table that is in the catalog already.
    fn known(&self, found: &mut FoundTable, known: &ExistingTable, log: &mut Vec<LogLine>) -> TablePlan {
        let merging = self.options.configuration.merge_new_columns && found.merges;
        let follow = self.options.schema_change_policy.update == UpdateBehavior::UpdateInDatabase;
        let mut plan = self.kept(known, found.reason.clone());
        plan.partition_keys.clone_from(&found.partition_keys);
        if merging && let Some(conflict) = merge::conflict(&known.table, found) {
            log.push(LogLine::warn(conflict.clone()));
            return self.deprecated(known, Reason::new(conflict));
        }
        let current = TableInput::from(known.table.clone());
        let mut wanted = match (merging, follow) {
            (true, _) => merge::new_columns(current.clone(), found, self.is_ours(&known.table)),
            (false, true) => self.input(found, known.table.name.clone()),
            (false, false) => current.clone(),
        };
        wanted.last_access_time_ms = current.last_access_time_ms;
        if follow {
            crate::targets::remember_previous(&current.parameters, &mut wanted);
        }
        plan.columns = column_plans(&current, &wanted, found);
        plan.partitions = reconcile_partitions(self, found, known, &wanted, log);
        if wanted == current {
            if !(merging || follow || self.additive) && differs(&self.input(found, known.table.name.clone()), &current)
            {
                log.push(LogLine::warn(format!(
                    "Table {} in database {} differs from the data at {} and is left alone: the update behavior is LOG",
                    known.table.name, self.options.database, found.location
                )));
            }
            return plan;
        }
        plan.action = TableAction::Update;
        plan.reason.text.push_str(&format!("; {}", difference(&current, &wanted)));
        plan.differences = of_tables(Some(&current), Some(&wanted));
        plan.input = Some(wanted);
        plan
    }

    /// A plan that leaves the table as it is.
    fn kept(&self, known: &ExistingTable, reason: Reason) -> TablePlan {
        TablePlan {
            name: known.table.name.clone(),
            database: None,
            location: known.location().unwrap_or_default().to_owned(),
            action: TableAction::Keep,
            reason,
            columns: Vec::new(),
            partition_keys: Vec::new(),
            partitions: PartitionsPlan { kept: known.partitions.len() as u64, ..PartitionsPlan::default() },
            input: None,
            version_id: Some(known.table.version_id),
            differences: Vec::new(),
            classified: Vec::new(),
        }
    }

    fn deprecated(&self, known: &ExistingTable, reason: Reason) -> TablePlan {
        let mut plan = self.kept(known, reason);
        if known.table.parameters.contains_key(DEPRECATED_BY) {
            return plan;
        }
        let mark = |parameters: &mut Parameters| {
            parameters.insert(DEPRECATED_BY.to_owned(), self.now_ms.to_string());
        };
        let mut input = TableInput::from(known.table.clone());
        mark(&mut input.parameters);
        if let Some(descriptor) = &mut input.storage_descriptor {
            mark(descriptor.parameters.get_or_insert_default());
        }
        plan.action = TableAction::Deprecate;
        plan.differences = of_tables(Some(&TableInput::from(known.table.clone())), Some(&input));
        plan.input = Some(input);
        plan
    }

    /// A table whose data was not found: only this crawler's own, below what was crawled.
    fn gone(&self, known: &ExistingTable, log: &mut Vec<LogLine>) -> Option<TablePlan> {
        let location = known.location()?;
        let crawled = self.roots.iter().any(|root| {
            let root = root.to_string();
            location.starts_with(&root) && (root.ends_with('/') || location == root)
        });
        let crawled = crawled || self.servers.iter().any(|root| root.covers(&known.table));
        let is_spared = self.spared.iter().any(|folder| location.starts_with(&folder.to_string()));
        if !self.is_ours(&known.table) || !crawled || is_spared {
            return None;
        }
        let reason = Reason::new(format!("no table was found at {location}"));
        match self.options.schema_change_policy.delete {
            DeleteBehavior::Log => {
                let (name, database) = (&known.table.name, &self.options.database);
                log.push(LogLine::warn(format!("Table {name} in database {database}: {reason}; it is left alone")));
                None
            }
            DeleteBehavior::DeleteFromDatabase => {
                let mut plan = self.kept(known, reason);
                plan.action = TableAction::Delete;
                plan.differences = of_tables(Some(&TableInput::from(known.table.clone())), None);
                plan.partitions.kept = 0;
                Some(plan)
            }
            DeleteBehavior::DeprecateInDatabase => Some(self.deprecated(known, reason)),
        }
    }
}

/// Whether this crawler has made the table.
pub(crate) fn is_made_by(table: &Table, crawler: &str) -> bool {
    table.parameters.get(UPDATED_BY).is_some_and(|name| name == crawler)
}

/// What tells a table's place from all others: servers may have the same names.
fn place(found: &FoundTable) -> String {
    match found.connection() {
        Some(connection) => format!("{connection}/{}", found.location),
        None => found.location.clone(),
    }
}

/// Whether a location is that of a table that was found. One without its `/` is that of the folder, unless an object of
/// this name is a table, too.
fn is_at(location: &str, found: &str, places: &BTreeSet<String>) -> bool {
    location == found || (location.trim_end_matches('/') == found.trim_end_matches('/') && !places.contains(location))
}

fn differs(a: &TableInput, b: &TableInput) -> bool {
    let columns = |input: &TableInput| input.storage_descriptor.as_ref().map(|sd| sd.columns.clone());
    columns(a) != columns(b) || a.partition_keys != b.partition_keys
}

/// What is different, in a few words.
fn difference(current: &TableInput, wanted: &TableInput) -> String {
    let (a, b) = (current.storage_descriptor.as_ref(), wanted.storage_descriptor.as_ref());
    let mut parts = Vec::new();
    if a.map(|sd| &sd.columns) != b.map(|sd| &sd.columns) {
        parts.push("columns");
    }
    if current.partition_keys != wanted.partition_keys {
        parts.push("partition keys");
    }
    if a.map(|sd| &sd.serde_info) != b.map(|sd| &sd.serde_info) {
        parts.push("SerDe");
    }
    if current.parameters.contains_key(DEPRECATED_BY) && !wanted.parameters.contains_key(DEPRECATED_BY) {
        parts.push("deprecation");
    } else if current.parameters != wanted.parameters {
        parts.push("parameters");
    }
    if parts.is_empty() { "the definition differs".to_owned() } else { format!("changed: {}", parts.join(", ")) }
}

fn column_plan(column: &FoundColumn, change: ColumnChange) -> ColumnPlan {
    ColumnPlan {
        name: column.column.name.clone(),
        data_type: column.column.data_type.clone().unwrap_or_default(),
        change,
        reason: column.reason.clone(),
    }
}

fn column_plans(current: &TableInput, wanted: &TableInput, found: &FoundTable) -> Vec<ColumnPlan> {
    let columns = |input: &TableInput| input.storage_descriptor.as_ref().map(|sd| sd.columns.clone());
    let (before, after) = (columns(current).unwrap_or_default(), columns(wanted).unwrap_or_default());
    let mut plans: Vec<ColumnPlan> = after
        .iter()
        .map(|column| {
            let change = match before.iter().find(|known| known.name == column.name) {
                None => ColumnChange::Add,
                Some(known) if known.data_type == column.data_type => ColumnChange::Keep,
                Some(known) => ColumnChange::Retype { from: known.data_type.clone().unwrap_or_default() },
            };
            let seen = found.columns.iter().find(|seen| seen.column.name == column.name);
            let reason = seen.map_or_else(|| Reason::new("kept: the data has it no more"), |seen| seen.reason.clone());
            ColumnPlan {
                name: column.name.clone(),
                data_type: column.data_type.clone().unwrap_or_default(),
                change,
                reason,
            }
        })
        .collect();
    plans.extend(before.iter().filter(|known| after.iter().all(|column| column.name != known.name)).map(|known| {
        ColumnPlan {
            name: known.name.clone(),
            data_type: known.data_type.clone().unwrap_or_default(),
            change: ColumnChange::Remove,
            reason: Reason::new("the data has it no more"),
        }
    }));
    plans
}
