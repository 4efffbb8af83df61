//! Functions that choose: `greatest`, `least`, and elements by place or key.

mod extreme;
mod subscript;

pub(crate) use extreme::{GREATEST, LEAST};
pub(crate) use subscript::FUNCTION as SUBSCRIPT;

#[cfg(test)]
mod tests;
