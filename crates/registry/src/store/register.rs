//! Registering a version: what it is compared with, and what becomes of it.

use rusqlite::{Connection, OptionalExtension, params};

use super::{SchemaRegistry, rows};
use crate::{
    Compatibility, Definition, Error, Registered, Result, Schema, SchemaKey, SchemaVersion, VersionKey, VersionNumber,
    VersionStatus,
};

/// Versions of all schemas of one scope.
const VERSIONS_MAX: i64 = 10_000;
/// How often a comparison is made again because the schema changed meanwhile.
const ATTEMPTS_MAX: usize = 5;

/// A version that is to be kept.
pub(super) struct New<'a> {
    pub fingerprint: &'a str,
    pub definition: String,
    pub status: VersionStatus,
}

/// What a comparison found, and the schema as it was then.
struct Verdict {
    schema: Schema,
    outcome: Result<(), String>,
}

impl SchemaRegistry {
    /// Adds a version. When a version has the definition already, that one is the answer. When the definition
    /// does not follow the others by the schema's compatibility, the version is kept as a failure.
    ///
    /// # Errors
    /// [`Error::SchemaNotFound`], [`Error::VersioningDisabled`], [`Error::InvalidDefinition`], [`Error::Limit`],
    /// [`Error::Busy`].
    pub async fn register_version(&self, scope: &str, key: &SchemaKey, definition: &str) -> Result<Registered> {
        for _ in 0..ATTEMPTS_MAX {
            // Comparing takes its time, and the one writer is not kept waiting for it.
            let verdict = self.compare(scope, key, definition).await?;
            if let Some(registered) = self.keep(scope, definition, verdict).await? {
                return Ok(registered);
            }
        }
        Err(Error::Busy(key.name.clone()))
    }

    async fn compare(&self, scope: &str, key: &SchemaKey, definition: &str) -> Result<Verdict> {
        let (scope, key, definition) = (scope.to_owned(), key.clone(), definition.to_owned());
        self.state
            .read(move |connection| {
                let (id, schema) = rows::find_schema(connection, &scope, &key)?;
                if schema.compatibility == Compatibility::Disabled && schema.latest.is_some() {
                    return Err(Error::VersioningDisabled { registry: key.registry, schema: key.name });
                }
                let parsed = Definition::parse(schema.format, &definition)?;
                let others = rows::versions(connection, id, Some(VersionStatus::Available))?;
                let known = others.iter().any(|other| other.definition == definition);
                let outcome = if known { Ok(()) } else { follows(&schema, &others, &parsed) };
                Ok(Verdict { schema, outcome })
            })
            .await
    }

    /// Keeps the version unless the schema is another by now.
    async fn keep(&self, scope: &str, definition: &str, verdict: Verdict) -> Result<Option<Registered>> {
        let (scope, definition, now_ms) = (scope.to_owned(), definition.to_owned(), self.state.clock().now_ms());
        self.state
            .write(move |connection| {
                let (id, schema) = match rows::find_schema(connection, &scope, &verdict.schema.key) {
                    Ok(found) => found,
                    Err(Error::SchemaNotFound { .. }) => return Ok(None),
                    Err(error) => return Err(error),
                };
                if schema != verdict.schema {
                    return Ok(None);
                }
                let parsed = Definition::parse(schema.format, &definition)?;
                let failure = verdict.outcome.err();
                let same = by_fingerprint(connection, id, parsed.fingerprint())?;
                if let Some(number) = same {
                    let key = VersionKey::Of(schema.key.clone(), VersionNumber::Number(number));
                    let version = rows::find_version(connection, &scope, &key)?;
                    // A failure may pass under another compatibility: then it gets a number that can be used.
                    if version.status == VersionStatus::Available {
                        return Ok(Some(Registered { version, failure: None }));
                    }
                    if failure.is_some() {
                        return Ok(Some(Registered { version, failure }));
                    }
                }
                let status = if failure.is_some() { VersionStatus::Failure } else { VersionStatus::Available };
                let new = New { fingerprint: parsed.fingerprint(), definition, status };
                let version = insert(connection, &scope, id, &schema, new, now_ms)?;
                Ok(Some(Registered { version, failure }))
            })
            .await
    }
}

/// Whether a definition follows the versions that can be used, by number, under the schema's compatibility.
fn follows(schema: &Schema, others: &[SchemaVersion], new: &Definition) -> Result<(), String> {
    let mode = schema.compatibility;
    let first = match schema.checkpoint {
        Some(checkpoint) if mode.is_transitive() => checkpoint,
        _ => schema.latest.unwrap_or(1),
    };
    if !mode.is_backward() && !mode.is_forward() {
        return Ok(());
    }
    for other in others.iter().filter(|other| other.number >= first) {
        let old = Definition::parse(schema.format, &other.definition).map_err(|error| error.to_string())?;
        if mode.is_backward() {
            new.reads(&old).map_err(|why| format!("it cannot read data of version {}: {why}", other.number))?;
        }
        if mode.is_forward() {
            old.reads(new).map_err(|why| format!("version {} cannot read its data: {why}", other.number))?;
        }
    }
    Ok(())
}

/// The version of a definition; one that can be used before any other.
pub(super) fn by_fingerprint(connection: &Connection, schema_id: i64, fingerprint: &str) -> Result<Option<u64>> {
    let found: Option<i64> = connection
        .prepare_cached(
            "SELECT number FROM registry_version WHERE schema_id = ?1 AND fingerprint = ?2
             ORDER BY status = 'AVAILABLE' DESC, number LIMIT 1",
        )?
        .query_row(params![schema_id, fingerprint], |row| row.get(0))
        .optional()?;
    Ok(found.map(i64::cast_unsigned))
}

/// Adds a version under the schema's next number; the first one becomes the checkpoint.
pub(super) fn insert(
    connection: &Connection,
    scope: &str,
    schema_id: i64,
    schema: &Schema,
    new: New<'_>,
    now_ms: i64,
) -> Result<SchemaVersion> {
    let count: i64 = connection
        .prepare_cached(
            "SELECT count(*) FROM registry_version v JOIN registry_schema s ON s.id = v.schema_id WHERE s.scope = ?1",
        )?
        .query_row([scope], |row| row.get(0))?;
    if count >= VERSIONS_MAX {
        return Err(Error::Limit("schema versions"));
    }
    let version = SchemaVersion {
        key: schema.key.clone(),
        format: schema.format,
        id: boathouse_state::new_id(),
        number: schema.next,
        status: new.status,
        definition: new.definition,
        created_ms: now_ms,
    };
    connection
        .prepare_cached(
            "INSERT INTO registry_version (schema_id, number, id, status, fingerprint, definition, created_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            schema_id,
            version.number.cast_signed(),
            version.id,
            version.status.name(),
            new.fingerprint,
            version.definition,
            now_ms
        ])?;
    connection
        .prepare_cached(
            "UPDATE registry_schema SET next_version = next_version + 1, checkpoint = coalesce(checkpoint, ?2)
             WHERE id = ?1",
        )?
        .execute(params![schema_id, version.number.cast_signed()])?;
    Ok(version)
}
