//! Catalog tables as the engine sees them.

mod entry;
mod partitions;
mod resolver;
mod store;

#[cfg(test)]
mod tests;

pub(crate) use resolver::Tables;
pub(crate) use store::MeteredStores;
