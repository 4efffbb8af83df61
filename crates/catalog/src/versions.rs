//! The versions a table has had.

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::TableFacts;
use crate::page::TOKENS;
use crate::scope::Named;
use crate::tables::{self, Stored};
use crate::{Catalog, Error, Result, Table, TableVersion, names};
use crate::{Page, PageRequest};

impl Catalog {
    /// The versions of a table, newest first, beginning with the present one.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::TableNotFound`], [`Error::InvalidToken`].
    pub async fn table_versions(&self, database: &str, table: &str, page: PageRequest) -> Result<Page<TableVersion>> {
        let (database, table) = (self.named(database), names::fold(table));
        self.state.read(move |connection| list(connection, &database, &table, &page)).await
    }

    /// One version; `None` is the present one.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::TableNotFound`], [`Error::VersionNotFound`].
    pub async fn table_version(&self, database: &str, table: &str, version: Option<u64>) -> Result<TableVersion> {
        let (database, table) = (self.named(database), names::fold(table));
        self.state.read(move |connection| get(connection, &database, &table, version)).await
    }

    /// Forgets an old version.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::TableNotFound`], [`Error::VersionNotFound`], [`Error::VersionInUse`].
    pub async fn delete_table_version(&self, database: &str, table: &str, version: u64) -> Result<()> {
        let (database, table) = (self.named(database), names::fold(table));
        self.state.write(move |connection| delete(connection, &database, &table, version)).await
    }
}

/// Keeps the table as it is now as an old version.
pub(crate) fn archive(connection: &Connection, present: &Stored) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO catalog_table_version (table_id, version, update_time_ms, document) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            present.id,
            present.table.version_id.cast_signed(),
            present.table.update_time_ms,
            present.document
        ])?;
    Ok(())
}

/// The table as it was: what the archive keeps, with what does not change between versions.
fn at_version(present: &Table, version: u64, update_time_ms: i64, document: &str) -> Result<TableVersion> {
    let mut generation = present.generation;
    generation.version = version;
    let facts = TableFacts {
        create_time_ms: present.create_time_ms,
        update_time_ms,
        created_by: present.created_by.clone(),
        generation,
    };
    let table = Table::from_input(serde_json::from_str(document)?, present.database_name.clone(), facts);
    Ok(TableVersion { table, version_id: version })
}

fn list(connection: &Connection, database: &Named, table: &str, page: &PageRequest) -> Result<Page<TableVersion>> {
    let present = tables::get(connection, database, table)?;
    let before = TOKENS.after_as::<u64>(page)?;
    let limit = page.limit();
    let mut items = Vec::new();
    if before.is_none() {
        items.push(TableVersion { version_id: present.table.version_id, table: present.table.clone() });
    }
    let mut statement = connection.prepare_cached(
        "SELECT version, update_time_ms, document FROM catalog_table_version
         WHERE table_id = ?1 AND version < ?2 ORDER BY version DESC",
    )?;
    let mut rows = statement.query(params![present.id, before.map_or(i64::MAX, u64::cast_signed)])?;
    while let Some(row) = rows.next()? {
        if items.len() > limit {
            break;
        }
        let document: String = row.get(2)?;
        items.push(at_version(&present.table, row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?, &document)?);
    }
    Ok(TOKENS.cut(items, limit, |version| version.version_id.to_string().into_bytes()))
}

fn get(connection: &Connection, database: &Named, table: &str, version: Option<u64>) -> Result<TableVersion> {
    let present = tables::get(connection, database, table)?.table;
    let Some(version) = version.filter(|version| *version != present.version_id) else {
        return Ok(TableVersion { version_id: present.version_id, table: present });
    };
    let found = connection
        .prepare_cached(
            "SELECT update_time_ms, document FROM catalog_table_version WHERE table_id = ?1 AND version = ?2",
        )?
        .query_row(params![present.generation.table_id, version.cast_signed()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?;
    let (update_time_ms, document) =
        found.ok_or_else(|| Error::VersionNotFound { table: table.to_owned(), version })?;
    at_version(&present, version, update_time_ms, &document)
}

fn delete(connection: &Connection, database: &Named, table: &str, version: u64) -> Result<()> {
    let present = tables::get(connection, database, table)?;
    if present.table.version_id == version {
        return Err(Error::VersionInUse(version));
    }
    let deleted = connection
        .prepare_cached("DELETE FROM catalog_table_version WHERE table_id = ?1 AND version = ?2")?
        .execute(params![present.id, version.cast_signed()])?;
    if deleted == 0 { Err(Error::VersionNotFound { table: table.to_owned(), version }) } else { Ok(()) }
}
