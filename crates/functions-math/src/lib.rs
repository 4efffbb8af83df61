//! Operators, comparisons, mathematical and bitwise functions.

use boathouse_functions::Function;

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] = &[];
