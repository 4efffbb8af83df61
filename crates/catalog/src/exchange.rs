//! A catalog as a stream of things: out of one catalog, into another, or into a file and back.
//!
//! [`Catalog::export`](crate::Catalog::export) shows everything of a catalog as [`Item`]s in one snapshot, and
//! [`Catalog::import`](crate::Catalog::import) makes what items say in one transaction. Both hold no more than some
//! items at a time, however many partitions there are. As JSON lines, items are one object a line.

mod error;
mod export;
mod import;
mod item;
mod json_lines;
mod place;

pub use error::ExchangeError;
pub use export::{ExportRequest, ItemSink};
pub use import::{IfExists, ItemSource};
pub use item::{Exchanged, Item, LocatedItem};

#[cfg(test)]
mod tests;
