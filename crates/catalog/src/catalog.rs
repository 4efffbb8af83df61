//! The handle on the catalog.

use boathouse_state::{Migrations, State};

use crate::Result;

const MIGRATIONS: Migrations = Migrations { component: "catalog", steps: &[include_str!("schema/0001.sql")] };

/// Databases, tables and partitions; clones share them.
#[derive(Debug, Clone)]
pub struct Catalog {
    pub(crate) state: State,
}

impl Catalog {
    /// The catalog kept in this state.
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
