//! Registries: making, finding, listing, changing and deleting them.

use rusqlite::{Connection, params};

use super::{SchemaRegistry, rows};
use crate::page::TOKENS;
use crate::{Error, Page, PageRequest, Registry, Result};

/// Registries of one scope.
const REGISTRIES_MAX: i64 = 100;

impl SchemaRegistry {
    /// Makes a registry.
    ///
    /// # Errors
    /// [`Error::RegistryExists`], and [`Error::Limit`] when there are 100.
    pub async fn create_registry(&self, scope: &str, name: &str, description: Option<String>) -> Result<Registry> {
        let (scope, name, now_ms) = (scope.to_owned(), name.to_owned(), self.state.clock().now_ms());
        self.state
            .write(move |connection| match create(connection, &scope, &name, description, now_ms)? {
                Some(made) => Ok(made),
                None => Err(Error::RegistryExists(name)),
            })
            .await
    }

    /// One registry.
    ///
    /// # Errors
    /// [`Error::RegistryNotFound`].
    pub async fn registry(&self, scope: &str, name: &str) -> Result<Registry> {
        let (scope, name) = (scope.to_owned(), name.to_owned());
        self.state.read(move |connection| rows::find_registry(connection, &scope, &name)).await
    }

    /// Registries by name.
    ///
    /// # Errors
    /// [`Error::InvalidToken`].
    pub async fn registries(&self, scope: &str, page: PageRequest) -> Result<Page<Registry>> {
        let scope = scope.to_owned();
        let all: Vec<Registry> = self
            .state
            .read(move |connection| {
                let mut statement = connection.prepare_cached(&format!(
                    "SELECT {} FROM registry WHERE scope = ?1 ORDER BY name",
                    rows::REGISTRY
                ))?;
                let found = statement.query_map([&scope], rows::registry)?;
                Ok::<_, Error>(found.collect::<rusqlite::Result<_>>()?)
            })
            .await?;
        Ok(TOKENS.part(&page, all, |registry| registry.name.clone())?)
    }

    /// Gives a registry another description.
    ///
    /// # Errors
    /// [`Error::RegistryNotFound`].
    pub async fn update_registry(&self, scope: &str, name: &str, description: Option<String>) -> Result<Registry> {
        let (scope, name, now_ms) = (scope.to_owned(), name.to_owned(), self.state.clock().now_ms());
        self.state
            .write(move |connection| {
                connection
                    .prepare_cached(
                        "UPDATE registry SET description = ?3, updated_ms = ?4 WHERE scope = ?1 AND name = ?2",
                    )?
                    .execute(params![scope, name, description, now_ms])?;
                rows::find_registry(connection, &scope, &name)
            })
            .await
    }

    /// Deletes a registry with its schemas.
    ///
    /// # Errors
    /// [`Error::RegistryNotFound`].
    pub async fn delete_registry(&self, scope: &str, name: &str) -> Result<()> {
        let (scope, name) = (scope.to_owned(), name.to_owned());
        self.state
            .write(move |connection| {
                let deleted = connection
                    .prepare_cached("DELETE FROM registry WHERE scope = ?1 AND name = ?2")?
                    .execute([&scope, &name])?;
                if deleted == 0 { Err(Error::RegistryNotFound(name)) } else { Ok(()) }
            })
            .await
    }
}

/// Makes a registry; `None` when there is one of the name.
pub(super) fn create(
    connection: &Connection,
    scope: &str,
    name: &str,
    description: Option<String>,
    now_ms: i64,
) -> Result<Option<Registry>> {
    let inserted = connection
        .prepare_cached(
            "INSERT INTO registry (scope, name, description, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?4)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![scope, name, description, now_ms])?;
    if inserted == 0 {
        return Ok(None);
    }
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM registry WHERE scope = ?1")?
        .query_row([scope], |row| row.get(0))?;
    if count > REGISTRIES_MAX {
        return Err(Error::Limit("registries"));
    }
    Ok(Some(Registry { name: name.to_owned(), description, created_ms: now_ms, updated_ms: now_ms }))
}
