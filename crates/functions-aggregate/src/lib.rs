//! Aggregate and window functions, and the digests some of them keep.

mod call;
mod collect;
mod columns;
mod digest;
mod engine;
mod simple;
mod tables;
#[cfg(test)]
mod tests;
mod window;
mod xxhash;

pub use call::{aggregate_call, count_rows, is_count_rows, ranking, ranking_name, window_call};
pub use tables::{AGGREGATES, SCALARS, WINDOWS};
