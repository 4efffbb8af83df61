//! Wilson's confidence interval of a share.

use boathouse_functions::{Category, Double, Example, Function, I64, Kernel, Overload, rows3};
use boathouse_types::{Result, TrinoError, Type};

pub(crate) const LOWER: Function = Function {
    name: "wilson_interval_lower",
    category: Category::Math,
    description: "The lower bound of Wilson's interval for so many successes in so many trials, at a z-score.",
    examples: &[Example { sql: "wilson_interval_lower(5, 10, 0)", result: "0.5" }],
    overloads: &[Overload {
        signature: "wilson_interval_lower(bigint, bigint, double) -> double",
        returns: None,
        kernel: |bound| Ok(bounds(&bound.returns, -1.0)),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const UPPER: Function = Function {
    name: "wilson_interval_upper",
    category: Category::Math,
    description: "The upper bound of Wilson's interval for so many successes in so many trials, at a z-score.",
    examples: &[Example { sql: "wilson_interval_upper(5, 10, 0)", result: "0.5" }],
    overloads: &[Overload {
        signature: "wilson_interval_upper(bigint, bigint, double) -> double",
        returns: None,
        kernel: |bound| Ok(bounds(&bound.returns, 1.0)),
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn bounds(returns: &Type, side: f64) -> Kernel {
    rows3::<I64, I64, Double, Double>(returns, move |successes, trials, z| bound(successes, trials, z, side).map(Some))
}

fn bound(successes: i64, trials: i64, z: f64, side: f64) -> Result<f64> {
    let wrong = match () {
        () if successes < 0 => Some("number of successes must not be negative"),
        () if trials <= 0 => Some("number of trials must be positive"),
        () if successes > trials => Some("number of successes must not be larger than number of trials"),
        () if z < 0.0 || z.is_nan() => Some("z-score must not be negative"),
        () => None,
    };
    if let Some(text) = wrong {
        return Err(TrinoError::invalid_argument(text));
    }
    let n = trials as f64;
    let p = successes as f64 / n;
    let square = z * z;
    let width = z * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt();
    Ok((p + square / (2.0 * n) + side * width) / (1.0 + square / n))
}
