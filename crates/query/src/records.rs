//! Things that are set up for queries, kept as documents under names: workgroups, named queries, prepared
//! statements, data catalogs and capacity reservations.

use boathouse_state::rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Result;

/// What kind of thing a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Workgroup,
    NamedQuery,
    Prepared,
    DataCatalog,
    Reservation,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Workgroup => "workgroup",
            Self::NamedQuery => "named query",
            Self::Prepared => "prepared statement",
            Self::DataCatalog => "data catalog",
            Self::Reservation => "capacity reservation",
        }
    }
}

/// Where a record is found. What belongs to nothing else has an empty parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) scope: String,
    pub(crate) kind: Kind,
    pub(crate) parent: String,
    pub(crate) name: String,
}

impl Key {
    pub(crate) fn new(scope: &str, kind: Kind, name: &str) -> Self {
        Self { scope: scope.to_owned(), kind, parent: String::new(), name: name.to_owned() }
    }

    pub(crate) fn under(self, parent: &str) -> Self {
        Self { parent: parent.to_owned(), ..self }
    }
}

pub(crate) fn get<T: DeserializeOwned>(connection: &Connection, key: &Key) -> Result<Option<T>> {
    let document: Option<String> = connection
        .prepare_cached(
            "SELECT document FROM query_records WHERE scope = ?1 AND kind = ?2 AND parent = ?3 AND name = ?4",
        )?
        .query_row(params![key.scope, key.kind.as_str(), key.parent, key.name], |row| row.get(0))
        .optional()?;
    Ok(document.map(|document| serde_json::from_str(&document)).transpose()?)
}

/// Keeps something new; false when the name is taken.
pub(crate) fn insert(connection: &Connection, key: &Key, token: Option<&str>, record: &impl Serialize) -> Result<bool> {
    let added = connection
        .prepare_cached(
            "INSERT INTO query_records (scope, kind, parent, name, token, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (scope, kind, parent, name) DO NOTHING",
        )?
        .execute(params![key.scope, key.kind.as_str(), key.parent, key.name, token, serde_json::to_string(record)?])?;
    Ok(added > 0)
}

/// Keeps what something has become; false when it is not there.
pub(crate) fn replace(connection: &Connection, key: &Key, record: &impl Serialize) -> Result<bool> {
    let changed = connection
        .prepare_cached(
            "UPDATE query_records SET document = ?5 WHERE scope = ?1 AND kind = ?2 AND parent = ?3 AND name = ?4",
        )?
        .execute(params![key.scope, key.kind.as_str(), key.parent, key.name, serde_json::to_string(record)?])?;
    Ok(changed > 0)
}

/// Forgets something; false when it is not there.
pub(crate) fn remove(connection: &Connection, key: &Key) -> Result<bool> {
    let gone = connection
        .prepare_cached("DELETE FROM query_records WHERE scope = ?1 AND kind = ?2 AND parent = ?3 AND name = ?4")?
        .execute(params![key.scope, key.kind.as_str(), key.parent, key.name])?;
    Ok(gone > 0)
}

/// Forgets all of a kind below a parent.
pub(crate) fn remove_all(connection: &Connection, scope: &str, kind: Kind, parent: &str) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM query_records WHERE scope = ?1 AND kind = ?2 AND parent = ?3")?
        .execute(params![scope, kind.as_str(), parent])?;
    Ok(())
}

/// How many of a kind there are below a parent.
pub(crate) fn count(connection: &Connection, scope: &str, kind: Kind, parent: &str) -> Result<usize> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM query_records WHERE scope = ?1 AND kind = ?2 AND parent = ?3")?
        .query_row(params![scope, kind.as_str(), parent], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// At most `limit` of a kind below a parent, by name, from just behind `after` on.
pub(crate) fn list<T: DeserializeOwned>(
    connection: &Connection,
    scope: &str,
    kind: Kind,
    parent: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<T>> {
    let documents: Vec<String> = connection
        .prepare_cached(
            "SELECT document FROM query_records
             WHERE scope = ?1 AND kind = ?2 AND parent = ?3 AND (?4 IS NULL OR name > ?4) ORDER BY name LIMIT ?5",
        )?
        .query_map(params![scope, kind.as_str(), parent, after, i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
            row.get(0)
        })?
        .collect::<Result<_, _>>()?;
    documents.iter().map(|document| Ok(serde_json::from_str(document)?)).collect()
}

/// What a token was used for, whatever its parent.
pub(crate) fn by_token<T: DeserializeOwned>(
    connection: &Connection,
    scope: &str,
    kind: Kind,
    token: &str,
) -> Result<Option<T>> {
    let document: Option<String> = connection
        .prepare_cached("SELECT document FROM query_records WHERE scope = ?1 AND kind = ?2 AND token = ?3")?
        .query_row(params![scope, kind.as_str(), token], |row| row.get(0))
        .optional()?;
    Ok(document.map(|document| serde_json::from_str(&document)).transpose()?)
}

/// The one of a kind with this name, whatever its parent.
pub(crate) fn anywhere<T: DeserializeOwned>(
    connection: &Connection,
    scope: &str,
    kind: Kind,
    name: &str,
) -> Result<Option<T>> {
    let document: Option<String> = connection
        .prepare_cached("SELECT document FROM query_records WHERE scope = ?1 AND kind = ?2 AND name = ?3")?
        .query_row(params![scope, kind.as_str(), name], |row| row.get(0))
        .optional()?;
    Ok(document.map(|document| serde_json::from_str(&document)).transpose()?)
}
