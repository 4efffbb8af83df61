//! Operators, comparisons, mathematical and bitwise functions.

mod comparison;
mod operator;
mod vector;

use boathouse_functions::Function;

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] = &[
    &operator::ADD,
    &comparison::DISTINCT,
    &operator::DIVIDE,
    &comparison::EQUAL,
    &comparison::GREATER,
    &comparison::GREATER_OR_EQUAL,
    &comparison::LESS,
    &comparison::LESS_OR_EQUAL,
    &operator::MODULUS,
    &operator::MULTIPLY,
    &operator::NEGATE,
    &comparison::NOT_EQUAL,
    &operator::SUBTRACT,
    &operator::MOD,
];
