//! From a name in a statement to a table the engine can scan.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use async_trait::async_trait;
use boathouse_catalog::{Catalog, Clock, Column, Error as CatalogError, Generation, StorageDescriptor, Table};
use boathouse_formats::read::{
    BucketHash, Bucketing, Buckets, FixedPartitions, LakeTable, PartitionSource, RowFormat, SYMLINK_INPUT_FORMAT,
    TableLayout,
};
use boathouse_schema::{HiveType, S3Uri};
use boathouse_sql::analyzer::{TableEntry, ViewEntry};
use datafusion::arrow::datatypes::Schema;
use datafusion::datasource::empty::EmptyTable;
use datafusion::datasource::provider_as_source;
use parking_lot::Mutex;

use super::partitions::CatalogPartitions;
use super::projection::{ProjectedPartitions, is_enabled};
use super::unions;
use crate::planner::{TableResolver, Unresolved};
use crate::views::{ViewDefinition, is_view};
use crate::{CATALOG_NAME, Failure};

/// Tables kept ready for the next query that names them.
const READY_TABLES_MAX: usize = 1024;

/// By scope, database and name.
type ReadyTables = HashMap<[String; 3], (Generation, TableEntry)>;

/// Resolves names through the catalog and keeps what it made for as long as the table stays the same.
#[derive(Clone)]
pub(crate) struct Tables {
    catalog: Catalog,
    clock: Clock,
    ready: Arc<Mutex<ReadyTables>>,
}

impl std::fmt::Debug for Tables {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tables")
    }
}

impl Tables {
    pub(crate) fn new(catalog: Catalog, clock: Clock) -> Self {
        Self { catalog, clock, ready: Arc::default() }
    }

    /// The tables of another catalog, kept ready in the same place.
    pub(crate) fn of(&self, catalog: Catalog) -> Self {
        Self { catalog, clock: self.clock.clone(), ready: self.ready.clone() }
    }

    /// Forgets all tables of all scopes; needed after the state was emptied, when ids may come again.
    pub(crate) fn clear(&self) {
        self.ready.lock().clear();
    }

    async fn found(&self, database: &str, table: &str) -> Result<Table, Unresolved> {
        match self.catalog.table(database, table).await {
            Ok(found) => Ok(found),
            Err(CatalogError::DatabaseNotFound(_)) => Err(Unresolved::Database),
            Err(CatalogError::TableNotFound { .. }) => Err(Unresolved::Table),
            Err(other) => Err(Unresolved::Failed(Failure::metastore(&other))),
        }
    }

    fn entry(&self, table: &Table) -> Result<TableEntry, Failure> {
        let database = &table.database_name;
        if is_view(table) {
            return ViewDefinition::of(table)?.entry(table).map(TableEntry::View);
        }
        for (key, value, what) in [
            ("table_type", "ICEBERG", "querying an Iceberg table"),
            ("table_type", "DELTA", "querying a Delta table"),
            ("spark.sql.sources.provider", "delta", "querying a Delta table"),
            ("spark.sql.sources.provider", "hudi", "querying a Hudi table"),
        ] {
            if table.parameters.get(key).is_some_and(|found| found.trim().eq_ignore_ascii_case(value)) {
                return Err(Failure::not_supported(what));
            }
        }
        lake_table(&self.catalog, &self.clock, table)
            .and_then(|(lake, unseen)| super::entry::entry(table, lake, &unseen))
            .map_err(|error| {
                let failure = Failure::from(datafusion::error::DataFusionError::from(error));
                Failure { reason: format!("{} (table {database}.{})", failure.reason, table.name), ..failure }
            })
    }
}

#[async_trait]
impl TableResolver for Tables {
    async fn resolve(&self, database: &str, table: &str) -> Result<TableEntry, Unresolved> {
        let key = [self.catalog.scope(), database, table].map(str::to_owned);
        let generation = match self.catalog.generation(database, table).await {
            Ok(generation) => generation,
            Err(CatalogError::DatabaseNotFound(_)) => return Err(Unresolved::Database),
            Err(CatalogError::TableNotFound { .. }) => {
                return match self.catalog.database(database).await {
                    Err(CatalogError::DatabaseNotFound(_)) => Err(Unresolved::Database),
                    _ => Err(Unresolved::Table),
                };
            }
            Err(other) => return Err(Unresolved::Failed(Failure::metastore(&other))),
        };
        if let Some((known, entry)) = self.ready.lock().get(&key)
            && *known == generation
        {
            return Ok(entry.clone());
        }
        let found = self.found(database, table).await?;
        let entry = self.entry(&found).map_err(Unresolved::Failed)?;
        let mut ready = self.ready.lock();
        if ready.len() >= READY_TABLES_MAX {
            ready.clear();
        }
        ready.insert(key, (found.generation, entry.clone()));
        Ok(entry)
    }

    async fn occupant(&self, database: &str, table: &str) -> Result<TableEntry, Unresolved> {
        let found = self.found(database, table).await?;
        let name = [CATALOG_NAME, database, table].map(str::to_owned).to_vec();
        if is_view(&found) {
            let view = ViewEntry { name, sql: String::new(), columns: Vec::new(), catalog: None, schema: None };
            return Ok(TableEntry::View(view));
        }
        let source = provider_as_source(Arc::new(EmptyTable::new(Arc::new(Schema::empty()))));
        Ok(TableEntry::Table { name, source, columns: Vec::new() })
    }
}

/// Columns with their types; a column without a type is a string, as Hive has it.
pub(crate) fn typed_columns(columns: &[Column]) -> boathouse_formats::Result<Vec<(String, HiveType)>> {
    columns
        .iter()
        .map(|column| {
            let data_type = column.data_type.as_deref().unwrap_or("string").parse::<HiveType>()?;
            Ok((column.name.to_lowercase(), data_type))
        })
        .collect()
}

/// How a table or partition says that its rows were dealt to files. Hive's second hash is not known here, so that
/// tables of it are read whole.
pub(super) fn bucketing(descriptor: Option<&StorageDescriptor>, table: &BTreeMap<String, String>) -> Option<Bucketing> {
    let descriptor = descriptor?;
    let columns = descriptor.bucket_columns.clone().filter(|columns| !columns.is_empty())?;
    let count = u32::try_from(descriptor.number_of_buckets?).ok().filter(|count| *count > 0)?;
    let is = |name: &str, value: &str| table.get(name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value));
    let hash = if is("bucketing_format", "spark") { BucketHash::Spark } else { BucketHash::Hive };
    let unknown = hash == BucketHash::Hive && is("bucketing_version", "2");
    (!unknown).then_some(Bucketing { buckets: Buckets { columns, count }, hash })
}

fn lake_table(
    catalog: &Catalog,
    clock: &Clock,
    table: &Table,
) -> boathouse_formats::Result<(LakeTable, HashSet<String>)> {
    let descriptor = table.storage_descriptor.as_ref();
    let location = descriptor
        .and_then(|descriptor| descriptor.location.as_deref())
        .ok_or_else(|| boathouse_formats::Error::InvalidLayout("the table has no location".to_owned()))?
        .parse::<S3Uri>()?
        .folder();
    let serde = descriptor.and_then(|descriptor| descriptor.serde_info.as_ref());
    let class = serde
        .and_then(|info| info.serialization_library.as_deref())
        .filter(|class| !class.is_empty())
        .ok_or_else(|| {
            let input_format = descriptor.and_then(|descriptor| descriptor.input_format.clone());
            boathouse_formats::Error::NoInputFormat(input_format.unwrap_or_default())
        })?;
    let input_format = descriptor.and_then(|descriptor| descriptor.input_format.as_deref()).unwrap_or_default();
    RowFormat::check_input_format(input_format)?;
    let serde_parameters = serde.and_then(|info| info.parameters.clone()).unwrap_or_default();
    let format = RowFormat::from_serde(class, &serde_parameters, &table.parameters)?;
    let (columns, unseen) = unions::passed_over(typed_columns(table.columns())?, &format);
    let layout = TableLayout {
        name: format!("{}.{}", table.database_name, table.name),
        format,
        columns,
        partition_keys: typed_columns(&table.partition_keys)?,
        bucketing: bucketing(descriptor, &table.parameters),
    };
    let source: Arc<dyn PartitionSource> = if layout.partition_keys.is_empty() {
        Arc::new(FixedPartitions::unpartitioned(location))
    } else if is_enabled(&table.parameters) {
        Arc::new(ProjectedPartitions::of(&layout, location, &table.parameters, clock.clone())?)
    } else {
        Arc::new(CatalogPartitions {
            catalog: catalog.clone(),
            database: table.database_name.clone(),
            table: table.name.clone(),
            layout: layout.clone(),
            columns: table.columns().to_vec(),
            input_format: descriptor.and_then(|it| it.input_format.clone()).filter(|class| !class.is_empty()),
            location,
            parameters: table.parameters.clone(),
        })
    };
    let made = LakeTable::new(layout, source)?.with_hidden_columns()?;
    let has_links = descriptor.and_then(|descriptor| descriptor.input_format.as_deref()) == Some(SYMLINK_INPUT_FORMAT);
    Ok((if has_links { made.with_links() } else { made }, unseen))
}
