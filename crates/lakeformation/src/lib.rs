//! The Lake Formation API over the permissions of the catalog.
//!
//! One file an operation in `ops`, wire shapes in `shapes`, and the one place where facts of the domain become
//! Lake Formation's exceptions in `error`. It decides nothing that a domain crate could decide.

mod access;
mod checks;
mod error;
mod ops;
mod service;
mod shapes;

pub use error::Error;
pub use service::LakeFormation;
