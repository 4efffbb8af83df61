//! A catalog as a file of Hive's DDL: what Athena would be told to make it again.
//!
//! DDL says less than the catalog holds. What it cannot say is counted, never passed over: [`DdlWriter`] reads each
//! statement it writes as an import would, and notes where the outcome is another.

mod left_out;
mod partitions;
mod reader;
mod splitter;
mod text;
mod writer;

pub use left_out::LeftOut;
pub use reader::{DdlReader, DdlView};
pub use writer::{DdlWriter, Written};

#[cfg(test)]
mod tests;
