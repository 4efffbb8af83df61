//! Tables: making, finding, listing, replacing and dropping them.

use regex::Regex;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use crate::model::TableFacts;
use crate::page::TOKENS;
use crate::partitions::index::rows as index_rows;
use crate::scope::Named;
use crate::{
    Catalog, Column, Error, Generation, Result, Table, TableInput, databases, links, names, partitions::order,
    partitions::values, versions,
};
use crate::{Page, PageRequest};

/// Which tables of a database are wanted.
#[derive(Debug, Clone, Default)]
pub struct TablesRequest {
    /// A regular expression that must match the whole name.
    pub expression: Option<String>,
    /// Which part of the listing.
    pub page: PageRequest,
}

/// How a table is replaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateTable {
    /// The version the caller has read; another present one is a mismatch. `None` does not care.
    pub version_id: Option<u64>,
    /// Do not keep the version that is replaced.
    pub skip_archive: bool,
}

impl Catalog {
    /// Makes a table.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::TableExists`], and a name that cannot be one.
    pub async fn create_table(&self, database: &str, input: TableInput, created_by: Option<&str>) -> Result<Table> {
        let (database, created_by) = (database.to_owned(), created_by.map(str::to_owned));
        self.transaction(move |transaction| transaction.create_table(&database, input, created_by.as_deref())).await
    }

    /// One table.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::TableNotFound`].
    pub async fn table(&self, database: &str, name: &str) -> Result<Table> {
        let (database, name) = (self.named(database), names::fold(name));
        self.state.read(move |connection| links::shown_table(connection, &database, &name)).await
    }

    /// Tables of a database by name.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::InvalidToken`], [`Error::InvalidInput`] for an expression that is none.
    pub async fn tables(&self, database: &str, request: TablesRequest) -> Result<Page<Table>> {
        let database = self.named(database);
        let pattern = request.expression.as_deref().filter(|text| !text.is_empty()).map(whole_name).transpose()?;
        self.state.read(move |connection| list(connection, &database, pattern.as_ref(), &request.page)).await
    }

    /// Replaces everything of the table that `input` names. What the input leaves out is gone.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::TableNotFound`], [`Error::VersionMismatch`].
    pub async fn update_table(&self, database: &str, input: TableInput, how: UpdateTable) -> Result<Table> {
        let database = database.to_owned();
        self.transaction(move |transaction| transaction.update_table(&database, input, how)).await
    }

    /// Drops a table with its versions and partitions.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::TableNotFound`].
    pub async fn delete_table(&self, database: &str, name: &str) -> Result<()> {
        let (database, name) = (database.to_owned(), name.to_owned());
        self.transaction(move |transaction| transaction.delete_table(&database, &name)).await
    }

    /// What something derived from this table must have been derived from; cheaper than [`Catalog::table`].
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::TableNotFound`].
    pub async fn generation(&self, database: &str, name: &str) -> Result<Generation> {
        let (database, name) = (self.named(database), names::fold(name));
        self.state.read(move |connection| links::generation(connection, &database, &name)).await
    }
}

/// A pattern for whole names. Names are kept in lower case, so the pattern's case does not count. A star that
/// follows a plain character or nothing stands for any text, as clients mean it that send `boat*` or `*crew*`.
fn whole_name(expression: &str) -> Result<Regex> {
    let mut pattern = String::with_capacity(expression.len() + 8);
    let mut before = None;
    for c in expression.chars() {
        if c == '*' && before.is_none_or(|c: char| c.is_alphanumeric() || "_-|(".contains(c)) {
            pattern.push('.');
        }
        pattern.push(c);
        before = Some(c);
    }
    Regex::new(&format!("(?is)^(?:{pattern})$")).map_err(|error| {
        Error::InvalidInput(format!("the expression '{expression}' is no regular expression: {error}"))
    })
}

/// A table and what only the catalog needs of it.
pub(crate) struct Stored {
    pub table: Table,
    pub id: i64,
    pub database_id: i64,
    pub document: String,
}

pub(crate) const COLUMNS: &str =
    "id, version, partition_generation, create_time_ms, update_time_ms, created_by, document, name, database_id";

pub(crate) fn generation_from(row: &Row<'_>, first: usize) -> rusqlite::Result<Generation> {
    Ok(Generation {
        table_id: row.get(first)?,
        version: row.get::<_, i64>(first + 1)?.cast_unsigned(),
        partitions: row.get::<_, i64>(first + 2)?.cast_unsigned(),
    })
}

pub(crate) fn stored(database: &str, row: &Row<'_>) -> Result<Stored> {
    let facts = TableFacts {
        generation: generation_from(row, 0)?,
        create_time_ms: row.get(3)?,
        update_time_ms: row.get(4)?,
        created_by: row.get(5)?,
    };
    let document: String = row.get(6)?;
    let id = facts.generation.table_id;
    let table = Table::from_input(serde_json::from_str(&document)?, database.to_owned(), facts);
    Ok(Stored { table, id, database_id: row.get(8)?, document })
}

pub(crate) fn create(
    connection: &Connection,
    database: &Named,
    mut input: TableInput,
    created_by: Option<String>,
    now_ms: i64,
) -> Result<Table> {
    let place = links::place(connection, database)?;
    let database_id = place.database_id;
    input.name = names::fold_new("table", &input.name)?;
    links::check_new_table(&place, &input)?;
    let inserted = connection
        .prepare_cached(
            "INSERT INTO catalog_table (database_id, name, version, create_time_ms, update_time_ms, created_by, document)
             VALUES (?1, ?2, 0, ?3, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        )?
        .execute(params![database_id, input.name, now_ms, created_by, serde_json::to_string(&input)?])?;
    if inserted == 0 {
        return Err(Error::TableExists { database: database.name.clone(), table: input.name });
    }
    let generation = Generation { table_id: connection.last_insert_rowid(), version: 0, partitions: 0 };
    order::begin(connection, generation.table_id, &input.partition_keys)?;
    values::begin(connection, generation.table_id, &input.partition_keys)?;
    databases::touch(connection, database_id)?;
    let facts = TableFacts { create_time_ms: now_ms, update_time_ms: now_ms, created_by, generation };
    Ok(Table::from_input(input, database.name.clone(), facts))
}

/// The table that is meant: for a link its target.
pub(crate) fn get(connection: &Connection, database: &Named, name: &str) -> Result<Stored> {
    let place = links::place(connection, database)?;
    let stored = own(connection, place.database_id, database, name)?;
    if place.is_linked && stored.table.target_table.is_some() {
        let text = format!("the table '{database}.{name}' cannot be reached through two resource links");
        return Err(Error::InvalidInput(text));
    }
    Ok(links::target(connection, &place.scope, &stored.table)?.unwrap_or(stored))
}

/// A table with its own properties, be it a link or not.
pub(crate) fn own(connection: &Connection, database_id: i64, database: &Named, name: &str) -> Result<Stored> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM catalog_table WHERE database_id = ?1 AND name = ?2"))?;
    let mut rows = statement.query(params![database_id, name])?;
    match rows.next()? {
        Some(row) => stored(&database.name, row),
        None => Err(Error::TableNotFound { database: database.name.clone(), table: name.to_owned() }),
    }
}

/// The partition keys of a table by its id.
pub(crate) fn partition_keys(connection: &Connection, table_id: i64) -> Result<Vec<Column>> {
    let document: String = connection
        .prepare_cached("SELECT document FROM catalog_table WHERE id = ?1")?
        .query_row([table_id], |row| row.get(0))?;
    Ok(serde_json::from_str::<TableInput>(&document)?.partition_keys)
}

fn list(connection: &Connection, database: &Named, pattern: Option<&Regex>, page: &PageRequest) -> Result<Page<Table>> {
    let place = links::place(connection, database)?;
    let database_id = place.database_id;
    let after = TOKENS.after_as::<String>(page)?.unwrap_or_default();
    let limit = page.limit();
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM catalog_table WHERE database_id = ?1 AND name > ?2 ORDER BY name"
    ))?;
    let mut rows = statement.query(params![database_id, after])?;
    let mut items: Vec<Table> = Vec::new();
    while let Some(row) = rows.next()? {
        if pattern
            .is_some_and(|pattern| !row.get_ref(7).is_ok_and(|name| name.as_str().is_ok_and(|n| pattern.is_match(n))))
        {
            continue;
        }
        items.push(links::shown(connection, &place, stored(&database.name, row)?.table)?);
        if items.len() > limit {
            break;
        }
    }
    Ok(TOKENS.cut(items, limit, |table| table.name.clone().into_bytes()))
}

pub(crate) fn update(
    connection: &Connection,
    database: &Named,
    mut input: TableInput,
    how: UpdateTable,
    now_ms: i64,
) -> Result<Table> {
    input.name = names::fold_new("table", &input.name)?;
    let present = get(connection, database, &input.name)?;
    links::check_update(&input.name, input.target_table.is_some())?;
    input.name.clone_from(&present.table.name);
    if how.version_id.is_some_and(|version| version != present.table.version_id)
        || loses_a_commit(&present.table, &input)
    {
        return Err(Error::VersionMismatch { table: input.name });
    }
    let before = &present.table.partition_keys;
    if input.partition_keys != *before {
        index_rows::check_frozen(&index_rows::load(connection, present.id, before)?, before, &input.partition_keys)?;
        order::change(connection, present.id, &input.partition_keys)?;
        values::change(connection, present.id, &input.partition_keys)?;
    }
    if !how.skip_archive {
        versions::archive(connection, &present)?;
    }
    connection
        .prepare_cached(
            "UPDATE catalog_table SET version = version + 1, update_time_ms = ?2, document = ?3 WHERE id = ?1",
        )?
        .execute(params![present.id, now_ms, serde_json::to_string(&input)?])?;
    databases::touch(connection, present.database_id)?;
    let mut generation = present.table.generation;
    generation.version += 1;
    let facts = TableFacts {
        create_time_ms: present.table.create_time_ms,
        update_time_ms: now_ms,
        created_by: present.table.created_by,
        generation,
    };
    Ok(Table::from_input(input, database.name.clone(), facts))
}

/// An Iceberg writer says which metadata file it started from. When that is not the present one, its
/// commit would undo another writer's, whether or not it also sent a version.
fn loses_a_commit(present: &Table, input: &TableInput) -> bool {
    let (current, next) = (present.parameters.get("metadata_location"), input.parameters.get("metadata_location"));
    match (current, input.parameters.get("previous_metadata_location")) {
        (Some(current), Some(started_from)) => next != Some(current) && started_from != current,
        _ => false,
    }
}

pub(crate) fn delete(connection: &Connection, database: &Named, name: &str) -> Result<()> {
    let database_id = databases::id(connection, database)?;
    let deleted = connection
        .prepare_cached("DELETE FROM catalog_table WHERE database_id = ?1 AND name = ?2")?
        .execute(params![database_id, name])?;
    if deleted == 0 {
        return Err(Error::TableNotFound { database: database.name.clone(), table: name.to_owned() });
    }
    databases::touch(connection, database_id)
}
