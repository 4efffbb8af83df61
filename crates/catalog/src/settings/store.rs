//! The handle on the settings of all scopes.

use boathouse_state::{Migrations, State};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Result;
use crate::documents::{Documents, Kept};
use crate::error::Entity;

const MIGRATIONS: Migrations =
    Migrations { component: "catalog_settings", steps: &[include_str!("../schema/settings.sql")] };
const SETTINGS: Documents = Documents { table: "catalog_setting", entity: Entity::Setting };

/// The settings of all scopes; clones share them.
#[derive(Debug, Clone)]
pub struct CatalogSettings {
    pub(super) state: State,
}

impl CatalogSettings {
    /// The settings kept in this state.
    ///
    /// # Errors
    /// When the state's tables cannot be made or are newer than this program.
    pub fn new(state: State) -> Result<Self> {
        state.migrate(MIGRATIONS)?;
        Ok(Self { state })
    }

    /// The setting of this name, if it was ever made.
    pub(super) async fn find<T>(&self, scope: &str, name: &'static str) -> Result<Option<Kept<T>>>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let scope = scope.to_owned();
        self.state.read(move |state| SETTINGS.find(state, &scope, name)).await
    }

    pub(super) async fn put<T>(&self, scope: &str, name: &'static str, value: T) -> Result<()>
    where
        T: Serialize + Send + 'static,
    {
        let (scope, now_ms) = (scope.to_owned(), self.state.clock().now_ms());
        self.state.write(move |state| SETTINGS.put(state, &scope, name, &value, now_ms)).await
    }
}
