//! The Glue API over catalog, crawlers and jobs.
//!
//! One file an operation in `ops`, wire shapes in `shapes`, and the one place where facts of the domain
//! become Glue's exceptions in `error`. It decides nothing that a domain crate could decide.

mod access;
mod checks;
mod connections;
#[cfg(test)]
mod coverage;
mod error;
mod iceberg;
mod listing;
mod ops;
mod registry;
mod service;
mod shapes;
mod tags;
mod views;

pub use error::Error;
pub use service::{Glue, GlueParts};
