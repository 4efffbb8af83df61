//! User-defined functions of databases: where their code is, for the engines that load it.

use boathouse_state::Migrations;
use regex::Regex;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use crate::error::Entity;
use crate::page::TOKENS;
use crate::scope::Named;
use crate::{Catalog, Error, Result, databases, names};
use crate::{Page, PageRequest};

pub(crate) const MIGRATIONS: Migrations =
    Migrations { component: "catalog_functions", steps: &[include_str!("schema/functions.sql")] };

/// A file that a function needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResourceUri {
    /// `JAR`, `FILE` or `ARCHIVE`.
    pub kind: Option<String>,
    /// Where it is.
    pub uri: Option<String>,
    /// Milliseconds since the epoch.
    pub last_modified_ms: Option<i64>,
}

/// What a caller says about a function.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionInput {
    /// Name, unique in its database whatever its case.
    pub name: String,
    /// The class with its code.
    pub class_name: Option<String>,
    /// Who owns it.
    pub owner_name: Option<String>,
    /// `USER`, `ROLE` or `GROUP`.
    pub owner_type: Option<String>,
    /// `REGULAR_FUNCTION`, `AGGREGATE_FUNCTION` or `STORED_PROCEDURE`; absent is the first.
    pub kind: Option<String>,
    /// What it needs.
    pub resource_uris: Option<Vec<ResourceUri>>,
    /// Where its code is kept.
    pub artifact_location: Option<String>,
    /// Who decides on its use.
    pub governance_mode: Option<String>,
}

impl FunctionInput {
    /// A function of this name and nothing else.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

/// A function as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// What was said about it.
    pub definition: FunctionInput,
    /// Its database.
    pub database: String,
    /// Milliseconds since the epoch.
    pub create_time_ms: i64,
}

/// Which functions are wanted.
#[derive(Debug, Clone, Default)]
pub struct FunctionsRequest {
    /// Only of this database.
    pub database: Option<String>,
    /// A regular expression that must match the whole name; `*` alone is every name, as Hive writes it.
    pub pattern: String,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Which part of the listing.
    pub page: PageRequest,
}

const REGULAR: &str = "REGULAR_FUNCTION";

impl Catalog {
    /// Makes a function.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::Exists`], and a name that cannot be one.
    pub async fn create_function(&self, database: &str, input: FunctionInput) -> Result<()> {
        let database = database.to_owned();
        self.transaction(move |transaction| transaction.create_function(&database, input)).await
    }

    /// One function.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::NotFound`].
    pub async fn function(&self, database: &str, name: &str) -> Result<Function> {
        let (database, name) = (self.named(database), name.to_owned());
        self.state.read(move |connection| get(connection, &database, &name)).await
    }

    /// Functions of one database or of all, by database and name.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::InvalidToken`], [`Error::InvalidInput`] for a pattern that is none.
    pub async fn functions(&self, request: FunctionsRequest) -> Result<Page<Function>> {
        let (pattern, scope) = (whole_name(&request.pattern)?, self.scope.clone());
        let database = request.database.as_deref().map(|name| self.named(name));
        self.state.read(move |connection| list(connection, &scope, database.as_ref(), &request, &pattern)).await
    }

    /// Replaces everything of a function; its name cannot change.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::NotFound`], [`Error::InvalidInput`] for another name.
    pub async fn update_function(&self, database: &str, name: &str, mut input: FunctionInput) -> Result<()> {
        let (database, name) = (self.named(database), name.to_owned());
        self.state
            .write(move |connection| {
                let present = get(connection, &database, &name)?.definition;
                if input.name.is_empty() {
                    input.name = present.name;
                } else if !input.name.eq_ignore_ascii_case(&present.name) {
                    let renamed = format!("the function '{name}' cannot be renamed to '{}'", input.name);
                    return Err(Error::InvalidInput(renamed));
                }
                connection
                    .prepare_cached("UPDATE catalog_function SET document = ?3 WHERE database_id = ?1 AND name = ?2")?
                    .execute(params![databases::id(connection, &database)?, name, serde_json::to_string(&input)?])?;
                Ok(())
            })
            .await
    }

    /// Drops a function.
    ///
    /// # Errors
    /// [`Error::DatabaseNotFound`], [`Error::NotFound`].
    pub async fn delete_function(&self, database: &str, name: &str) -> Result<()> {
        let (database, name) = (database.to_owned(), name.to_owned());
        self.transaction(move |transaction| transaction.delete_function(&database, &name)).await
    }
}

pub(crate) fn create(connection: &Connection, database: &Named, input: &FunctionInput, now_ms: i64) -> Result<()> {
    names::check("function", &input.name)?;
    let database_id = databases::id(connection, database)?;
    let added = connection
        .prepare_cached("INSERT INTO catalog_function VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?
        .execute(params![database_id, input.name, now_ms, serde_json::to_string(input)?])?;
    if added == 0 { Err(Error::Exists { entity: Entity::Function, name: input.name.clone() }) } else { Ok(()) }
}

pub(crate) fn delete(connection: &Connection, database: &Named, name: &str) -> Result<()> {
    let deleted = connection
        .prepare_cached("DELETE FROM catalog_function WHERE database_id = ?1 AND name = ?2")?
        .execute(params![databases::id(connection, database)?, name])?;
    if deleted == 0 { Err(Error::NotFound { entity: Entity::Function, name: name.to_owned() }) } else { Ok(()) }
}

fn whole_name(pattern: &str) -> Result<Regex> {
    let pattern = if pattern == "*" { ".*" } else { pattern };
    Regex::new(&format!("(?is)^(?:{pattern})$"))
        .map_err(|error| Error::InvalidInput(format!("the pattern '{pattern}' is no regular expression: {error}")))
}

const COLUMNS: &str = "SELECT d.name, f.create_time_ms, f.document, d.id, f.name
    FROM catalog_function f JOIN catalog_database d ON d.id = f.database_id";

fn from_row(row: &Row<'_>) -> rusqlite::Result<(String, i64, String)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

fn from_parts((database, create_time_ms, document): (String, i64, String)) -> Result<Function> {
    Ok(Function { definition: serde_json::from_str(&document)?, database, create_time_ms })
}

fn get(connection: &Connection, database: &Named, name: &str) -> Result<Function> {
    let found = connection
        .prepare_cached(&format!("{COLUMNS} WHERE d.id = ?1 AND f.name = ?2"))?
        .query_row(params![databases::id(connection, database)?, name], from_row)
        .optional()?;
    from_parts(found.ok_or_else(|| Error::NotFound { entity: Entity::Function, name: name.to_owned() })?)
}

/// Between the database and the name in a page's key: no name has it.
const KEY_SEPARATOR: char = '\n';

fn list(
    connection: &Connection,
    scope: &str,
    database: Option<&Named>,
    request: &FunctionsRequest,
    pattern: &Regex,
) -> Result<Page<Function>> {
    let database_id = database.map(|database| databases::id(connection, database)).transpose()?;
    let after = TOKENS.after_as::<String>(&request.page)?;
    let after = match &after {
        Some(key) => Some(key.split_once(KEY_SEPARATOR).ok_or(Error::InvalidToken)?),
        None => None,
    };
    let limit = request.page.limit();
    let mut statement = connection.prepare_cached(&format!(
        "{COLUMNS} WHERE CASE WHEN ?1 IS NULL THEN d.scope = ?4 ELSE d.id = ?1 END
         AND (?2 IS NULL OR (d.name, f.name) > (?2, ?3)) ORDER BY d.name, f.name"
    ))?;
    let rows =
        statement.query_map(params![database_id, after.map(|key| key.0), after.map(|key| key.1), scope], from_row)?;
    let mut items = Vec::new();
    for row in rows {
        let function = from_parts(row?)?;
        let kind = function.definition.kind.as_deref().unwrap_or(REGULAR);
        if pattern.is_match(&function.definition.name) && request.kind.as_deref().is_none_or(|wanted| wanted == kind) {
            items.push(function);
        }
        // One more than fits says that there is another page.
        if items.len() > limit {
            break;
        }
    }
    Ok(TOKENS
        .cut(items, limit, |last| format!("{}{KEY_SEPARATOR}{}", last.database, last.definition.name).into_bytes()))
}

#[cfg(test)]
mod tests;
