//! Shifts, in the width of the shifted number.
//!
//! A shift of 64 bits or more leaves nothing; a negative one counts, as in Java, in its last six bits.

use arrow::datatypes::{ArrowPrimitiveType, Int8Type, Int16Type, Int32Type, Int64Type};
use boathouse_functions::{Bound, Category, Example, Function, Kernel};
use boathouse_types::Result;

use crate::operator::overload;
use crate::vector::binary;

pub(crate) const LEFT: Function = Function {
    name: "bitwise_left_shift",
    category: Category::Bitwise,
    description: "A number with its bits moved towards the sign; bits beyond its width are lost.",
    examples: &[Example { sql: "bitwise_left_shift(TINYINT '7', 6)", result: "-64" }],
    overloads: &[
        overload!("bitwise_left_shift(tinyint, integer) -> tinyint", |b| of::<Int8Type>(b, |v, s| left(v.into(), s)
            as i8)),
        overload!("bitwise_left_shift(smallint, integer) -> smallint", |b| {
            of::<Int16Type>(b, |v, s| left(v.into(), s) as i16)
        }),
        overload!("bitwise_left_shift(integer, integer) -> integer", |b| {
            of::<Int32Type>(b, |v, s| left(v.into(), s) as i32)
        }),
        overload!("bitwise_left_shift(bigint, integer) -> bigint", |b| of::<Int64Type>(b, left)),
    ],
    ..Function::DEFAULT
};

pub(crate) const RIGHT: Function = Function {
    name: "bitwise_right_shift",
    category: Category::Bitwise,
    description: "A number with its bits moved away from the sign; zeros fill them up.",
    examples: &[Example { sql: "bitwise_right_shift(TINYINT '-8', 3)", result: "31" }],
    overloads: &[
        overload!("bitwise_right_shift(tinyint, integer) -> tinyint", |b| {
            of::<Int8Type>(b, |v, s| right(u64::from(v as u8), s) as i8)
        }),
        overload!("bitwise_right_shift(smallint, integer) -> smallint", |b| {
            of::<Int16Type>(b, |v, s| right(u64::from(v as u16), s) as i16)
        }),
        overload!("bitwise_right_shift(integer, integer) -> integer", |b| {
            of::<Int32Type>(b, |v, s| right(u64::from(v as u32), s) as i32)
        }),
        overload!("bitwise_right_shift(bigint, integer) -> bigint", |b| {
            of::<Int64Type>(b, |v, s| right(v as u64, s) as i64)
        }),
    ],
    ..Function::DEFAULT
};

pub(crate) const RIGHT_ARITHMETIC: Function = Function {
    name: "bitwise_right_shift_arithmetic",
    category: Category::Bitwise,
    description: "A number with its bits moved away from the sign, which fills them up.",
    examples: &[Example { sql: "bitwise_right_shift_arithmetic(-256, 3)", result: "-32" }],
    overloads: &[
        overload!("bitwise_right_shift_arithmetic(tinyint, integer) -> tinyint", |b| {
            of::<Int8Type>(b, |v, s| arithmetic(v.into(), s) as i8)
        }),
        overload!("bitwise_right_shift_arithmetic(smallint, integer) -> smallint", |b| {
            of::<Int16Type>(b, |v, s| arithmetic(v.into(), s) as i16)
        }),
        overload!("bitwise_right_shift_arithmetic(integer, integer) -> integer", |b| {
            of::<Int32Type>(b, |v, s| arithmetic(v.into(), s) as i32)
        }),
        overload!("bitwise_right_shift_arithmetic(bigint, integer) -> bigint", |b| of::<Int64Type>(b, arithmetic)),
    ],
    ..Function::DEFAULT
};

fn of<P: ArrowPrimitiveType>(bound: &Bound, body: fn(P::Native, i32) -> P::Native) -> Result<Kernel> {
    Ok(binary::<P, Int32Type, P>(&bound.returns, body))
}

fn left(value: i64, shift: i32) -> i64 {
    if shift >= 64 { 0 } else { value.wrapping_shl(shift as u32) }
}

fn right(value: u64, shift: i32) -> u64 {
    if shift >= 64 { 0 } else { value.wrapping_shr(shift as u32) }
}

fn arithmetic(value: i64, shift: i32) -> i64 {
    if shift >= 64 { value >> 63 } else { value.wrapping_shr(shift as u32) }
}
