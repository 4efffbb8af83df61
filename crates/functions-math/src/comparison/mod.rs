//! Comparison operators for every type. The analyzer leaves those of most types to the engine, whose own are
//! as quick and let scans prune; these serve the others, and code that does not look at the type.

mod kernels;
mod order;
mod same;

pub(crate) use order::{GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL};
pub(crate) use same::{DISTINCT, EQUAL, NOT_EQUAL};

#[cfg(test)]
mod tests;
