//! The tables one statement names, resolved before it is analyzed, with those its views name: the analyzer
//! asks for nothing else, so a statement can reach nothing else.

use std::collections::{HashMap, VecDeque};

use boathouse_functions::Session;
use boathouse_sql::analyzer::{Catalog, TableEntry, table_names};
use boathouse_types::{ErrorCode, Result, TrinoError};

use super::size::Size;
use super::{CatalogNames, Standing, TableResolver, Unresolved, trino};
use crate::stack::on_deep_stack;
use crate::{CATALOG_NAME, Failure};

/// Views that may stand one inside of the other.
const VIEW_DEPTH_MAX: usize = 100;

/// What a statement names, in lower case, as written.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// What it reads.
    pub(super) read: Vec<Vec<String>>,
    /// The view it makes or drops.
    pub(super) defined: Option<Vec<String>>,
}

/// Each name, qualified, with what it stands for or why it stands for nothing. The analyzer knows the
/// place for the error.
#[derive(Debug, Default)]
pub(super) struct Resolved(HashMap<Vec<String>, Result<TableEntry>>);

impl Resolved {
    /// Resolves names of one to three parts. `size` is that of the statement, to which the views' is added.
    pub(super) async fn new(
        names: Names,
        session: &Session,
        mut size: Size,
        catalogs: &dyn CatalogNames,
        tables: &dyn TableResolver,
    ) -> Result<Self, Failure> {
        let (catalog, schema) = (session.catalog.as_deref(), session.schema.as_deref());
        let mut resolved = HashMap::new();
        let mut waiting: VecDeque<(Vec<String>, usize)> =
            names.read.into_iter().map(|name| (qualified(name, catalog, schema), 0)).collect();
        while let Some((name, depth)) = waiting.pop_front() {
            if resolved.contains_key(&name) {
                continue;
            }
            let entry = match parts(&name, catalogs).await? {
                Ok((database, table)) => found(tables.resolve(database, table).await, &name)?,
                Err(why) => Err(why),
            };
            if let Ok(TableEntry::View(view)) = &entry {
                if depth >= VIEW_DEPTH_MAX {
                    let text = format!("More than {VIEW_DEPTH_MAX} views inside of each other at '{}'", name.join("."));
                    return Err(Failure::engine("INVALID_VIEW", None, &text));
                }
                let (catalog, schema) = (view.catalog.as_deref().or(catalog), view.schema.as_deref().or(schema));
                let (inner, own) = on_deep_stack(|| named_by_view(&view.sql));
                size = size.with(own)?;
                waiting.extend(inner.into_iter().map(|name| (qualified(name, catalog, schema), depth + 1)));
            }
            resolved.insert(name, entry);
        }
        if let Some(name) = names.defined.map(|name| qualified(name, catalog, schema))
            && !resolved.contains_key(&name)
        {
            let entry = match parts(&name, catalogs).await? {
                Ok((database, table)) => found(tables.occupant(database, table).await, &name)?,
                Err(why) => Err(why),
            };
            resolved.insert(name, entry);
        }
        Ok(Self(resolved))
    }
}

/// What a view's query names; text that is no query is the analyzer's to report.
fn named_by_view(sql: &str) -> (Vec<Vec<String>>, Size) {
    trino::read(sql).map_or_else(|_| Default::default(), |(statement, size)| (table_names(&statement), size))
}

fn qualified(name: Vec<String>, catalog: Option<&str>, schema: Option<&str>) -> Vec<String> {
    let before: Vec<&str> = match name.len() {
        1 if schema.is_some() => [catalog, schema].into_iter().flatten().collect(),
        2 => catalog.into_iter().collect(),
        _ => Vec::new(),
    };
    before.into_iter().map(str::to_owned).chain(name).collect()
}

/// Database and table, when the name is whole and its catalog's tables are here.
async fn parts<'a>(name: &'a [String], catalogs: &dyn CatalogNames) -> Result<Result<(&'a str, &'a str)>, Failure> {
    let [catalog, database, table] = name else { return Ok(Err(unresolvable(name))) };
    let standing = if catalog == CATALOG_NAME { Standing::Here } else { catalogs.standing(catalog).await? };
    Ok(match standing {
        Standing::Here => Ok((database, table)),
        Standing::Elsewhere(text) => Err(TrinoError::not_supported(text)),
        Standing::Unknown => Err(unresolvable(name)),
    })
}

fn found(outcome: Result<TableEntry, Unresolved>, name: &[String]) -> Result<Result<TableEntry>, Failure> {
    let (code, message) = match outcome {
        Ok(entry) => return Ok(Ok(entry)),
        Err(Unresolved::Failed(failure)) => return Err(failure),
        Err(Unresolved::Database) => {
            let database = name.get(1).map(String::as_str).unwrap_or_default();
            (ErrorCode::SchemaNotFound, format!("Schema '{database}' does not exist"))
        }
        Err(Unresolved::Table) => (ErrorCode::TableNotFound, format!("Table '{}' does not exist", name.join("."))),
    };
    Ok(Err(TrinoError::new(code, message)))
}

fn unresolvable(name: &[String]) -> TrinoError {
    match name {
        [_] => {
            let message = "Schema must be specified when session schema is not set";
            TrinoError::new(ErrorCode::MissingSchemaName, message)
        }
        [catalog, _, _] => TrinoError::new(ErrorCode::CatalogNotFound, format!("Catalog '{catalog}' does not exist")),
        _ => TrinoError::new(ErrorCode::SyntaxError, format!("Too many dots in table name: {}", name.join("."))),
    }
}

impl Catalog for Resolved {
    fn table(&self, name: &[String]) -> Result<TableEntry> {
        self.0.get(name).cloned().unwrap_or_else(|| Err(unresolvable(name)))
    }
}
