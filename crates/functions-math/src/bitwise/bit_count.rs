//! `bit_count`: the set bits of a number of so many bits.

use arrow::datatypes::Int64Type;
use boathouse_functions::{Category, Example, Function, Overload};
use boathouse_types::TrinoError;

use crate::vector::try_binary;

pub(crate) const FUNCTION: Function = Function {
    name: "bit_count",
    category: Category::Bitwise,
    description: "How many bits are set in a number of so many bits.",
    examples: &[Example { sql: "bit_count(-7, 8)", result: "6" }],
    overloads: &[Overload {
        signature: "bit_count(bigint, bigint) -> bigint",
        returns: None,
        kernel: |bound| Ok(try_binary::<Int64Type, Int64Type, Int64Type>(&bound.returns, bit_count, wrong)),
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn bit_count(value: i64, bits: i64) -> (i64, bool) {
    if bits == 64 {
        return (value.count_ones().into(), false);
    }
    if !(2..64).contains(&bits) {
        return (0, true);
    }
    let max = (1i64 << (bits - 1)) - 1;
    let mask = (1i64 << bits) - 1;
    ((value & mask).count_ones().into(), value > max || value < !max)
}

fn wrong(value: i64, bits: i64) -> TrinoError {
    if !(2..=64).contains(&bits) {
        return TrinoError::invalid_argument(format!(
            "Bits specified in bit_count must be between 2 and 64, got {bits}"
        ));
    }
    TrinoError::invalid_argument(format!(
        "Number must be representable with the bits specified. {value} cannot be represented with {bits} bits"
    ))
}
