//! Regular expressions.

pub(crate) mod extract;
mod pattern;
mod properties;
pub(crate) mod replace;
mod replacement;
pub(crate) mod search;
mod translate;
