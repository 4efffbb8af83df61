//! Mathematical functions.

mod abs;
mod base;
mod beta;
mod constant;
mod cosine;
mod decimals;
mod distribution;
mod elementary;
mod log;
mod nan;
mod power;
mod random;
mod round;
mod sign;
mod trigonometry;
mod width_bucket;
mod wilson;

use arrow::datatypes::Float64Type;
use boathouse_functions::{Bound, Kernel, kernel};

use crate::vector::unary;

pub(crate) use abs::FUNCTION as ABS;
pub(crate) use base::{FROM_BASE, TO_BASE};
pub(crate) use constant::{E, INFINITY, NAN, PI};
pub(crate) use cosine::FUNCTION as COSINE_SIMILARITY;
pub(crate) use distribution::{BETA_CDF, INVERSE_BETA_CDF, INVERSE_NORMAL_CDF, NORMAL_CDF, T_CDF, T_PDF};
pub(crate) use elementary::{CBRT, DEGREES, EXP, RADIANS, SQRT};
pub(crate) use log::{LN, LOG, LOG2, LOG10};
pub(crate) use nan::{IS_FINITE, IS_INFINITE, IS_NAN};
pub(crate) use power::FUNCTION as POWER;
pub(crate) use random::FUNCTION as RANDOM;
pub(crate) use round::{CEILING, FLOOR, ROUND, TRUNCATE};
pub(crate) use sign::FUNCTION as SIGN;
pub(crate) use trigonometry::{ACOS, ASIN, ATAN, ATAN2, COS, COSH, SIN, SINH, TAN, TANH};
pub(crate) use width_bucket::FUNCTION as WIDTH_BUCKET;
pub(crate) use wilson::{LOWER as WILSON_INTERVAL_LOWER, UPPER as WILSON_INTERVAL_UPPER};

/// A function of one double.
fn of_double(bound: &Bound, body: fn(f64) -> f64) -> Kernel {
    unary::<Float64Type, Float64Type>(&bound.returns, body)
}

/// The argument as it is.
fn unchanged() -> Kernel {
    kernel(|call| Ok(call.value(0)?.clone()))
}

/// Declares a function from double to double.
macro_rules! double_function {
    ($(#[$doc:meta])* $constant:ident, $signature:literal, $name:literal, $description:literal, $sql:literal, $result:literal, $body:expr) => {
        $(#[$doc])*
        pub(crate) const $constant: boathouse_functions::Function = boathouse_functions::Function {
            name: $name,
            category: boathouse_functions::Category::Math,
            description: $description,
            examples: &[boathouse_functions::Example { sql: $sql, result: $result }],
            overloads: &[boathouse_functions::Overload {
                signature: $signature,
                returns: None,
                kernel: |bound| Ok(crate::math::of_double(bound, $body)),
            }],
            ..boathouse_functions::Function::DEFAULT
        };
    };
}
use double_function;

#[cfg(test)]
mod tests;
