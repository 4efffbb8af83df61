//! Resource links: databases and tables that stand for others of the catalog.
//!
//! Everything that is asked of a linked database happens in the one it points at. A linked table shows its
//! target's properties under its own name, and its partitions, versions and statistics are the target's.
//! Dropping is the exception: it drops the link. A link leads one step: not from link to link.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use crate::scope::Named;
use crate::tables::{self, Stored};
use crate::{Database, DatabaseIdentifier, DatabaseInput, Error, Result, Table, TableInput, databases, names};

/// The database whose tables are meant.
pub(crate) struct Place {
    pub database_id: i64,
    /// Whether the name that was asked for is a link.
    pub is_linked: bool,
    /// The scope of the database that was asked for: a link leads on from there.
    pub scope: Arc<str>,
}

/// Where the tables of a database are.
pub(crate) fn place(connection: &Connection, database: &Named) -> Result<Place> {
    let found: Option<(i64, Option<String>)> = connection
        .prepare_cached(
            "SELECT id, json_extract(document, '$.target_database') FROM catalog_database
             WHERE scope = ?1 AND name = ?2",
        )?
        .query_row([&*database.scope, &database.name], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((own_id, target)) = found else { return Err(Error::DatabaseNotFound(database.name.clone())) };
    let target: Option<DatabaseIdentifier> = target.as_deref().map(serde_json::from_str).transpose()?;
    let target = target.and_then(|target| target_of(&database.scope, &target));
    let is_linked = target.is_some();
    let database_id = match target {
        Some(target) => databases::own_id(connection, &target)?,
        None => own_id,
    };
    Ok(Place { database_id, is_linked, scope: database.scope.clone() })
}

/// The database that a link in `scope` points at.
pub(crate) fn target_of(scope: &str, target: &DatabaseIdentifier) -> Option<Named> {
    let name = target.database_name.as_deref()?;
    Some(Named::target(scope, name, target.catalog_id.as_deref(), target.region.as_deref()))
}

/// The table that is meant by this one, when it is a link.
pub(crate) fn target(connection: &Connection, scope: &str, link: &Table) -> Result<Option<Stored>> {
    let Some(target) = &link.target_table else { return Ok(None) };
    let (Some(database), Some(name)) = (&target.database_name, &target.name) else { return Ok(None) };
    let database = Named::target(scope, database, target.catalog_id.as_deref(), target.region.as_deref());
    let name = names::fold(name);
    let stored = tables::own(connection, databases::own_id(connection, &database)?, &database, &name)?;
    if stored.table.target_table.is_some() {
        return Err(Error::InvalidInput(format!("the resource link '{}' points at another resource link", link.name)));
    }
    Ok(Some(stored))
}

/// A table as it is shown: a link has its target's properties. Where the target is gone it has its own.
pub(crate) fn shown(connection: &Connection, place: &Place, table: Table) -> Result<Table> {
    if place.is_linked {
        return Ok(table);
    }
    match target(connection, &place.scope, &table) {
        Ok(Some(stored)) => Ok(Table {
            name: table.name,
            database_name: table.database_name,
            target_table: table.target_table,
            created_by: table.created_by,
            ..stored.table
        }),
        Ok(None) | Err(Error::DatabaseNotFound(_) | Error::TableNotFound { .. }) => Ok(table),
        Err(error) => Err(error),
    }
}

/// The table of this name as it is shown.
pub(crate) fn shown_table(connection: &Connection, database: &Named, name: &str) -> Result<Table> {
    let place = place(connection, database)?;
    let stored = tables::own(connection, place.database_id, database, name)?;
    shown(connection, &place, stored.table)
}

/// A database as it is shown, by the same rule.
pub(crate) fn shown_database(connection: &Connection, scope: &str, database: Database) -> Result<Database> {
    let target = database.target_database.as_ref().and_then(|target| target_of(scope, target));
    let Some(target) = target else { return Ok(database) };
    match databases::own(connection, &target) {
        Ok(target) => {
            let (name, create_time_ms) = (database.name, database.create_time_ms);
            Ok(Database { name, create_time_ms, target_database: database.target_database, ..target })
        }
        Err(Error::DatabaseNotFound(_)) => Ok(database),
        Err(error) => Err(error),
    }
}

/// What a new table must not be: a link inside a linked database, or one that nobody can follow.
pub(crate) fn check_new_table(place: &Place, input: &TableInput) -> Result<()> {
    let Some(target) = &input.target_table else { return Ok(()) };
    if place.is_linked {
        let text = format!("the resource link '{}' cannot be made through the resource link of a database", input.name);
        return Err(Error::InvalidInput(text));
    }
    match (&target.database_name, &target.name) {
        (Some(_), Some(_)) => Ok(()),
        _ => Err(Error::InvalidInput(format!("the resource link '{}' needs a database and a table", input.name))),
    }
}

/// [`check_new_table`] for databases.
pub(crate) fn check_new_database(input: &DatabaseInput) -> Result<()> {
    match &input.target_database {
        Some(target) if target.database_name.is_none() => {
            Err(Error::InvalidInput(format!("the resource link '{}' needs a database", input.name)))
        }
        _ => Ok(()),
    }
}

/// Links do not change: an update through one changes the target, which cannot become a link.
pub(crate) fn check_update(name: &str, points_somewhere: bool) -> Result<()> {
    if points_somewhere {
        let text = format!("the resource link '{name}' cannot be changed: delete it and make a new one");
        return Err(Error::InvalidInput(text));
    }
    Ok(())
}

/// What something derived from the table must have been derived from; a link has its target's.
pub(crate) fn generation(connection: &Connection, database: &Named, name: &str) -> Result<crate::Generation> {
    let place = place(connection, database)?;
    // The document is only looked into where it may be a link's: this is asked often.
    let found = connection
        .prepare_cached(
            "SELECT id, version, partition_generation, instr(document, '\"target_table\"') > 0
             FROM catalog_table WHERE database_id = ?1 AND name = ?2",
        )?
        .query_row(params![place.database_id, name], |row| Ok((tables::generation_from(row, 0)?, row.get(3)?)))
        .optional()?;
    match found {
        Some((generation, false)) => Ok(generation),
        Some((_, true)) => {
            let own = tables::own(connection, place.database_id, database, name)?;
            Ok(shown(connection, &place, own.table)?.generation)
        }
        None => Err(Error::TableNotFound { database: database.name.clone(), table: name.to_owned() }),
    }
}

#[cfg(test)]
mod tests;
