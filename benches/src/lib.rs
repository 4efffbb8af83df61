//! Workloads as data, the data they run on, and boathouse running them.
//!
//! `cargo xtask bench` runs the same workloads in DuckDB and Polars (`other_engines.py`) on the same files.

pub mod analysis;
pub mod athena;
pub mod crawls;
mod data;
mod error;
mod http;
mod lakeside;
pub mod partitions;
pub mod program;
mod suite;
mod workload;

pub use data::{BUCKET, DataSize, generate};
pub use error::{Error, Result};
pub use http::{Connection, Signer};
pub use lakeside::{Answer, Lakeside};
pub use partitions::Figure;
pub use suite::{Suite, SuiteQuery, load_queries};
pub use workload::{Kind, Workload};
