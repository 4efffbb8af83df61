//! Operators, comparisons, mathematical and bitwise functions.

mod bitwise;
mod comparison;
mod conditional;
mod math;
mod operator;
mod scalars;
#[cfg(test)]
mod testing;
mod vector;

pub use scalars::SCALARS;
