//! Rows as structs, and the lookups that everything goes through.

use std::str::FromStr;

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{Error, Registry, Result, Schema, SchemaKey, SchemaVersion, VersionKey, VersionNumber, VersionStatus};

pub(super) const REGISTRY: &str = "name, description, created_ms, updated_ms";

pub(super) fn registry(row: &Row<'_>) -> rusqlite::Result<Registry> {
    Ok(Registry { name: row.get(0)?, description: row.get(1)?, created_ms: row.get(2)?, updated_ms: row.get(3)? })
}

/// One registry.
pub(super) fn find_registry(connection: &Connection, scope: &str, name: &str) -> Result<Registry> {
    connection
        .prepare_cached(&format!("SELECT {REGISTRY} FROM registry WHERE scope = ?1 AND name = ?2"))?
        .query_row([scope, name], registry)
        .optional()?
        .ok_or_else(|| Error::RegistryNotFound(name.to_owned()))
}

pub(super) const SCHEMA: &str = "s.registry, s.name, s.format, s.compatibility, s.description, s.checkpoint,
    (SELECT max(number) FROM registry_version WHERE schema_id = s.id AND status = 'AVAILABLE'),
    s.next_version, s.created_ms, s.updated_ms, s.id";

pub(super) fn schema(row: &Row<'_>) -> rusqlite::Result<(i64, Schema)> {
    let schema = Schema {
        key: SchemaKey { registry: row.get(0)?, name: row.get(1)? },
        format: name(row, 2)?,
        compatibility: name(row, 3)?,
        description: row.get(4)?,
        checkpoint: row.get::<_, Option<i64>>(5)?.map(i64::cast_unsigned),
        latest: row.get::<_, Option<i64>>(6)?.map(i64::cast_unsigned),
        next: row.get::<_, i64>(7)?.cast_unsigned(),
        created_ms: row.get(8)?,
        updated_ms: row.get(9)?,
    };
    Ok((row.get(10)?, schema))
}

/// One schema and its row's id.
pub(super) fn find_schema(connection: &Connection, scope: &str, key: &SchemaKey) -> Result<(i64, Schema)> {
    connection
        .prepare_cached(&format!(
            "SELECT {SCHEMA} FROM registry_schema s WHERE s.scope = ?1 AND s.registry = ?2 AND s.name = ?3"
        ))?
        .query_row([scope, &key.registry, &key.name], schema)
        .optional()?
        .ok_or_else(|| Error::SchemaNotFound { registry: key.registry.clone(), schema: key.name.clone() })
}

pub(super) const VERSION: &str = "s.registry, s.name, s.format, v.id, v.number, v.status, v.definition, v.created_ms";

pub(super) fn version(row: &Row<'_>) -> rusqlite::Result<SchemaVersion> {
    Ok(SchemaVersion {
        key: SchemaKey { registry: row.get(0)?, name: row.get(1)? },
        format: name(row, 2)?,
        id: row.get(3)?,
        number: row.get::<_, i64>(4)?.cast_unsigned(),
        status: name(row, 5)?,
        definition: row.get(6)?,
        created_ms: row.get(7)?,
    })
}

/// One version.
pub(super) fn find_version(connection: &Connection, scope: &str, key: &VersionKey) -> Result<SchemaVersion> {
    let from = format!("SELECT {VERSION} FROM registry_version v JOIN registry_schema s ON s.id = v.schema_id");
    match key {
        VersionKey::Id(id) => connection
            .prepare_cached(&format!("{from} WHERE v.id = ?1 AND s.scope = ?2"))?
            .query_row([id.as_str(), scope], version)
            .optional()?
            .ok_or_else(|| Error::VersionNotFound(id.clone())),
        VersionKey::Of(key, number) => {
            let (id, schema) = find_schema(connection, scope, key)?;
            let (number, shown) = match number {
                VersionNumber::Latest => (schema.latest, "latest".to_owned()),
                VersionNumber::Number(number) => (Some(*number), number.to_string()),
            };
            connection
                .prepare_cached(&format!("{from} WHERE v.schema_id = ?1 AND v.number = ?2"))?
                .query_row(params![id, number.map(u64::cast_signed)], version)
                .optional()?
                .ok_or_else(|| Error::VersionNumberNotFound { schema: key.name.clone(), number: shown })
        }
    }
}

/// The versions of a schema by number, of one status or of all.
pub(super) fn versions(
    connection: &Connection,
    schema_id: i64,
    status: Option<VersionStatus>,
) -> Result<Vec<SchemaVersion>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {VERSION} FROM registry_version v JOIN registry_schema s ON s.id = v.schema_id
         WHERE v.schema_id = ?1 AND (?2 IS NULL OR v.status = ?2) ORDER BY v.number"
    ))?;
    let found = statement.query_map(params![schema_id, status.map(VersionStatus::name)], version)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn name<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    let text: String = row.get(at)?;
    text.parse().map_err(|error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error)))
}
