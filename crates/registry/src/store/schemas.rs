//! Schemas: making, finding, listing, changing and deleting them.

use rusqlite::params;

use super::{SchemaRegistry, register, registries, rows};
use crate::page::TOKENS;
use crate::{
    Compatibility, Definition, Error, Page, PageRequest, Result, Schema, SchemaInput, SchemaKey, SchemaVersion,
    VersionKey, VersionNumber, VersionStatus,
};

/// What is to change of a schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UpdateSchema {
    /// What new versions are compared with.
    pub compatibility: Option<Compatibility>,
    /// The version from which on all are compared.
    pub checkpoint: Option<VersionNumber>,
    /// Free text.
    pub description: Option<String>,
}

impl SchemaRegistry {
    /// Makes a schema, and its first version when there is a definition. `make_registry` makes the registry when
    /// it is not there.
    ///
    /// # Errors
    /// [`Error::RegistryNotFound`], [`Error::SchemaExists`], [`Error::InvalidDefinition`], [`Error::Limit`].
    pub async fn create_schema(
        &self,
        scope: &str,
        input: SchemaInput,
        make_registry: bool,
    ) -> Result<(Schema, Option<SchemaVersion>)> {
        let parsed = input.definition.as_deref().map(|text| Definition::parse(input.format, text)).transpose()?;
        let (scope, now_ms) = (scope.to_owned(), self.state.clock().now_ms());
        self.state
            .write(move |connection| {
                if make_registry {
                    registries::create(connection, &scope, &input.key.registry, None, now_ms)?;
                }
                rows::find_registry(connection, &scope, &input.key.registry)?;
                let inserted = connection
                    .prepare_cached(
                        "INSERT INTO registry_schema (scope, registry, name, format, compatibility, description,
                             checkpoint, next_version, created_ms, updated_ms)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, 1, ?7, ?7) ON CONFLICT DO NOTHING",
                    )?
                    .execute(params![
                        scope,
                        input.key.registry,
                        input.key.name,
                        input.format.name(),
                        input.compatibility.name(),
                        input.description,
                        now_ms
                    ])?;
                if inserted == 0 {
                    return Err(Error::SchemaExists(input.key.name));
                }
                let (id, schema) = rows::find_schema(connection, &scope, &input.key)?;
                let (Some(parsed), Some(definition)) = (parsed, input.definition) else { return Ok((schema, None)) };
                let new =
                    register::New { fingerprint: parsed.fingerprint(), definition, status: VersionStatus::Available };
                let version = register::insert(connection, &scope, id, &schema, new, now_ms)?;
                Ok((rows::find_schema(connection, &scope, &input.key)?.1, Some(version)))
            })
            .await
    }

    /// One schema.
    ///
    /// # Errors
    /// [`Error::SchemaNotFound`].
    pub async fn schema(&self, scope: &str, key: &SchemaKey) -> Result<Schema> {
        let (scope, key) = (scope.to_owned(), key.clone());
        self.state.read(move |connection| Ok(rows::find_schema(connection, &scope, &key)?.1)).await
    }

    /// Schemas by registry and name, of one registry or of all.
    ///
    /// # Errors
    /// [`Error::RegistryNotFound`], [`Error::InvalidToken`].
    pub async fn schemas(&self, scope: &str, registry: Option<&str>, page: PageRequest) -> Result<Page<Schema>> {
        let (scope, registry) = (scope.to_owned(), registry.map(str::to_owned));
        let all: Vec<Schema> = self
            .state
            .read(move |connection| {
                if let Some(registry) = &registry {
                    rows::find_registry(connection, &scope, registry)?;
                }
                let mut statement = connection.prepare_cached(&format!(
                    "SELECT {} FROM registry_schema s WHERE s.scope = ?1 AND (?2 IS NULL OR s.registry = ?2)
                     ORDER BY s.registry, s.name",
                    rows::SCHEMA
                ))?;
                let found = statement.query_map(params![scope, registry], |row| Ok(rows::schema(row)?.1))?;
                Ok::<_, Error>(found.collect::<rusqlite::Result<_>>()?)
            })
            .await?;
        // No name has a slash, so the pair sorts as its parts do when a blank stands for it.
        Ok(TOKENS.part(&page, all, |schema| format!("{} {}", schema.key.registry, schema.key.name))?)
    }

    /// Changes what is given. Versions that are there are not compared again.
    ///
    /// # Errors
    /// [`Error::SchemaNotFound`], and [`Error::VersionNumberNotFound`] for a checkpoint that is not there.
    pub async fn update_schema(&self, scope: &str, key: &SchemaKey, change: UpdateSchema) -> Result<Schema> {
        let (scope, key, now_ms) = (scope.to_owned(), key.clone(), self.state.clock().now_ms());
        self.state
            .write(move |connection| {
                let (id, _) = rows::find_schema(connection, &scope, &key)?;
                let checkpoint = match change.checkpoint {
                    Some(number) => {
                        let found = rows::find_version(connection, &scope, &VersionKey::Of(key.clone(), number))?;
                        if found.status != VersionStatus::Available {
                            let number = found.number.to_string();
                            return Err(Error::VersionNumberNotFound { schema: key.name.clone(), number });
                        }
                        Some(found.number)
                    }
                    None => None,
                };
                connection
                    .prepare_cached(
                        "UPDATE registry_schema SET compatibility = coalesce(?2, compatibility),
                             checkpoint = coalesce(?3, checkpoint), description = coalesce(?4, description),
                             updated_ms = ?5 WHERE id = ?1",
                    )?
                    .execute(params![
                        id,
                        change.compatibility.map(Compatibility::name),
                        checkpoint.map(u64::cast_signed),
                        change.description,
                        now_ms
                    ])?;
                Ok(rows::find_schema(connection, &scope, &key)?.1)
            })
            .await
    }

    /// Deletes a schema with its versions.
    ///
    /// # Errors
    /// [`Error::SchemaNotFound`].
    pub async fn delete_schema(&self, scope: &str, key: &SchemaKey) -> Result<()> {
        let (scope, key) = (scope.to_owned(), key.clone());
        self.state
            .write(move |connection| {
                let (id, _) = rows::find_schema(connection, &scope, &key)?;
                connection.prepare_cached("DELETE FROM registry_schema WHERE id = ?1")?.execute([id])?;
                Ok(())
            })
            .await
    }
}
