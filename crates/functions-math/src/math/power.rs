//! `power`: a number to a power.

use arrow::datatypes::Float64Type;
use boathouse_functions::{Category, Example, Function, Overload};

use crate::vector::binary;

pub(crate) const FUNCTION: Function = Function {
    name: "power",
    aliases: &["pow"],
    category: Category::Math,
    description: "A number raised to a power.",
    examples: &[Example { sql: "power(2, 10)", result: "1024.0" }],
    overloads: &[Overload {
        signature: "power(double, double) -> double",
        returns: None,
        kernel: |bound| Ok(binary::<Float64Type, Float64Type, Float64Type>(&bound.returns, power)),
    }],
    ..Function::DEFAULT
};

/// C gives 1 where the base is 1 or -1 beside NaN or an infinity; Java gives NaN.
fn power(base: f64, exponent: f64) -> f64 {
    if exponent.is_nan() || (base.abs() == 1.0 && exponent.is_infinite()) { f64::NAN } else { base.powf(exponent) }
}
