//! Durable state: one SQLite file, its migrations and transactions; ids and the clock.
//!
//! Every domain crate keeps its rows here under its own table names and brings its own
//! [`Migrations`]. All writes of a process pass through one writer, which commits what is waiting
//! together; readers run beside it on snapshots (WAL).

mod clock;
mod error;
mod migrate;
mod page;
mod reset;
mod scope;
mod state;
mod writer;

pub use clock::{Clock, new_id};
pub use error::{Error, Result};
pub use migrate::Migrations;
pub use page::{InvalidToken, Page, PageRequest, Tokens};
/// The SQLite binding of [`State::read`] and [`State::write`] closures.
pub use rusqlite;
pub use scope::{DEFAULT_ACCOUNT, DEFAULT_REGION, DEFAULT_SCOPE, scope_of, scope_parts};
pub use state::State;
