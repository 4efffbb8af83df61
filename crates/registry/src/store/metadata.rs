//! Keys and values of versions.

use rusqlite::{Connection, params};

use super::{SchemaRegistry, rows};
use crate::page::TOKENS;
use crate::{Error, Metadata, MetadataFilter, Page, PageRequest, Result, SchemaVersion, VersionKey};

/// Keys and values of one version.
const PAIRS_MAX: usize = 10;

impl SchemaRegistry {
    /// Gives a version a key and value; a key may have several values.
    ///
    /// # Errors
    /// Those of [`SchemaRegistry::version`], [`Error::MetadataExists`], and [`Error::MetadataLimit`] when there
    /// are 10.
    pub async fn put_metadata(&self, scope: &str, key: &VersionKey, name: &str, value: &str) -> Result<SchemaVersion> {
        let (scope, key, now_ms) = (scope.to_owned(), key.clone(), self.state.clock().now_ms());
        let (name, value) = (name.to_owned(), value.to_owned());
        self.state
            .write(move |connection| {
                let version = rows::find_version(connection, &scope, &key)?;
                let present = all(connection, &version.id)?;
                if present.iter().any(|(_, pair)| pair.key == name && pair.value == value) {
                    return Err(Error::MetadataExists { version_id: version.id, key: name, value });
                }
                if present.len() >= PAIRS_MAX {
                    return Err(Error::MetadataLimit(PAIRS_MAX));
                }
                connection
                    .prepare_cached(
                        "INSERT INTO registry_metadata (version_id, key, value, created_ms) VALUES (?1, ?2, ?3, ?4)",
                    )?
                    .execute(params![version.id, name, value, now_ms])?;
                Ok(version)
            })
            .await
    }

    /// The keys and values of a version that fit one of the filters, or all without filters; oldest first.
    ///
    /// # Errors
    /// Those of [`SchemaRegistry::version`], and [`Error::InvalidToken`].
    pub async fn metadata(
        &self,
        scope: &str,
        key: &VersionKey,
        filters: Vec<MetadataFilter>,
        page: PageRequest,
    ) -> Result<(SchemaVersion, Page<Metadata>)> {
        let (scope, key) = (scope.to_owned(), key.clone());
        let (version, mut pairs) = self
            .state
            .read(move |connection| {
                let version = rows::find_version(connection, &scope, &key)?;
                let pairs = all(connection, &version.id)?;
                Ok::<_, Error>((version, pairs))
            })
            .await?;
        let fits = |pair: &Metadata, filter: &MetadataFilter| {
            filter.key.as_ref().is_none_or(|key| *key == pair.key)
                && filter.value.as_ref().is_none_or(|value| *value == pair.value)
        };
        pairs.retain(|(_, pair)| filters.is_empty() || filters.iter().any(|filter| fits(pair, filter)));
        let page = TOKENS.part(&page, pairs, |(sequence, _)| *sequence)?;
        let items = page.items.into_iter().map(|(_, pair)| pair).collect();
        Ok((version, Page { items, next_token: page.next_token }))
    }

    /// Takes a key and value from a version.
    ///
    /// # Errors
    /// Those of [`SchemaRegistry::version`], and [`Error::MetadataNotFound`].
    pub async fn remove_metadata(
        &self,
        scope: &str,
        key: &VersionKey,
        name: &str,
        value: &str,
    ) -> Result<SchemaVersion> {
        let (scope, key) = (scope.to_owned(), key.clone());
        let (name, value) = (name.to_owned(), value.to_owned());
        self.state
            .write(move |connection| {
                let version = rows::find_version(connection, &scope, &key)?;
                let removed = connection
                    .prepare_cached("DELETE FROM registry_metadata WHERE version_id = ?1 AND key = ?2 AND value = ?3")?
                    .execute([&version.id, &name, &value])?;
                if removed == 0 {
                    return Err(Error::MetadataNotFound { version_id: version.id, key: name, value });
                }
                Ok(version)
            })
            .await
    }
}

fn all(connection: &Connection, version_id: &str) -> Result<Vec<(i64, Metadata)>> {
    let mut statement = connection.prepare_cached(
        "SELECT sequence, key, value, created_ms FROM registry_metadata WHERE version_id = ?1 ORDER BY sequence",
    )?;
    let found = statement.query_map([version_id], |row| {
        Ok((row.get(0)?, Metadata { key: row.get(1)?, value: row.get(2)?, created_ms: row.get(3)? }))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
