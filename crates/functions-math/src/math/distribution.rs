//! Distributions: normal, beta and Student's t.

use boathouse_functions::{Category, Double, Example, Function, Overload, rows2, rows3};
use boathouse_types::{Result, TrinoError};
use statrs::function::beta::ln_beta;
use statrs::function::erf::{erf, erf_inv};

use super::beta::{inverse, regularized};

fn require(condition: bool, text: &str) -> Result<()> {
    if condition { Ok(()) } else { Err(TrinoError::invalid_argument(text)) }
}

pub(crate) const NORMAL_CDF: Function = Function {
    name: "normal_cdf",
    category: Category::Math,
    description: "The probability that a normal variable of the given mean and deviation is at most a value.",
    examples: &[Example { sql: "normal_cdf(0, 1, 0)", result: "0.5" }],
    overloads: &[Overload {
        signature: "normal_cdf(double, double, double) -> double",
        returns: None,
        kernel: |bound| {
            Ok(rows3::<Double, Double, Double, Double>(&bound.returns, |mean, deviation, value| {
                require(deviation > 0.0, "standardDeviation must be > 0")?;
                Ok(Some(0.5 * (1.0 + erf((value - mean) / (deviation * std::f64::consts::SQRT_2)))))
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const INVERSE_NORMAL_CDF: Function = Function {
    name: "inverse_normal_cdf",
    category: Category::Math,
    description: "The value a normal variable of the given mean and deviation is at most with a probability.",
    examples: &[Example { sql: "inverse_normal_cdf(2, 1, 0.5)", result: "2.0" }],
    overloads: &[Overload {
        signature: "inverse_normal_cdf(double, double, double) -> double",
        returns: None,
        kernel: |bound| {
            Ok(rows3::<Double, Double, Double, Double>(&bound.returns, |mean, deviation, p| {
                require(p > 0.0 && p < 1.0, "p must be 0 > p > 1")?;
                require(deviation > 0.0, "sd must be > 0")?;
                Ok(Some(mean + deviation * std::f64::consts::SQRT_2 * erf_inv(2.0 * p - 1.0)))
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const BETA_CDF: Function = Function {
    name: "beta_cdf",
    category: Category::Math,
    description: "The probability that a beta variable of the parameters a and b is at most a value.",
    examples: &[Example { sql: "beta_cdf(1, 1, 0.25)", result: "0.25" }],
    overloads: &[Overload {
        signature: "beta_cdf(double, double, double) -> double",
        returns: None,
        kernel: |bound| {
            Ok(rows3::<Double, Double, Double, Double>(&bound.returns, |a, b, value| {
                require((0.0..=1.0).contains(&value), "value must be 0 >= v >= 1")?;
                require(a > 0.0 && b > 0.0, "a, b must be > 0")?;
                regularized(a, b, value).map(Some)
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const INVERSE_BETA_CDF: Function = Function {
    name: "inverse_beta_cdf",
    category: Category::Math,
    description: "The value a beta variable of the parameters a and b is at most with a probability.",
    examples: &[Example { sql: "inverse_beta_cdf(1, 1, 1)", result: "1.0" }],
    overloads: &[Overload {
        signature: "inverse_beta_cdf(double, double, double) -> double",
        returns: None,
        kernel: |bound| {
            Ok(rows3::<Double, Double, Double, Double>(&bound.returns, |a, b, p| {
                require((0.0..=1.0).contains(&p), "p must be 0 >= p >= 1")?;
                require(a > 0.0 && b > 0.0, "a, b must be > 0")?;
                inverse(a, b, p).map(Some)
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const T_CDF: Function = Function {
    name: "t_cdf",
    category: Category::Math,
    description: "The probability that a t variable of so many degrees of freedom is at most a value.",
    examples: &[Example { sql: "t_cdf(0, 1)", result: "0.5" }],
    overloads: &[Overload {
        signature: "t_cdf(double, double) -> double",
        returns: None,
        kernel: |bound| {
            Ok(rows2::<Double, Double, Double>(&bound.returns, |value, freedom| {
                require(freedom >= 1.0, "degrees of freedom must be greater than or equal to 1")?;
                t_cdf(value, freedom).map(Some)
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const T_PDF: Function = Function {
    name: "t_pdf",
    category: Category::Math,
    description: "The density of a t variable of so many degrees of freedom at a value.",
    examples: &[Example { sql: "round(t_pdf(0, 1), 4)", result: "0.3183" }],
    overloads: &[Overload {
        signature: "t_pdf(double, double) -> double",
        returns: None,
        kernel: |bound| {
            Ok(rows2::<Double, Double, Double>(&bound.returns, |value, freedom| {
                require(freedom >= 1.0, "degrees of freedom must be greater than or equal to 1")?;
                Ok(Some(t_pdf(value, freedom)))
            }))
        },
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn t_cdf(value: f64, freedom: f64) -> Result<f64> {
    if value == 0.0 || value.is_nan() {
        return Ok(if value == 0.0 { 0.5 } else { value });
    }
    let half = 0.5 * regularized(0.5 * freedom, 0.5, freedom / (freedom + value * value))?;
    Ok(if value < 0.0 { half } else { 1.0 - half })
}

fn t_pdf(value: f64, freedom: f64) -> f64 {
    let power = -0.5 * (freedom + 1.0) * (value * value / freedom).ln_1p();
    (power - 0.5 * freedom.ln() - ln_beta(0.5 * freedom, 0.5)).exp()
}
