//! Databases outside the lake: whether a connection of the catalog lets one in, and which tables it shows.
//!
//! A [`ConnectionDefinition`](boathouse_catalog::ConnectionDefinition) says where a PostgreSQL, MySQL or MariaDB
//! server is and who logs in. [`probe`] logs in and hangs up; [`relations`] reads the tables and views that the login
//! may see, with each column's native type, comment and type in Hive's words.
//!
//! What the crate refuses to be:
//! - a way out of this machine. Only loopback addresses are connected to, and no name is looked up;
//! - a trusting client. A server that sends without end, claims absurd sizes or asks for local files ends in an
//!   [`Error`], not in a hang, a panic or memory without bound;
//! - a reader of rows. Only catalogs are read, never a table.
//!
//! ```no_run
//! # async fn example() -> Result<(), boathouse_jdbc::Error> {
//! use boathouse_catalog::ConnectionDefinition;
//! use boathouse_jdbc::{Wanted, relations};
//!
//! let property = |name: &str, value: &str| (name.to_owned(), value.to_owned());
//! let shop = ConnectionDefinition {
//!     kind: "JDBC".to_owned(),
//!     properties: [
//!         property("JDBC_CONNECTION_URL", "jdbc:postgresql://localhost:5432/shop"),
//!         property("USERNAME", "reader"),
//!         property("PASSWORD", "secret"),
//!     ]
//!     .into(),
//!     ..ConnectionDefinition::default()
//! };
//! for relation in relations(&shop, &Wanted::all_of("shop")).await? {
//!     println!("{} has {} columns", relation.name, relation.columns.len());
//! }
//! # Ok(())
//! # }
//! ```

mod bounded;
mod engine;
mod error;
mod local;
mod mysql;
mod postgres;
mod relation;
mod session;
mod target;

#[cfg(test)]
mod tests;

pub use engine::Engine;
pub use error::{Error, Refusal, Result};
pub use relation::{Relation, RelationColumn, RelationKind, Wanted};
pub use session::{probe, relations};
