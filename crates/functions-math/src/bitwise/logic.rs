//! `bitwise_and`, `bitwise_or`, `bitwise_xor` and `bitwise_not`

use std::ops::{BitAnd, BitOr, BitXor, Not};

use arrow::datatypes::Int64Type;
use boathouse_functions::{Bound, Category, Example, Function, Kernel, Overload};
use boathouse_types::Result;

use crate::vector::{binary, unary};

fn of_two(bound: &Bound, body: fn(i64, i64) -> i64) -> Result<Kernel> {
    Ok(binary::<Int64Type, Int64Type, Int64Type>(&bound.returns, body))
}

pub(crate) const AND: Function = Function {
    name: "bitwise_and",
    category: Category::Bitwise,
    description: "The bits set in both numbers.",
    examples: &[Example { sql: "bitwise_and(12, 10)", result: "8" }],
    overloads: &[Overload {
        signature: "bitwise_and(bigint, bigint) -> bigint",
        returns: None,
        kernel: |bound| of_two(bound, i64::bitand),
    }],
    ..Function::DEFAULT
};

pub(crate) const OR: Function = Function {
    name: "bitwise_or",
    category: Category::Bitwise,
    description: "The bits set in one of the numbers or both.",
    examples: &[Example { sql: "bitwise_or(12, 10)", result: "14" }],
    overloads: &[Overload {
        signature: "bitwise_or(bigint, bigint) -> bigint",
        returns: None,
        kernel: |bound| of_two(bound, i64::bitor),
    }],
    ..Function::DEFAULT
};

pub(crate) const XOR: Function = Function {
    name: "bitwise_xor",
    category: Category::Bitwise,
    description: "The bits set in one of the numbers, but not in both.",
    examples: &[Example { sql: "bitwise_xor(12, 10)", result: "6" }],
    overloads: &[Overload {
        signature: "bitwise_xor(bigint, bigint) -> bigint",
        returns: None,
        kernel: |bound| of_two(bound, i64::bitxor),
    }],
    ..Function::DEFAULT
};

pub(crate) const NOT: Function = Function {
    name: "bitwise_not",
    category: Category::Bitwise,
    description: "The bits that are not set.",
    examples: &[Example { sql: "bitwise_not(12)", result: "-13" }],
    overloads: &[Overload {
        signature: "bitwise_not(bigint) -> bigint",
        returns: None,
        kernel: |bound| Ok(unary::<Int64Type, Int64Type>(&bound.returns, i64::not)),
    }],
    ..Function::DEFAULT
};
