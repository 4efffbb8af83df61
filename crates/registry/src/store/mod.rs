//! Registries, schemas and versions as they are kept.

mod delete_versions;
mod metadata;
mod register;
mod registries;
mod rows;
mod schemas;
mod versions;

use boathouse_state::{Migrations, State};

use crate::Result;

pub use schemas::UpdateSchema;

const MIGRATIONS: Migrations = Migrations { component: "registry", steps: &[include_str!("../schema/0001.sql")] };

/// Registries, their schemas and versions; clones share them. What belongs to one owner is kept apart from what
/// belongs to others by a scope, which is any text.
#[derive(Debug, Clone)]
pub struct SchemaRegistry {
    state: State,
}

impl SchemaRegistry {
    /// The registries kept in this state.
    ///
    /// # Errors
    /// When the state's tables cannot be made or are newer than this program.
    pub fn new(state: State) -> Result<Self> {
        state.migrate(MIGRATIONS)?;
        Ok(Self { state })
    }
}

#[cfg(test)]
mod tests;
