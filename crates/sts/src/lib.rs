//! The STS API: who am I, in a world where any key pair is good.
//!
//! An access key of twelve digits stands for the account of that number, any other for the default
//! account. Credentials that are given out work like any others; nothing is checked against policies,
//! of which there are none.

mod error;
mod ops;
mod query;
mod service;

pub use error::Error;
pub use service::{QueryRequest, Sts, account_of};
