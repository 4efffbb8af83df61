//! Databases: making, finding, listing, replacing and dropping them.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::page::TOKENS;
use crate::scope::Named;
use crate::{Catalog, Database, DatabaseInput, Error, Result, links, names};
use crate::{Page, PageRequest};

impl Catalog {
    /// Makes a database.
    ///
    /// # Errors
    /// [`Error::DatabaseExists`], and a name that cannot be one.
    pub async fn create_database(&self, input: DatabaseInput) -> Result<Database> {
        self.transaction(|transaction| transaction.create_database(input)).await
    }

    /// One database.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`].
    pub async fn database(&self, name: &str) -> Result<Database> {
        let database = self.named(name);
        self.state.read(move |connection| get(connection, &database)).await
    }

    /// Databases by name.
    ///
    /// # Errors
    /// [`Error::InvalidToken`].
    pub async fn databases(&self, page: PageRequest) -> Result<Page<Database>> {
        let scope = self.scope.clone();
        self.state.read(move |connection| list(connection, &scope, &page)).await
    }

    /// Replaces everything of a database; its name cannot change.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], and [`Error::InvalidInput`] for another name.
    pub async fn update_database(&self, name: &str, input: DatabaseInput) -> Result<Database> {
        let name = name.to_owned();
        self.transaction(move |transaction| transaction.update_database(&name, input)).await
    }

    /// Drops a database with its tables and their partitions.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`].
    pub async fn delete_database(&self, name: &str) -> Result<()> {
        let name = name.to_owned();
        self.transaction(move |transaction| transaction.delete_database(&name)).await
    }

    /// Drops a database unless it has tables.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::DatabaseNotEmpty`].
    pub async fn delete_database_if_empty(&self, name: &str) -> Result<()> {
        let database = self.named(name);
        self.state
            .write(move |connection| {
                let has_tables = connection
                    .prepare_cached("SELECT EXISTS (SELECT 1 FROM catalog_table WHERE database_id = ?1)")?
                    .query_row([own_id(connection, &database)?], |row| row.get(0))?;
                if has_tables { Err(Error::DatabaseNotEmpty(database.name)) } else { delete(connection, &database) }
            })
            .await
    }

    /// A number that changes with every change of the database's tables, and the id of the database:
    /// together they say whether something derived from the list of tables is still true.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`].
    pub async fn database_generation(&self, name: &str) -> Result<(i64, u64)> {
        let database = self.named(name);
        self.state
            .read(move |connection| {
                Ok(connection
                    .prepare_cached("SELECT id, generation FROM catalog_database WHERE id = ?1")?
                    .query_row([id(connection, &database)?], |row| {
                        Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned()))
                    })?)
            })
            .await
    }
}

const COLUMNS: &str = "create_time_ms, document";

fn from_row(row: &Row<'_>) -> rusqlite::Result<(i64, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn from_parts((create_time_ms, document): (i64, String)) -> Result<Database> {
    Ok(Database::from_input(serde_json::from_str(&document)?, create_time_ms))
}

pub(crate) fn create(connection: &Connection, scope: &str, mut input: DatabaseInput, now_ms: i64) -> Result<Database> {
    input.name = names::fold_new("database", &input.name)?;
    links::check_new_database(&input)?;
    let inserted = connection
        .prepare_cached(
            "INSERT INTO catalog_database (scope, name, create_time_ms, document) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![scope, input.name, now_ms, serde_json::to_string(&input)?])?;
    if inserted == 0 {
        return Err(Error::DatabaseExists(input.name));
    }
    Ok(Database::from_input(input, now_ms))
}

/// A database as it is shown.
pub(crate) fn get(connection: &Connection, database: &Named) -> Result<Database> {
    links::shown_database(connection, &database.scope, own(connection, database)?)
}

/// A database with its own properties, be it a link or not.
pub(crate) fn own(connection: &Connection, database: &Named) -> Result<Database> {
    let found = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM catalog_database WHERE scope = ?1 AND name = ?2"))?
        .query_row([&*database.scope, &database.name], from_row)
        .optional()?;
    from_parts(found.ok_or_else(|| Error::DatabaseNotFound(database.name.clone()))?)
}

fn list(connection: &Connection, scope: &str, page: &PageRequest) -> Result<Page<Database>> {
    let after = TOKENS.after_as::<String>(page)?.unwrap_or_default();
    let limit = page.limit();
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM catalog_database WHERE scope = ?1 AND name > ?2 ORDER BY name LIMIT ?3"
    ))?;
    let fetch = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
    let items = statement
        .query_map(params![scope, after, fetch], from_row)?
        .map(|parts| links::shown_database(connection, scope, from_parts(parts?)?))
        .collect::<Result<Vec<_>>>()?;
    Ok(TOKENS.cut(items, limit, |database| database.name.clone().into_bytes()))
}

pub(crate) fn update(connection: &Connection, database: &Named, mut input: DatabaseInput) -> Result<Database> {
    let present = own(connection, database)?;
    input.name = names::fold_new("database", &input.name)?;
    if input.name != present.name {
        return Err(Error::InvalidInput(format!("the database '{database}' cannot be renamed to '{}'", input.name)));
    }
    links::check_update(&database.name, input.target_database.is_some())?;
    let target = present.target_database.as_ref().and_then(|target| links::target_of(&database.scope, target));
    if let Some(target) = target {
        input.name.clone_from(&target.name);
        let changed = update(connection, &target, input)?;
        return Ok(Database { name: present.name, target_database: present.target_database, ..changed });
    }
    connection
        .prepare_cached(
            "UPDATE catalog_database SET document = ?3, generation = generation + 1 WHERE scope = ?1 AND name = ?2",
        )?
        .execute(params![database.scope, database.name, serde_json::to_string(&input)?])?;
    Ok(Database::from_input(input, present.create_time_ms))
}

pub(crate) fn delete(connection: &Connection, database: &Named) -> Result<()> {
    let deleted = connection
        .prepare_cached("DELETE FROM catalog_database WHERE scope = ?1 AND name = ?2")?
        .execute([&*database.scope, &database.name])?;
    if deleted == 0 { Err(Error::DatabaseNotFound(database.name.clone())) } else { Ok(()) }
}

/// The id of the database that has the tables: for a link its target's.
pub(crate) fn id(connection: &Connection, database: &Named) -> Result<i64> {
    Ok(links::place(connection, database)?.database_id)
}

/// The id of a database, be it a link or not.
pub(crate) fn own_id(connection: &Connection, database: &Named) -> Result<i64> {
    connection
        .prepare_cached("SELECT id FROM catalog_database WHERE scope = ?1 AND name = ?2")?
        .query_row([&*database.scope, &database.name], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Error::DatabaseNotFound(database.name.clone()))
}

/// Tells whoever derived something from the list of tables that it changed.
pub(crate) fn touch(connection: &Connection, database_id: i64) -> Result<()> {
    connection
        .prepare_cached("UPDATE catalog_database SET generation = generation + 1 WHERE id = ?1")?
        .execute([database_id])?;
    Ok(())
}
