//! Keeping connections.

use boathouse_state::{Migrations, State};
use rusqlite::{Connection as Sqlite, OptionalExtension, params};

use super::model::{ConnectionDefinition, StoredConnection};
use super::seal::{self, Key, SECRETS};
use crate::documents::{Documents, Kept};
use crate::error::Entity;
use crate::{Error, Result, names};
use crate::{Page, PageRequest};

const MIGRATIONS: Migrations =
    Migrations { component: "catalog_connections", steps: &[include_str!("../schema/connections.sql")] };
const DOCUMENTS: Documents = Documents { table: "catalog_connection", entity: Entity::Connection };

/// The connections of all scopes; clones share them.
#[derive(Debug, Clone)]
pub struct Connections {
    state: State,
}

/// What a reader gets to see of passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passwords {
    /// They.
    Plain,
    /// Nothing.
    Hidden,
    /// That they are there, and whether two are the same.
    Sealed,
}

/// Which connections are wanted.
#[derive(Debug, Clone, Default)]
pub struct ConnectionsRequest {
    /// Only those with all of these words.
    pub match_criteria: Vec<String>,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only of this version of the form.
    pub schema_version: Option<i32>,
    /// Which part of the listing.
    pub page: PageRequest,
}

impl Connections {
    /// The connections kept in this state.
    ///
    /// # Errors
    /// When the state's tables cannot be made or are newer than this program.
    pub fn new(state: State) -> Result<Self> {
        state.migrate(MIGRATIONS)?;
        Ok(Self { state })
    }

    /// Keeps a new connection.
    ///
    /// # Errors
    /// [`Error::Exists`], and a name that cannot be one.
    pub async fn create(&self, scope: &str, definition: ConnectionDefinition, by: &str) -> Result<()> {
        names::check("connection", &definition.name)?;
        let (scope, now_ms) = (scope.to_owned(), self.state.clock().now_ms());
        let connection = StoredConnection { definition, last_updated_by: by.to_owned(), last_validated_ms: None };
        self.state
            .write(move |state| DOCUMENTS.create(state, &scope, &connection.definition.name, &connection, now_ms))
            .await
    }

    /// One connection.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn connection(&self, scope: &str, name: &str, passwords: Passwords) -> Result<Kept<StoredConnection>> {
        let key = self.key(scope, passwords).await?;
        let (scope, name) = (scope.to_owned(), name.to_owned());
        let mut found: Kept<StoredConnection> =
            self.state.read(move |state| DOCUMENTS.get(state, &scope, &name)).await?;
        show(&mut found.value.definition, passwords, key.as_ref());
        Ok(found)
    }

    /// The connections of a scope by name.
    ///
    /// # Errors
    /// [`Error::InvalidToken`].
    pub async fn connections(
        &self,
        scope: &str,
        request: ConnectionsRequest,
        passwords: Passwords,
    ) -> Result<Page<Kept<StoredConnection>>> {
        let key = self.key(scope, passwords).await?;
        let scope = scope.to_owned();
        let page: Page<Kept<StoredConnection>> = self
            .state
            .read(move |state| {
                DOCUMENTS.list(state, &scope, &request.page, |kept: &StoredConnection| request.wants(&kept.definition))
            })
            .await?;
        Ok(page.map(|mut kept| {
            show(&mut kept.value.definition, passwords, key.as_ref());
            kept
        }))
    }

    /// Replaces everything of a connection; its name cannot change.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::InvalidInput`] for another name.
    pub async fn update(&self, scope: &str, name: &str, definition: ConnectionDefinition, by: &str) -> Result<()> {
        if definition.name != name {
            let renamed = format!("the connection '{name}' cannot be renamed to '{}'", definition.name);
            return Err(Error::InvalidInput(renamed));
        }
        let connection = StoredConnection { definition, last_updated_by: by.to_owned(), last_validated_ms: None };
        let (scope, name, now_ms) = (scope.to_owned(), name.to_owned(), self.state.clock().now_ms());
        self.state
            .write(move |state| {
                DOCUMENTS.get::<StoredConnection>(state, &scope, &name)?;
                DOCUMENTS.put(state, &scope, &name, &connection, now_ms)
            })
            .await
    }

    /// Notes that a test of this very definition has succeeded; one that was changed meanwhile is left alone.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn validated(&self, scope: &str, tested: &Kept<StoredConnection>) -> Result<()> {
        let now_ms = self.state.clock().now_ms();
        let (scope, tested) = (scope.to_owned(), tested.clone());
        self.state
            .write(move |state| {
                let name = tested.value.definition.name.clone();
                let mut present: Kept<StoredConnection> = DOCUMENTS.get(state, &scope, &name)?;
                if present.updated_ms == tested.updated_ms {
                    present.value.last_validated_ms = Some(now_ms);
                    DOCUMENTS.put(state, &scope, &name, &present.value, present.updated_ms)?;
                }
                Ok(())
            })
            .await
    }

    /// Forgets a connection.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete(&self, scope: &str, name: &str) -> Result<()> {
        let (scope, name) = (scope.to_owned(), name.to_owned());
        self.state.write(move |state| DOCUMENTS.delete(state, &scope, &name)).await
    }

    /// The scope's key. Showing plain passwords takes the one that is there; sealing makes one.
    async fn key(&self, scope: &str, passwords: Passwords) -> Result<Option<Key>> {
        if passwords == Passwords::Hidden {
            return Ok(None);
        }
        let owner = scope.to_owned();
        let found = self.state.read(move |state| key_of(state, &owner)).await?;
        if found.is_some() || passwords == Passwords::Plain {
            return Ok(found);
        }
        let (scope, new) = (scope.to_owned(), rand::random::<Key>());
        self.state
            .write(move |state| {
                state
                    .prepare_cached("INSERT INTO catalog_connection_key VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                    .execute(params![scope, new])?;
                key_of(state, &scope)
            })
            .await
    }
}

impl ConnectionsRequest {
    fn wants(&self, definition: &ConnectionDefinition) -> bool {
        let words = definition.match_criteria.as_deref().unwrap_or_default();
        self.kind.as_ref().is_none_or(|kind| *kind == definition.kind)
            && self.match_criteria.iter().all(|word| words.contains(word))
            && self.schema_version.is_none_or(|version| version == definition.schema_version())
    }
}

fn key_of(state: &Sqlite, scope: &str) -> Result<Option<Key>> {
    Ok(state
        .prepare_cached("SELECT key FROM catalog_connection_key WHERE scope = ?1")?
        .query_row([scope], |row| row.get(0))
        .optional()?)
}

/// Puts passwords into the form that the reader gets. A seal of ours that a caller has sent back is a password
/// like any other; one that we cannot open stays as it came.
fn show(definition: &mut ConnectionDefinition, passwords: Passwords, key: Option<&Key>) {
    for (plain, sealed) in SECRETS {
        let kept = definition.properties.get(*sealed).zip(key).and_then(|(text, key)| seal::open(key, text));
        match passwords {
            Passwords::Hidden => {
                definition.properties.remove(*plain);
                definition.properties.remove(*sealed);
            }
            Passwords::Plain => {
                if let Some(secret) = kept {
                    definition.properties.remove(*sealed);
                    definition.properties.entry((*plain).to_owned()).or_insert(secret);
                }
            }
            Passwords::Sealed => {
                if let Some((secret, key)) = definition.properties.remove(*plain).zip(key) {
                    definition.properties.insert((*sealed).to_owned(), seal::seal(key, &secret));
                }
            }
        }
    }
}
