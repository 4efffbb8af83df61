//! Bitwise functions, on numbers in two's complement.

mod bit_count;
mod logic;
mod shift;

pub(crate) use bit_count::FUNCTION as BIT_COUNT;
pub(crate) use logic::{AND, NOT, OR, XOR};
pub(crate) use shift::{LEFT, RIGHT, RIGHT_ARITHMETIC};

#[cfg(test)]
mod tests;
