//! Data-cells filters: some columns of some rows of a table, under a name.

use boathouse_state::new_id;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::model::{Columns, Resource};
use crate::page::TOKENS;
use crate::{Error, Permissions, Result};
use crate::{Page, PageRequest};

const ENTITY: &str = "the data cells filter";

/// A data-cells filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellsFilter {
    /// The database of its table, lower case.
    pub database: String,
    /// Its table, lower case.
    pub table: String,
    /// Its name.
    pub name: String,
    /// A predicate; `None` is every row. It is kept as text.
    pub rows: Option<String>,
    /// Which columns.
    pub columns: Columns,
    /// Another one with each change.
    pub version: String,
}

impl Permissions {
    /// Makes a filter.
    ///
    /// # Errors
    /// [`Error::Exists`], [`Error::ColumnNotFound`], [`Error::Catalog`] when the table is not there.
    pub async fn create_filter(&self, scope: &str, mut filter: CellsFilter) -> Result<()> {
        self.check_columns(&filter.database, &filter.table, &filter.columns).await?;
        filter.version = new_id();
        let (scope, table_id) = (scope.to_owned(), self.table_id(&filter.database, &filter.table).await?);
        self.state
            .write(move |state| {
                let added = state
                    .prepare_cached("INSERT INTO permission_filter VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?
                    .execute(params![scope, table_id, filter.name, serde_json::to_string(&filter)?])?;
                if added == 0 { Err(Error::Exists { entity: ENTITY, name: filter.name }) } else { Ok(()) }
            })
            .await
    }

    /// Replaces a filter. A version that is given must be the present one.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::VersionMismatch`], [`Error::ColumnNotFound`], [`Error::Catalog`].
    pub async fn update_filter(&self, scope: &str, mut filter: CellsFilter, version: Option<String>) -> Result<()> {
        self.check_columns(&filter.database, &filter.table, &filter.columns).await?;
        filter.version = new_id();
        let (scope, table_id) = (scope.to_owned(), self.table_id(&filter.database, &filter.table).await?);
        self.state
            .write(move |state| {
                let present = find(state, &scope, table_id, &filter.name)?;
                if version.is_some_and(|version| version != present.version) {
                    return Err(Error::VersionMismatch(filter.name));
                }
                state
                    .prepare_cached(
                        "UPDATE permission_filter SET document = ?4 WHERE scope = ?1 AND table_id = ?2 AND name = ?3",
                    )?
                    .execute(params![scope, table_id, filter.name, serde_json::to_string(&filter)?])?;
                Ok(())
            })
            .await
    }

    /// A filter.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Catalog`].
    pub async fn filter(&self, scope: &str, database: &str, table: &str, name: &str) -> Result<CellsFilter> {
        let table_id = self.table_id(database, table).await?;
        let (scope, name) = (scope.to_owned(), name.to_owned());
        self.state.read(move |state| find(state, &scope, table_id, &name)).await
    }

    /// The filters of a table, or of all tables, by name.
    ///
    /// # Errors
    /// [`Error::InvalidToken`], [`Error::Catalog`].
    pub async fn filters(&self, scope: &str, of: Option<(&str, &str)>, page: PageRequest) -> Result<Page<CellsFilter>> {
        let table_id = match of {
            Some((database, table)) => Some(self.table_id(database, table).await?),
            None => None,
        };
        let scope = scope.to_owned();
        let mut found = self
            .state
            .read(move |state| {
                let mut statement = state.prepare_cached(
                    "SELECT document FROM permission_filter WHERE scope = ?1 AND (?2 IS NULL OR table_id = ?2)",
                )?;
                let rows = statement.query_map(params![scope, table_id], |row| row.get::<_, String>(0))?;
                rows.map(|row| Ok(serde_json::from_str(&row?)?)).collect::<Result<Vec<CellsFilter>>>()
            })
            .await?;
        let key = |filter: &CellsFilter| format!("{}\n{}\n{}", filter.database, filter.table, filter.name);
        found.sort_by_key(key);
        Ok(TOKENS.part(&page, found, key)?)
    }

    /// Deletes a filter and the grants on it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Catalog`].
    pub async fn delete_filter(&self, scope: &str, database: &str, table: &str, name: &str) -> Result<()> {
        let table_id = self.table_id(database, table).await?;
        let (scope, name) = (scope.to_owned(), name.to_owned());
        let (database, table) = (database.to_lowercase(), table.to_lowercase());
        self.state
            .write(move |state| {
                let gone = state
                    .prepare_cached("DELETE FROM permission_filter WHERE scope = ?1 AND table_id = ?2 AND name = ?3")?
                    .execute(params![scope, table_id, name])?;
                if gone == 0 {
                    return Err(Error::NotFound { entity: ENTITY, name });
                }
                let resource = serde_json::to_string(&Resource::Filter { database, table, name })?;
                state
                    .prepare_cached("DELETE FROM permission_grant WHERE scope = ?1 AND resource = ?2")?
                    .execute([scope, resource])?;
                Ok(())
            })
            .await
    }

    async fn table_id(&self, database: &str, table: &str) -> Result<i64> {
        Ok(self.catalog.generation(database, table).await?.table_id)
    }
}

fn find(state: &Connection, scope: &str, table_id: i64, name: &str) -> Result<CellsFilter> {
    let found: Option<String> = state
        .prepare_cached("SELECT document FROM permission_filter WHERE scope = ?1 AND table_id = ?2 AND name = ?3")?
        .query_row(params![scope, table_id, name], |row| row.get(0))
        .optional()?;
    let found = found.ok_or_else(|| Error::NotFound { entity: ENTITY, name: name.to_owned() })?;
    Ok(serde_json::from_str(&found)?)
}
