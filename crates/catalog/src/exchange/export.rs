//! Showing everything of a catalog, in one snapshot and without holding more than a thing at a time.

use rusqlite::{Connection, params};

use super::place::{self, Place};
use super::{ExchangeError, Exchanged, Item};
use crate::model::{Partition, PartitionIndexInput, PartitionIndexStatus, PartitionInput};
use crate::partitions::rows::{self as rows, Reader};
use crate::tables::Stored;
use crate::{Catalog, Error, names, partitions::key, tables};

/// Partitions are put together by one reader, which remembers what they share, up to this many.
const READER_ROWS_MAX: usize = 10_000;

/// What of a catalog is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportRequest {
    /// These databases; none named is all.
    pub databases: Vec<String>,
    /// The older versions of tables as well.
    pub versions: bool,
}

impl Catalog {
    /// Shows everything of the catalog to `sink`: databases by name, each with its functions and then its tables by
    /// name, each with its versions, indexes, statistics and partitions. It is one snapshot, whatever others change
    /// in the meantime. Resource links are shown as links, what they point at only in its own place.
    ///
    /// A catalog in memory has one connection: `sink` must not wait for the same catalog.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`] for one that was named, and what `sink` returns; that ends the export.
    pub async fn export(&self, request: ExportRequest, mut sink: impl ItemSink) -> Result<Exchanged, ExchangeError> {
        let scope = self.scope().to_owned();
        self.state
            .read(move |connection| {
                let counted = Exchanged::default();
                let mut export = Export { connection, sink: &mut sink, counted, versions: request.versions };
                if request.databases.is_empty() {
                    export.all(&scope)?;
                } else {
                    let mut wanted: Vec<String> = request.databases.iter().map(|name| names::fold(name)).collect();
                    wanted.sort_unstable();
                    wanted.dedup();
                    export.some(&scope, &wanted)?;
                }
                let counted = export.counted;
                sink.finish()?;
                Ok(counted)
            })
            .await
    }
}

/// Takes items one after the other. A closure can be one.
pub trait ItemSink: Send + 'static {
    /// Takes the next item.
    ///
    /// # Errors
    /// Whatever shall end the export.
    fn item(&mut self, item: Item) -> Result<(), ExchangeError>;

    /// There are no more.
    ///
    /// # Errors
    /// When something that was put off cannot be done.
    fn finish(&mut self) -> Result<(), ExchangeError> {
        Ok(())
    }
}

impl<F: FnMut(Item) -> Result<(), ExchangeError> + Send + 'static> ItemSink for F {
    fn item(&mut self, item: Item) -> Result<(), ExchangeError> {
        self(item)
    }
}

struct Export<'a> {
    connection: &'a Connection,
    sink: &'a mut dyn ItemSink,
    counted: Exchanged,
    versions: bool,
}

const DATABASES: &str = "SELECT id, name, create_time_ms, document FROM catalog_database WHERE scope = ?1";

impl Export<'_> {
    fn show(&mut self, item: Item) -> Result<(), ExchangeError> {
        self.counted.count(&item);
        self.sink.item(item)
    }

    fn all(&mut self, scope: &str) -> Result<(), ExchangeError> {
        let mut statement = self.connection.prepare_cached(&format!("{DATABASES} ORDER BY name"))?;
        let mut rows = statement.query([scope])?;
        while let Some(row) = rows.next()? {
            self.database(row)?;
        }
        Ok(())
    }

    fn some(&mut self, scope: &str, wanted: &[String]) -> Result<(), ExchangeError> {
        let mut statement = self.connection.prepare_cached(&format!("{DATABASES} AND name = ?2"))?;
        for name in wanted {
            let mut rows = statement.query([scope, name])?;
            match rows.next()? {
                Some(row) => self.database(row)?,
                None => return Err(Error::DatabaseNotFound(name.clone()).into()),
            }
        }
        Ok(())
    }

    fn database(&mut self, row: &rusqlite::Row<'_>) -> Result<(), ExchangeError> {
        let (id, name, create_time_ms, document): (i64, String, i64, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let definition = serde_json::from_str(&document)?;
        self.show(Item::Database { create_time_ms: Some(create_time_ms), definition })?;
        self.functions(id, &name)?;
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {} FROM catalog_table WHERE database_id = ?1 ORDER BY name",
            tables::COLUMNS
        ))?;
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            self.table(&name, tables::stored(&name, row)?)?;
        }
        Ok(())
    }

    fn functions(&mut self, database_id: i64, database: &str) -> Result<(), ExchangeError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT create_time_ms, document FROM catalog_function WHERE database_id = ?1 ORDER BY name",
        )?;
        let mut rows = statement.query([database_id])?;
        while let Some(row) = rows.next()? {
            let (create_time_ms, document): (i64, String) = (row.get(0)?, row.get(1)?);
            let definition = serde_json::from_str(&document)?;
            let (database, create_time_ms) = (database.to_owned(), Some(create_time_ms));
            self.show(Item::Function { database, create_time_ms, definition })?;
        }
        Ok(())
    }

    fn table(&mut self, database: &str, stored: Stored) -> Result<(), ExchangeError> {
        let table = &stored.table;
        self.show(Item::Table {
            database: database.to_owned(),
            create_time_ms: Some(table.create_time_ms),
            update_time_ms: Some(table.update_time_ms),
            created_by: table.created_by.clone(),
            version: table.version_id,
            definition: serde_json::from_str(&stored.document)?,
        })?;
        let of = Of { place: Place::of(self.connection, &stored)?, database, table: &table.name };
        if self.versions {
            self.table_versions(&of)?;
        }
        self.indexes(&of)?;
        self.statistics(&of, stored.id, None)?;
        self.partitions(&of)
    }

    fn table_versions(&mut self, of: &Of<'_>) -> Result<(), ExchangeError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT version, update_time_ms, document FROM catalog_table_version WHERE table_id = ?1 ORDER BY version",
        )?;
        let mut rows = statement.query([of.place.keys.table_id])?;
        while let Some(row) = rows.next()? {
            let document: String = row.get(2)?;
            self.show(Item::TableVersion {
                database: of.database.to_owned(),
                table: of.table.to_owned(),
                version: row.get::<_, i64>(0)?.cast_unsigned(),
                update_time_ms: row.get(1)?,
                definition: serde_json::from_str(&document)?,
            })?;
        }
        Ok(())
    }

    fn indexes(&mut self, of: &Of<'_>) -> Result<(), ExchangeError> {
        for index in of.place.keys.indexes.iter().map(|index| &index.shown) {
            // Those on their way in are as good as there; those on their way out as good as gone.
            if matches!(index.status, PartitionIndexStatus::Active | PartitionIndexStatus::Creating) {
                let keys = index.keys.iter().map(|key| key.name.clone()).collect();
                let definition = PartitionIndexInput { name: index.name.clone(), keys };
                let (database, table) = (of.database.to_owned(), of.table.to_owned());
                self.show(Item::PartitionIndex { database, table, definition })?;
            }
        }
        Ok(())
    }

    fn partitions(&mut self, of: &Of<'_>) -> Result<(), ExchangeError> {
        let keys = &of.place.keys;
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {}, id FROM catalog_partition WHERE table_id = ?1 ORDER BY partition_key",
            rows::COLUMNS
        ))?;
        let mut found = statement.query([keys.table_id])?;
        let (mut reader, mut read) = (Reader::new(self.connection, false), 0);
        while let Some(row) = found.next()? {
            read += 1;
            if read % READER_ROWS_MAX == 0 {
                reader = Reader::new(self.connection, false);
            }
            let key = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            let partition = reader.read(key::decode(&keys.kinds, key), row)?;
            let shown = of.place.partitions_have_statistics.then(|| partition.clone());
            self.show(Item::Partition {
                database: of.database.to_owned(),
                table: of.table.to_owned(),
                create_time_ms: Some(partition.creation_time_ms),
                definition: Box::new(PartitionInput::from(partition)),
            })?;
            if let Some(partition) = shown {
                self.statistics(of, row.get(5)?, Some(&partition))?;
            }
        }
        Ok(())
    }

    /// The statistics of the table, or of this partition of it.
    fn statistics(&mut self, of: &Of<'_>, owner: i64, partition: Option<&Partition>) -> Result<(), ExchangeError> {
        let kept_in = place::statistics_of(partition.is_some());
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT column_name, document FROM {kept_in} WHERE owner = ?1 ORDER BY column_name"
        ))?;
        let mut rows = statement.query(params![owner])?;
        let own = partition.and_then(|partition| partition.storage_descriptor.as_ref());
        while let Some(row) = rows.next()? {
            let (column, document): (String, String) = (row.get(0)?, row.get(1)?);
            // Those of a column that was taken away are not shown anywhere.
            if of.place.has(own, &column) {
                self.show(Item::Statistics {
                    database: of.database.to_owned(),
                    table: of.table.to_owned(),
                    partition: partition.map(|partition| partition.values.clone()),
                    definition: serde_json::from_str(&document)?,
                })?;
            }
        }
        Ok(())
    }
}

/// The table that is being shown.
struct Of<'a> {
    place: Place,
    database: &'a str,
    table: &'a str,
}
