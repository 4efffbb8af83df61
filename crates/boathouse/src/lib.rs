//! A local lakehouse in one folder: buckets, crawler, catalog, ETL and SQL, for embedding.
//!
//! [`Boathouse`] opens a folder and holds its parts; [`command`] is what the command line does with them,
//! as data. It opens no port: `boathouse-server` does.
//!
//! One process at a time holds a folder ([`FolderLock`]).

pub mod command;
pub mod config;
mod convenience;
mod cost;
mod crawl_statement;
mod error;
mod house;
mod import;
mod lock;
mod reset;
mod system;
mod time;

/// The catalog's crate.
pub use boathouse_catalog as catalog;
/// The crawler's crate.
pub use boathouse_crawler as crawler;
/// The ETL crate.
pub use boathouse_etl as etl;
/// The lake's crate.
pub use boathouse_lake as lake;
/// The query crate.
pub use boathouse_query as query;
/// Types and locations.
pub use boathouse_schema as schema;
pub use boathouse_state::{Clock, new_id};
pub use convenience::Answer;
pub use cost::{GlueCost, GluePrices, Prices};
pub use error::{Error, Result};
pub use house::{Boathouse, Builder};
pub use lock::{FolderLock, Holder, ServerInfo};
pub use time::time_text;
