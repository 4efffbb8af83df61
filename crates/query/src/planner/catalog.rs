//! The tables one query names, resolved before it is analyzed: the analyzer asks for nothing else, so a
//! query can reach nothing else.

use std::collections::HashMap;

use boathouse_sql::analyzer::{Catalog, TableEntry};
use boathouse_types::{ErrorCode, Result, TrinoError};

use super::{TableResolver, Unresolved};
use crate::{CATALOG_NAME, Failure};

/// Each name, qualified, with what it stands for or why it stands for nothing. The analyzer knows the
/// place for the error.
#[derive(Debug, Default)]
pub(super) struct Resolved(HashMap<Vec<String>, Result<TableEntry>>);

impl Resolved {
    /// Resolves names of one to three parts, in lower case.
    pub(super) async fn new(
        names: Vec<Vec<String>>,
        database: Option<&str>,
        tables: &dyn TableResolver,
    ) -> Result<Self, Failure> {
        let mut resolved = HashMap::new();
        for name in names {
            let name = qualified(name, database);
            let entry = match &name[..] {
                [catalog, database, table] if catalog == CATALOG_NAME => {
                    found(tables.resolve(database, table).await, database, table)?
                }
                _ => Err(unresolvable(&name)),
            };
            resolved.insert(name, entry);
        }
        Ok(Self(resolved))
    }
}

fn qualified(name: Vec<String>, database: Option<&str>) -> Vec<String> {
    let catalog = CATALOG_NAME.to_owned();
    match (name.len(), database) {
        (1, Some(database)) => [vec![catalog, database.to_owned()], name].concat(),
        (2, _) => [vec![catalog], name].concat(),
        _ => name,
    }
}

fn found(outcome: Result<TableEntry, Unresolved>, database: &str, table: &str) -> Result<Result<TableEntry>, Failure> {
    let (code, message) = match outcome {
        Ok(entry) => return Ok(Ok(entry)),
        Err(Unresolved::Failed(failure)) => return Err(failure),
        Err(Unresolved::Database) => (ErrorCode::SchemaNotFound, format!("Schema '{database}' does not exist")),
        Err(Unresolved::Table) => {
            (ErrorCode::TableNotFound, format!("Table '{CATALOG_NAME}.{database}.{table}' does not exist"))
        }
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
