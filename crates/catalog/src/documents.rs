//! Things that are kept as one document under a name, apart for each scope (an account in a region).

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Entity;
use crate::page::TOKENS;
use crate::{Error, Result};
use crate::{Page, PageRequest};

/// A table with the columns scope, name, created_ms, updated_ms and document.
pub(crate) struct Documents {
    pub table: &'static str,
    pub entity: Entity,
}

/// A thing as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept<T> {
    /// The thing.
    pub value: T,
    /// Milliseconds since the epoch.
    pub created_ms: i64,
    /// Milliseconds since the epoch.
    pub updated_ms: i64,
}

impl Documents {
    pub fn create<T: Serialize>(&self, to: &Connection, scope: &str, name: &str, value: &T, now_ms: i64) -> Result<()> {
        let Self { table, entity } = self;
        let added = to
            .prepare_cached(&format!("INSERT INTO {table} VALUES (?1, ?2, ?3, ?3, ?4) ON CONFLICT DO NOTHING"))?
            .execute(params![scope, name, now_ms, serde_json::to_string(value)?])?;
        if added == 0 { Err(Error::Exists { entity: *entity, name: name.to_owned() }) } else { Ok(()) }
    }

    /// Makes or replaces; the time of making stays.
    pub fn put<T: Serialize>(&self, to: &Connection, scope: &str, name: &str, value: &T, now_ms: i64) -> Result<()> {
        let table = self.table;
        to.prepare_cached(&format!(
            "INSERT INTO {table} VALUES (?1, ?2, ?3, ?3, ?4)
             ON CONFLICT (scope, name) DO UPDATE SET updated_ms = excluded.updated_ms, document = excluded.document"
        ))?
        .execute(params![scope, name, now_ms, serde_json::to_string(value)?])?;
        Ok(())
    }

    pub fn find<T: DeserializeOwned>(&self, from: &Connection, scope: &str, name: &str) -> Result<Option<Kept<T>>> {
        let table = self.table;
        from.prepare_cached(&format!(
            "SELECT name, created_ms, updated_ms, document FROM {table} WHERE scope = ?1 AND name = ?2"
        ))?
        .query_row([scope, name], Raw::read)
        .optional()?
        .map(|raw| Ok(raw.kept()?.1))
        .transpose()
    }

    pub fn get<T: DeserializeOwned>(&self, from: &Connection, scope: &str, name: &str) -> Result<Kept<T>> {
        self.find(from, scope, name)?.ok_or_else(|| self.missing(name))
    }

    pub fn delete(&self, from: &Connection, scope: &str, name: &str) -> Result<()> {
        let deleted = from
            .prepare_cached(&format!("DELETE FROM {} WHERE scope = ?1 AND name = ?2", self.table))?
            .execute([scope, name])?;
        if deleted == 0 { Err(self.missing(name)) } else { Ok(()) }
    }

    /// The things of a scope by name, as far as `wanted` lets them pass.
    pub fn list<T: DeserializeOwned>(
        &self,
        from: &Connection,
        scope: &str,
        page: &PageRequest,
        wanted: impl Fn(&T) -> bool,
    ) -> Result<Page<Kept<T>>> {
        let (after, limit) = (TOKENS.after_as::<String>(page)?, page.limit());
        let mut statement = from.prepare_cached(&format!(
            "SELECT name, created_ms, updated_ms, document FROM {} WHERE scope = ?1 AND (?2 IS NULL OR name > ?2) ORDER BY name",
            self.table
        ))?;
        let mut items = Vec::new();
        for raw in statement.query_map(params![scope, after], Raw::read)? {
            let (name, kept) = raw?.kept()?;
            if wanted(&kept.value) {
                items.push((name, kept));
            }
            // One more than fits says that there is another page.
            if items.len() > limit {
                break;
            }
        }
        Ok(TOKENS.cut(items, limit, |(name, _): &(String, Kept<T>)| name.clone().into_bytes()).map(|(_, kept)| kept))
    }

    fn missing(&self, name: &str) -> Error {
        Error::NotFound { entity: self.entity, name: name.to_owned() }
    }
}

struct Raw {
    name: String,
    created_ms: i64,
    updated_ms: i64,
    document: String,
}

impl Raw {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { name: row.get(0)?, created_ms: row.get(1)?, updated_ms: row.get(2)?, document: row.get(3)? })
    }

    fn kept<T: DeserializeOwned>(self) -> Result<(String, Kept<T>)> {
        let value = serde_json::from_str(&self.document)?;
        Ok((self.name, Kept { value, created_ms: self.created_ms, updated_ms: self.updated_ms }))
    }
}
