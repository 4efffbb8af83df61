//! Crawls of tables that the catalog has: their columns and partitions follow the data, and no table comes or goes.

use std::sync::Arc;

use boathouse_catalog::Table;
use boathouse_lake::Meter;
use boathouse_schema::S3Uri;

use crate::apply::leave_out_unindexable;
use crate::configuration::Configuration;
use crate::crawl::{Crawl, CrawlProgress, Planned, Seen};
use crate::options::CrawlOptions;
use crate::plan::{LogLine, Plan};
use crate::reconcile::{ExistingTable, Reconciler};
use crate::rules::Rules;
use crate::table::FoundTable;
use crate::targets::{CatalogTarget, CrawlTarget, S3Target};
use crate::{Error, Result};

/// Tables whose rows are not simply those of the files below their location, by a parameter and its value.
const KEPT_BY_OTHERS: &[(&str, &str, &str)] = &[
    ("table_type", "ICEBERG", "an Iceberg table: IcebergTargets"),
    ("table_type", "DELTA", "a Delta table: DeltaTargets"),
    ("spark.sql.sources.provider", "delta", "a Delta table: DeltaTargets"),
    ("spark.sql.sources.provider", "hudi", "a Hudi table: HudiTargets"),
    ("spark.sql.sources.provider", "iceberg", "an Iceberg table: IcebergTargets"),
];
const FORMATS_OF_OTHERS: &[(&str, &str)] = &[
    ("org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat", "a table of links to data files: DeltaTargets"),
    ("org.apache.hudi.hadoop.HoodieParquetInputFormat", "a Hudi table: HudiTargets"),
    ("org.apache.hudi.hadoop.realtime.HoodieParquetRealtimeInputFormat", "a Hudi table: HudiTargets"),
];

/// The targets of a crawl of tables, when it is one.
pub(crate) fn catalog_targets(targets: &[CrawlTarget]) -> Result<Vec<&CatalogTarget>> {
    let mut found: Vec<&CatalogTarget> = Vec::new();
    for target in targets {
        if let CrawlTarget::Catalog(target) = target {
            found.push(target);
        }
    }
    if !found.is_empty() && found.len() < targets.len() {
        return Err(Error::invalid("CatalogTargets cannot be combined with targets of other types."));
    }
    Ok(found)
}

/// The database of a plan: a crawl of tables need not be given one, and has then that of its first.
pub(crate) fn database_of<'a>(options: &'a CrawlOptions, targets: &'a [CrawlTarget]) -> &'a str {
    match targets.first() {
        Some(CrawlTarget::Catalog(target)) if options.database.is_empty() => &target.database,
        _ => &options.database,
    }
}

impl Crawl<'_> {
    /// Plans the crawl of tables.
    pub(crate) async fn run_catalog(&self, targets: &[&CatalogTarget]) -> Result<Planned> {
        let options = self.options;
        let first = targets.first().map_or("", |target| &target.database);
        let mut plan = Plan {
            database: if options.database.is_empty() { first } else { &options.database }.to_owned(),
            created_by: options.created_by.clone(),
            partition_index: options.configuration.create_partition_index.unwrap_or(true),
            ..Plan::default()
        };
        let (meter, mut progress, mut folders) = (Meter::default(), CrawlProgress::default(), Vec::new());
        let rules = Arc::new(Rules::of(options)?);
        self.forget_lost_buckets().await?;
        for target in targets {
            for name in &target.tables {
                let table = self.catalog_table(&target.database, name).await?;
                let Some(location) = location(&table, &mut plan.log)? else { continue };
                let crawl = self.of_table(&table, &location);
                let mut seen = Seen::default();
                let target = S3Target { exclusions: exclusions(&table), ..S3Target::new(location.clone()) };
                let part = Crawl { options: &crawl, ..self.shared() };
                part.look_at(&target, (&rules, &meter), &mut progress, &mut plan, &mut seen).await?;
                folders.extend(seen.folders);
                part.settle(table, &location, seen.tables, &mut plan).await?;
            }
        }
        plan.bytes_read = meter.bytes_read();
        leave_out_unindexable(self.catalog, &mut plan).await?;
        plan.tables.sort_by(|a, b| (&a.database, &a.name).cmp(&(&b.database, &b.name)));
        Ok(Planned { plan, folders })
    }

    /// The same crawl, to be given other options.
    fn shared(&self) -> Crawl<'_> {
        Crawl {
            lake: self.lake,
            catalog: self.catalog,
            connections: self.connections,
            options: self.options,
            now_ms: self.now_ms,
            progress: self.progress.clone(),
            cancel: self.cancel.clone(),
            memory: self.memory.clone(),
            part: self.part.clone(),
        }
    }

    async fn catalog_table(&self, database: &str, name: &str) -> Result<Table> {
        self.catalog.table(database, name).await.map_err(|error| match error {
            boathouse_catalog::Error::DatabaseNotFound(name) => Error::DatabaseNotFound(name),
            other => other.into(),
        })
    }

    /// What the data below a table's location is grouped by: all of it is that table, at the level where it lies.
    fn of_table(&self, table: &Table, location: &S3Uri) -> CrawlOptions {
        let components = location.key.split('/').filter(|part| !part.is_empty()).count();
        CrawlOptions {
            database: table.database_name.clone(),
            configuration: Configuration {
                combine_compatible_schemas: true,
                table_level: Some(components + 1),
                table_threshold: None,
                ..self.options.configuration
            },
            ..self.options.clone()
        }
    }

    /// Compares a table with what was found of it.
    async fn settle(&self, table: Table, location: &S3Uri, found: Vec<FoundTable>, plan: &mut Plan) -> Result<()> {
        let (database, name) = (table.database_name.clone(), table.name.clone());
        let (mut its, others): (Vec<FoundTable>, Vec<FoundTable>) =
            found.into_iter().partition(|found| found.location == location.to_string());
        for other in others {
            plan.log.push(LogLine::warn(format!(
                "Data at {} is not part of table {name} in database {database}, and no table is made of it: {}",
                other.location, other.reason
            )));
        }
        let Some(mut found) = its.pop() else {
            plan.log.push(LogLine::warn(format!("No data of table {name} in database {database} is at {location}")));
            return Ok(());
        };
        if !adopt_keys(&mut found, &table) {
            let folder = location.to_string();
            let folder = folder.trim_start_matches("s3://").trim_end_matches('/');
            plan.log.push(LogLine::warn(format!(
                "Folder partition keys do not match table partition keys, skipped folder: {folder}"
            )));
            return Ok(());
        }
        let mut existing = ExistingTable::without_partitions(table);
        existing.read_partitions(self.catalog).await?;
        let reconciler = Reconciler {
            options: self.options,
            roots: &[],
            spared: &[],
            servers: &[],
            now_ms: self.now_ms,
            additive: false,
        };
        let reconciled = reconciler.reconcile_table(found, &existing);
        plan.log.extend(reconciled.log);
        plan.lints.extend(reconciled.lints);
        plan.found.extend(reconciled.found);
        for mut table in reconciled.tables {
            table.database = Some(database.clone()).filter(|database| *database != plan.database);
            plan.tables.push(table);
        }
        Ok(())
    }
}

/// Where a table's data lies; nothing for tables that only their own format's targets can crawl.
fn location(table: &Table, log: &mut Vec<LogLine>) -> Result<Option<S3Uri>> {
    let (name, database) = (&table.name, &table.database_name);
    let descriptor = table.storage_descriptor.as_ref();
    let input_format = descriptor.and_then(|descriptor| descriptor.input_format.as_deref());
    let by_parameter = KEPT_BY_OTHERS.iter().find(|(parameter, value, _)| {
        table.parameters.get(*parameter).is_some_and(|found| found.eq_ignore_ascii_case(value))
    });
    let by_format = FORMATS_OF_OTHERS.iter().find(|(format, _)| input_format == Some(format));
    if let Some(what) = by_parameter.map(|(_, _, what)| what).or(by_format.map(|(_, what)| what)) {
        log.push(LogLine::error(format!("Table {name} in database {database} is not crawled: it is {what} crawl it")));
        return Ok(None);
    }
    let location = descriptor.and_then(|descriptor| descriptor.location.as_deref()).unwrap_or_default();
    match location.parse::<S3Uri>() {
        Ok(location) => Ok(Some(location.folder())),
        Err(_) => Err(Error::invalid(format!(
            "Table {name} in database {database} cannot be crawled: its location '{location}' is not in Amazon S3."
        ))),
    }
}

/// The patterns that a crawler left on the table.
fn exclusions(table: &Table) -> Vec<String> {
    let kept = table.parameters.get("exclusions").and_then(|text| serde_json::from_str(text).ok());
    kept.unwrap_or_default()
}

/// Gives the keys that were found the names and types that the table's have; false when they are others.
fn adopt_keys(found: &mut FoundTable, table: &Table) -> bool {
    let is_same = |(i, (seen, known)): (usize, (&crate::PartitionKeyPlan, &boathouse_catalog::Column))| {
        seen.name.eq_ignore_ascii_case(&known.name) || seen.name == format!("partition_{i}")
    };
    let pairs = found.partition_keys.iter().zip(&table.partition_keys);
    if found.partition_keys.len() != table.partition_keys.len() || !pairs.enumerate().all(is_same) {
        return false;
    }
    for (seen, known) in found.partition_keys.iter_mut().zip(&table.partition_keys) {
        seen.name.clone_from(&known.name);
        seen.data_type = known.data_type.clone().unwrap_or_else(|| "string".to_owned());
    }
    true
}
