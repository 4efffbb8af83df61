//! Window functions that are no aggregates.

mod function;
pub(crate) mod ntile;
pub(crate) mod offset;
pub(crate) mod rank;
pub(crate) mod value;
