//! Trino's casts: every type to every other it converts to, and the text of values.

use boathouse_functions::Function;

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] = &[];
