//! Constants: `e`, `pi`, `nan` and `infinity`.

use boathouse_functions::{Category, Example, Function, Kernel, Overload, kernel};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::ColumnarValue;

fn constant(value: f64) -> Kernel {
    kernel(move |_| Ok(ColumnarValue::Scalar(ScalarValue::Float64(Some(value)))))
}

pub(crate) const E: Function = Function {
    name: "e",
    category: Category::Math,
    description: "Euler's number.",
    examples: &[Example { sql: "e()", result: "2.718281828459045" }],
    overloads: &[Overload { signature: "e() -> double", returns: None, kernel: |_| Ok(constant(std::f64::consts::E)) }],
    ..Function::DEFAULT
};

pub(crate) const PI: Function = Function {
    name: "pi",
    category: Category::Math,
    description: "The number pi.",
    examples: &[Example { sql: "pi()", result: "3.141592653589793" }],
    overloads: &[Overload {
        signature: "pi() -> double",
        returns: None,
        kernel: |_| Ok(constant(std::f64::consts::PI)),
    }],
    ..Function::DEFAULT
};

pub(crate) const NAN: Function = Function {
    name: "nan",
    category: Category::Math,
    description: "The double that is no number.",
    examples: &[Example { sql: "nan()", result: "NaN" }],
    overloads: &[Overload { signature: "nan() -> double", returns: None, kernel: |_| Ok(constant(f64::NAN)) }],
    ..Function::DEFAULT
};

pub(crate) const INFINITY: Function = Function {
    name: "infinity",
    category: Category::Math,
    description: "The double above all numbers.",
    examples: &[Example { sql: "-infinity()", result: "-Infinity" }],
    overloads: &[Overload {
        signature: "infinity() -> double",
        returns: None,
        kernel: |_| Ok(constant(f64::INFINITY)),
    }],
    ..Function::DEFAULT
};
