//! Aggregate and window functions, and the digests some of them keep.

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

pub use tables::{AGGREGATES, SCALARS, WINDOWS};
