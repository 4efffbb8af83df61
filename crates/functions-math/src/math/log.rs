//! Logarithms.

use arrow::datatypes::Float64Type;
use boathouse_functions::{Category, Example, Function, Overload};

use super::double_function;
use crate::vector::binary;

double_function!(LN, "ln(double) -> double", "ln", "The natural logarithm.", "ln(e())", "1.0", f64::ln);
double_function!(
    LOG10,
    "log10(double) -> double",
    "log10",
    "The logarithm to base 10.",
    "log10(1000)",
    "3.0",
    f64::log10
);
double_function!(
    /// Trino divides natural logarithms, so powers of two need not come out whole.
    LOG2, "log2(double) -> double", "log2", "The logarithm to base 2.", "log2(4)", "2.0",
    |number| number.ln() / std::f64::consts::LN_2
);

pub(crate) const LOG: Function = Function {
    name: "log",
    category: Category::Math,
    description: "The logarithm of the second argument to the base of the first.",
    examples: &[Example { sql: "log(5, 5)", result: "1.0" }],
    overloads: &[Overload {
        signature: "log(double, double) -> double",
        returns: None,
        kernel: |bound| {
            Ok(binary::<Float64Type, Float64Type, Float64Type>(&bound.returns, |base, number| number.ln() / base.ln()))
        },
    }],
    ..Function::DEFAULT
};
