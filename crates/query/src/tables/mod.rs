//! Catalog tables as the engine sees them.

mod entry;
mod mask;
mod partitions;
mod projection;
mod resolver;
mod store;
mod unions;

#[cfg(test)]
mod bucket_tests;
#[cfg(test)]
mod cache_tests;
#[cfg(test)]
mod hidden_tests;
#[cfg(test)]
mod tests;

pub(crate) use entry::trino_type;
pub(crate) use mask::mask;
pub(crate) use partitions::{glue_terms, values_batch, values_schema};
pub(crate) use resolver::{Tables, typed_columns};
pub(crate) use store::MeteredStores;
pub(crate) use unions::has_union;
