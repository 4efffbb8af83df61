//! Operators, comparisons, mathematical and bitwise functions.

mod operator;
mod vector;

use boathouse_functions::Function;

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] = &[
    &operator::ADD,
    &operator::DIVIDE,
    &operator::MODULUS,
    &operator::MULTIPLY,
    &operator::NEGATE,
    &operator::SUBTRACT,
    &operator::MOD,
];
