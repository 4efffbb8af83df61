//! Sines, tangents and their inverses.

use arrow::datatypes::Float64Type;
use boathouse_functions::{Category, Example, Function, Overload};

use super::double_function;
use crate::vector::binary;

double_function!(ACOS, "acos(double) -> double", "acos", "The arc cosine, in radians.", "acos(1)", "0.0", f64::acos);
double_function!(ASIN, "asin(double) -> double", "asin", "The arc sine, in radians.", "asin(0)", "0.0", f64::asin);
double_function!(ATAN, "atan(double) -> double", "atan", "The arc tangent, in radians.", "atan(0)", "0.0", f64::atan);
double_function!(COS, "cos(double) -> double", "cos", "The cosine of an angle in radians.", "cos(0)", "1.0", f64::cos);
double_function!(COSH, "cosh(double) -> double", "cosh", "The hyperbolic cosine.", "cosh(0)", "1.0", f64::cosh);
double_function!(SIN, "sin(double) -> double", "sin", "The sine of an angle in radians.", "sin(0)", "0.0", f64::sin);
double_function!(SINH, "sinh(double) -> double", "sinh", "The hyperbolic sine.", "sinh(0)", "0.0", f64::sinh);
double_function!(TAN, "tan(double) -> double", "tan", "The tangent of an angle in radians.", "tan(0)", "0.0", f64::tan);
double_function!(TANH, "tanh(double) -> double", "tanh", "The hyperbolic tangent.", "tanh(0)", "0.0", f64::tanh);

pub(crate) const ATAN2: Function = Function {
    name: "atan2",
    category: Category::Math,
    description: "The angle of the point with the given y and x, in radians.",
    examples: &[Example { sql: "atan2(0, 1)", result: "0.0" }],
    overloads: &[Overload {
        signature: "atan2(double, double) -> double",
        returns: None,
        kernel: |bound| Ok(binary::<Float64Type, Float64Type, Float64Type>(&bound.returns, f64::atan2)),
    }],
    ..Function::DEFAULT
};
