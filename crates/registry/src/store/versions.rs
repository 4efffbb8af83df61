//! Versions: finding, listing and comparing them.

use super::{SchemaRegistry, register, rows};
use crate::page::TOKENS;
use crate::{
    Column, Definition, Error, Page, PageRequest, Result, SchemaKey, SchemaVersion, VersionKey, VersionNumber, diff,
};

impl SchemaRegistry {
    /// One version.
    ///
    /// # Errors
    /// [`Error::SchemaNotFound`], [`Error::VersionNotFound`], [`Error::VersionNumberNotFound`].
    pub async fn version(&self, scope: &str, key: &VersionKey) -> Result<SchemaVersion> {
        let (scope, key) = (scope.to_owned(), key.clone());
        self.state.read(move |connection| rows::find_version(connection, &scope, &key)).await
    }

    /// The version that has a definition, whatever its blanks and the order of its JSON members.
    ///
    /// # Errors
    /// [`Error::SchemaNotFound`], [`Error::InvalidDefinition`], [`Error::DefinitionNotFound`].
    pub async fn version_by_definition(&self, scope: &str, key: &SchemaKey, definition: &str) -> Result<SchemaVersion> {
        let (scope, key, definition) = (scope.to_owned(), key.clone(), definition.to_owned());
        self.state
            .read(move |connection| {
                let (id, schema) = rows::find_schema(connection, &scope, &key)?;
                let parsed = Definition::parse(schema.format, &definition)?;
                let number = register::by_fingerprint(connection, id, parsed.fingerprint())?;
                let number = number.ok_or_else(|| Error::DefinitionNotFound(key.name.clone()))?;
                rows::find_version(connection, &scope, &VersionKey::Of(key, VersionNumber::Number(number)))
            })
            .await
    }

    /// The versions of a schema by number.
    ///
    /// # Errors
    /// [`Error::SchemaNotFound`], [`Error::InvalidToken`].
    pub async fn versions(&self, scope: &str, key: &SchemaKey, page: PageRequest) -> Result<Page<SchemaVersion>> {
        let (scope, key) = (scope.to_owned(), key.clone());
        let all = self
            .state
            .read(move |connection| {
                let (id, _) = rows::find_schema(connection, &scope, &key)?;
                rows::versions(connection, id, None)
            })
            .await?;
        Ok(TOKENS.part(&page, all, |version| version.number)?)
    }

    /// The difference between the definitions of two versions, line by line in the unified form; empty when there
    /// is none.
    ///
    /// # Errors
    /// [`Error::SchemaNotFound`], [`Error::VersionNumberNotFound`].
    pub async fn diff(
        &self,
        scope: &str,
        key: &SchemaKey,
        first: VersionNumber,
        second: VersionNumber,
    ) -> Result<String> {
        let (scope, key) = (scope.to_owned(), key.clone());
        self.state
            .read(move |connection| {
                let find = |number| rows::find_version(connection, &scope, &VersionKey::Of(key.clone(), number));
                let (old, new) = (find(first)?, find(second)?);
                let name = |version: &SchemaVersion| format!("{}/{}", version.key.name, version.number);
                Ok(diff::unified(&name(&old), &old.definition, &name(&new), &new.definition))
            })
            .await
    }

    /// The columns of a table whose rows have the definition of a version.
    ///
    /// # Errors
    /// As [`SchemaRegistry::version`], and [`Error::NoColumns`].
    pub async fn columns(&self, scope: &str, key: &VersionKey) -> Result<Vec<Column>> {
        let version = self.version(scope, key).await?;
        Definition::parse(version.format, &version.definition)?.columns()
    }
}
