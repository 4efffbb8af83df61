//! The handle on all permissions.

use boathouse_catalog::{Catalog, Table};
use boathouse_state::{Migrations, State};

use crate::model::Columns;
use crate::{Error, Result};

const MIGRATIONS: Migrations =
    Migrations { component: "permissions", steps: &[include_str!("schema/0001.sql"), include_str!("schema/0002.sql")] };

/// The permissions of all scopes; clones share them. A scope is an account in a region.
#[derive(Debug, Clone)]
pub struct Permissions {
    pub(crate) state: State,
    pub(crate) catalog: Catalog,
}

/// The row that something hangs below and dies with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Parent {
    pub database_id: Option<i64>,
    pub table_id: Option<i64>,
}

impl Permissions {
    /// The permissions kept in this state, on the things of this catalog.
    ///
    /// # Errors
    /// When the state's tables cannot be made or are newer than this program.
    pub fn new(state: State, catalog: Catalog) -> Result<Self> {
        state.migrate(MIGRATIONS)?;
        Ok(Self { state, catalog })
    }

    /// A handle that looks for databases and tables in the catalog of this scope.
    #[must_use]
    pub fn in_scope(&self, scope: &str) -> Self {
        Self { catalog: self.catalog.in_scope(scope), ..self.clone() }
    }

    /// The parent of what belongs to a database or, when one is named, a table; they must be there.
    pub(crate) async fn parent(&self, database: Option<&str>, table: Option<&str>) -> Result<Parent> {
        Ok(match (database, table) {
            (Some(database), Some(table)) => {
                let table_id = self.catalog.generation(database, table).await?.table_id;
                Parent { database_id: None, table_id: Some(table_id) }
            }
            (Some(database), None) => {
                let (database_id, _) = self.catalog.database_generation(database).await?;
                Parent { database_id: Some(database_id), table_id: None }
            }
            (None, _) => Parent::default(),
        })
    }

    /// Refuses columns that the table does not have.
    pub(crate) async fn check_columns(&self, database: &str, table: &str, columns: &Columns) -> Result<()> {
        let found = self.catalog.table(database, table).await?;
        let missing =
            columns.names().iter().find(|name| !column_names(&found).any(|column| column == name.to_lowercase()));
        match missing {
            Some(column) => Err(Error::ColumnNotFound { table: table.to_owned(), column: column.clone() }),
            None => Ok(()),
        }
    }
}

/// The names of a table's columns and partition keys, in lower case.
pub(crate) fn column_names(table: &Table) -> impl Iterator<Item = String> {
    let columns = table.storage_descriptor.iter().flat_map(|descriptor| &descriptor.columns);
    columns.chain(&table.partition_keys).map(|column| column.name.to_lowercase())
}
