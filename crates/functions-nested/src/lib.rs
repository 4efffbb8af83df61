//! Array, map, row and lambda functions, TRY.

mod args;
mod build;
mod construct;

use boathouse_functions::Function;

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] =
    &[&construct::array::FUNCTION, &construct::field::FUNCTION, &construct::row::FUNCTION, &construct::try_::FUNCTION];
