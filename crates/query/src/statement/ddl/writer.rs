//! Writing a catalog as statements.

use std::io::Write;
use std::sync::Arc;

use boathouse_catalog::{
    Column, DatabaseInput, ExchangeError, Item, ItemSink, Parameters, PartitionInput, StorageDescriptor, TableInput,
};
use boathouse_schema::S3Uri;
use parking_lot::Mutex;
use serde_json::Value;

use super::LeftOut;
use super::partitions::Batch;
use super::reader::{DDL_TIME, read_database, read_table};
use super::text;
use crate::CATALOG_NAME;
use crate::views::{VIRTUAL_VIEW, ViewDefinition};

/// What was written, once the export has ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Databases.
    pub databases: u64,
    /// Tables and views.
    pub tables: u64,
    /// Partitions.
    pub partitions: u64,
    /// What DDL cannot say.
    pub left_out: LeftOut,
}

/// Takes the items of an export and writes statements. They are the same for the same catalog.
#[derive(Debug)]
pub struct DdlWriter<W> {
    out: W,
    written: Arc<Mutex<Written>>,
    /// The table whose partitions come; none where it was not written.
    table: Option<Current>,
    batch: Batch,
}

#[derive(Debug)]
struct Current {
    database: String,
    name: String,
    keys: Vec<Column>,
    descriptor: StorageDescriptor,
}

impl<W: Write + Send + 'static> DdlWriter<W> {
    /// A writer to `out`, and what will have been written.
    pub fn new(out: W) -> (Self, Arc<Mutex<Written>>) {
        let written = Arc::<Mutex<Written>>::default();
        (Self { out, written: written.clone(), table: None, batch: Batch::default() }, written)
    }

    fn write(&mut self, statement: &str) -> Result<(), ExchangeError> {
        self.out.write_all(statement.as_bytes())?;
        Ok(self.out.write_all(b"\n")?)
    }

    fn end_batch(&mut self) -> Result<(), ExchangeError> {
        match self.batch.take() {
            Some(statement) => self.write(&statement),
            None => Ok(()),
        }
    }

    fn leave_out(&self, what: impl Into<String>) {
        self.written.lock().left_out.add(what);
    }

    fn database(&mut self, definition: &DatabaseInput) -> Result<(), ExchangeError> {
        let name = &definition.name;
        if definition.target_database.is_some() || definition.federated_database.is_some() {
            self.leave_out(format!("the database '{name}': it stands for another"));
            return Ok(());
        }
        let statement = text::create_database(definition);
        match read_database(&statement) {
            Ok(read) if read.name == *name => self.note("databases", definition, &read)?,
            Ok(_) => {
                self.leave_out(format!("the database '{name}': its name"));
                return Ok(());
            }
            Err(reason) => {
                self.leave_out(format!("the database '{name}': {reason}"));
                return Ok(());
            }
        }
        self.written.lock().databases += 1;
        self.write(&statement)
    }

    fn note<T: serde::Serialize>(&self, of: &str, written: &T, read: &T) -> Result<(), ExchangeError> {
        let (written, read): (Value, Value) = (serde_json::to_value(written)?, serde_json::to_value(read)?);
        self.written.lock().left_out.add_differences(of, &written, &read);
        Ok(())
    }

    fn table(&mut self, database: String, definition: TableInput) -> Result<(), ExchangeError> {
        self.table = None;
        let shown = format!("'{database}.{}'", definition.name);
        let statement = match statement_of(&database, &definition) {
            Ok(statement) => statement,
            Err(reason) => {
                self.leave_out(format!("the table {shown}: {reason}"));
                return Ok(());
            }
        };
        if definition.table_type.as_deref() != Some(VIRTUAL_VIEW) {
            match read_table(&statement, DDL_TIME) {
                Ok((place, read)) if place == database && read.name == definition.name => {
                    self.note("tables", &definition, &read)?;
                }
                Ok(_) => {
                    self.leave_out(format!("the table {shown}: its name"));
                    return Ok(());
                }
                Err(reason) => {
                    self.leave_out(format!("the table {shown}: {reason}"));
                    return Ok(());
                }
            }
            if !says_format(&definition) {
                self.leave_out("that tables have no storage format (an import gives them that of text)");
            }
            self.table = Some(Current {
                database,
                name: definition.name,
                keys: definition.partition_keys,
                descriptor: definition.storage_descriptor.unwrap_or_default(),
            });
        } else if let Some(note) = foreign_names(&database, &definition) {
            self.leave_out(note);
        }
        self.written.lock().tables += 1;
        self.write(&statement)
    }

    fn partition(&mut self, partition: &PartitionInput) -> Result<(), ExchangeError> {
        let Some(table) = &self.table else {
            self.leave_out("partitions of tables that are left out");
            return Ok(());
        };
        let descriptor = partition.storage_descriptor.clone().unwrap_or_default();
        match &descriptor.location {
            Some(location) if location.parse::<S3Uri>().is_err() => {
                self.leave_out("partitions that lie in no bucket");
                return Ok(());
            }
            Some(_) => {}
            None => self.leave_out("that partitions have no location (an import gives them their folder)"),
        }
        let same_place = StorageDescriptor { location: descriptor.location.clone(), ..table.descriptor.clone() };
        if descriptor != same_place {
            self.leave_out("'storage_descriptor' of partitions, where it is not their table's");
        }
        let said = |key: &String| key == "transient_lastDdlTime";
        if !partition.parameters.as_ref().is_none_or(|parameters: &Parameters| parameters.keys().all(said)) {
            self.leave_out("'parameters' of partitions");
        }
        self.batch.add(&table.database, &table.name, &table.keys, partition);
        self.written.lock().partitions += 1;
        if self.batch.is_full() { self.end_batch() } else { Ok(()) }
    }
}

impl<W: Write + Send + 'static> ItemSink for DdlWriter<W> {
    fn item(&mut self, item: Item) -> Result<(), ExchangeError> {
        if !matches!(item, Item::Partition { .. } | Item::Statistics { .. }) {
            self.end_batch()?;
        }
        match item {
            Item::Database { definition, .. } => self.database(&definition),
            Item::Table { database, definition, .. } => self.table(database, *definition),
            Item::Partition { definition, .. } => self.partition(&definition),
            other => {
                self.leave_out(match other {
                    Item::Function { .. } => "functions",
                    Item::TableVersion { .. } => "older versions of tables",
                    Item::PartitionIndex { .. } => "partition indexes",
                    _ => "column statistics",
                });
                Ok(())
            }
        }
    }

    fn finish(&mut self) -> Result<(), ExchangeError> {
        self.end_batch()?;
        Ok(self.out.flush()?)
    }
}

/// The statement that makes the table or view, or why there is none.
fn statement_of(database: &str, table: &TableInput) -> Result<String, String> {
    if table.target_table.is_some() || table.federated_table.is_some() {
        return Err("it stands for another".to_owned());
    }
    if table.table_type.as_deref() == Some(VIRTUAL_VIEW) {
        let definition = ViewDefinition::decode(table.view_original_text.as_deref().unwrap_or_default());
        return Ok(text::create_view(database, &table.name, &definition?));
    }
    for format in ["table_type", "spark.sql.sources.provider"] {
        let format = table.parameters.get(format).map(|format| format.to_uppercase());
        if let Some(format @ ("ICEBERG" | "DELTA")) = format.as_deref() {
            return Err(format!("it is in the format {format}"));
        }
    }
    Ok(text::create_table(database, table))
}

/// Whether everything is there that would otherwise be Hive's default.
fn says_format(table: &TableInput) -> bool {
    table.storage_descriptor.as_ref().is_some_and(|descriptor| {
        let class = descriptor.serde_info.as_ref().and_then(|serde| serde.serialization_library.as_ref());
        class.is_some() && descriptor.input_format.is_some() && descriptor.output_format.is_some()
    })
}

/// What must be said about a view whose short names mean another database than its own.
fn foreign_names(database: &str, table: &TableInput) -> Option<String> {
    let definition = ViewDefinition::decode(table.view_original_text.as_deref()?).ok()?;
    let catalog = definition.catalog.is_none_or(|catalog| catalog.eq_ignore_ascii_case(CATALOG_NAME));
    match definition.schema {
        Some(schema) if catalog && !schema.eq_ignore_ascii_case(database) => {
            Some(format!("that names without a database mean '{schema}' in the view '{database}.{}'", table.name))
        }
        _ => None,
    }
}
