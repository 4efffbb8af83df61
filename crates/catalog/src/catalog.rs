//! The handle on the catalog.

use std::path::Path;
use std::sync::Arc;

use boathouse_state::{Clock, DEFAULT_SCOPE, Migrations, State};

use crate::partitions::index::backfill;
use crate::{Result, functions, partitions::order, partitions::values, statistics};

const MIGRATIONS: Migrations =
    Migrations { component: "catalog", steps: &[include_str!("schema/0001.sql"), include_str!("schema/0002.sql")] };

const PARTITION_MIGRATIONS: Migrations =
    Migrations { component: "catalog_partitions", steps: &[include_str!("schema/partitions.sql")] };

/// The databases, tables and partitions of one scope; clones share them.
#[derive(Debug, Clone)]
pub struct Catalog {
    pub(crate) state: State,
    pub(crate) scope: Arc<str>,
}

impl Catalog {
    /// The catalog in this file, which is made when it is not there. That of a `boathouse` data folder is in its file
    /// `lake.db`.
    ///
    /// # Errors
    /// When the file cannot be opened, is no state file, or is newer than this program.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::new(State::open(path.as_ref(), Clock::system())?)
    }

    /// A catalog that lives and dies with its last handle.
    ///
    /// # Errors
    /// When SQLite cannot start.
    pub fn in_memory() -> Result<Self> {
        Self::new(State::in_memory(Clock::system())?)
    }

    /// The catalog kept in this state, as the default scope has it; [`Catalog::in_scope`] gives the others.
    ///
    /// # Errors
    /// When the state's tables cannot be made or are newer than this program.
    pub fn new(state: State) -> Result<Self> {
        state.migrate(MIGRATIONS)?;
        state.migrate(PARTITION_MIGRATIONS)?;
        state.migrate(values::MIGRATIONS)?;
        state.write_blocking(order::upgrade)?;
        state.write_blocking(values::upgrade)?;
        backfill::resume(&state)?;
        state.migrate(statistics::MIGRATIONS)?;
        state.migrate(functions::MIGRATIONS)?;
        Ok(Self { state, scope: DEFAULT_SCOPE.into() })
    }
}

#[cfg(test)]
mod tests;
