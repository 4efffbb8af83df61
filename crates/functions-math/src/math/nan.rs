//! `is_nan`, `is_finite` and `is_infinite`

use std::sync::Arc;

use arrow::array::BooleanArray;
use arrow::datatypes::{ArrowPrimitiveType, Float32Type, Float64Type};
use boathouse_functions::{Category, Example, Function, Kernel, Overload, kernel};

use crate::vector::Operand;

fn test<P: ArrowPrimitiveType>(body: fn(P::Native) -> bool) -> Kernel {
    kernel(move |call| {
        let column = Operand::<P>::of(call, 0)?.column;
        call.finish(Arc::new(BooleanArray::from_unary(&column, body)))
    })
}

pub(crate) const IS_NAN: Function = Function {
    name: "is_nan",
    category: Category::Math,
    description: "Whether a value is no number.",
    examples: &[Example { sql: "is_nan(nan())", result: "true" }],
    overloads: &[
        Overload {
            signature: "is_nan(double) -> boolean",
            returns: None,
            kernel: |_| Ok(test::<Float64Type>(f64::is_nan)),
        },
        Overload {
            signature: "is_nan(real) -> boolean",
            returns: None,
            kernel: |_| Ok(test::<Float32Type>(f32::is_nan)),
        },
    ],
    ..Function::DEFAULT
};

pub(crate) const IS_FINITE: Function = Function {
    name: "is_finite",
    category: Category::Math,
    description: "Whether a value is a number and not infinite.",
    examples: &[Example { sql: "is_finite(1 / 0e0)", result: "false" }],
    overloads: &[Overload {
        signature: "is_finite(double) -> boolean",
        returns: None,
        kernel: |_| Ok(test::<Float64Type>(f64::is_finite)),
    }],
    ..Function::DEFAULT
};

pub(crate) const IS_INFINITE: Function = Function {
    name: "is_infinite",
    category: Category::Math,
    description: "Whether a value is infinite.",
    examples: &[Example { sql: "is_infinite(1 / 0e0)", result: "true" }],
    overloads: &[Overload {
        signature: "is_infinite(double) -> boolean",
        returns: None,
        kernel: |_| Ok(test::<Float64Type>(f64::is_infinite)),
    }],
    ..Function::DEFAULT
};
