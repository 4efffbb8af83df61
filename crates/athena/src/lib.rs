//! The Athena API over the query engine.
//!
//! One file an operation in `ops`, wire shapes in `shapes`, and the one place where facts of the domain
//! become Athena's exceptions in `error`. It decides nothing that a domain crate could decide.

mod access;
mod arn;
mod error;
mod metadata;
mod ops;
mod pages;
mod service;
mod shapes;
mod throttle;

pub use error::Error;
pub use service::Athena;

#[cfg(test)]
mod coverage;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;
