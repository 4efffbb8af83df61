//! The regularized incomplete beta function and its inverse.

use boathouse_types::{Result, TrinoError};
use statrs::function::gamma::ln_gamma;

/// Steps of the continued fraction: enough for parameters of a hundred million, and no long time for others.
const STEPS_MAX: u32 = 20_000;
/// The last step changes less than this.
const PRECISION: f64 = 1e-15;
/// Stands in for a zero that would be divided by.
const TINY: f64 = 1e-300;

/// The probability that a beta variable of the parameters is at most `x`, which is within 0 and 1.
///
/// # Errors
/// `NOT_SUPPORTED` when the parameters are so large that this has no answer in reasonable time.
pub(super) fn regularized(a: f64, b: f64, x: f64) -> Result<f64> {
    if x <= 0.0 {
        return Ok(0.0);
    }
    if x >= 1.0 {
        return Ok(1.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        // The fraction converges quickly on the other side of the mean only.
        return lower(b, a, 1.0 - x, x).map(|upper| 1.0 - upper);
    }
    lower(a, b, x, 1.0 - x)
}

/// The same below the mean; `rest` is 1 - x.
fn lower(a: f64, b: f64, x: f64, rest: f64) -> Result<f64> {
    let scale = (a * x.ln() + b * rest.ln() + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b)).exp() / a;
    if scale == 0.0 {
        return Ok(0.0);
    }
    let fraction = fraction(a, b, x).filter(|value| value.is_finite() && scale.is_finite());
    let text = || TrinoError::not_supported(format!("A beta distribution of the parameters {a} and {b}"));
    fraction.map(|fraction| scale / fraction).ok_or_else(text)
}

/// 1 + d1 / (1 + d2 / (1 + …)), from the front; nothing when it does not settle.
fn fraction(a: f64, b: f64, x: f64) -> Option<f64> {
    let nonzero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let (mut value, mut upper, mut lower) = (1.0, 1.0, 0.0);
    for step in 1..STEPS_MAX {
        let m = f64::from(step / 2);
        let even = step % 2 == 0;
        let coefficient = match even {
            true => m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            false => -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        };
        lower = 1.0 / nonzero(1.0 + coefficient * lower);
        upper = nonzero(1.0 + coefficient / upper);
        let change: f64 = upper * lower;
        value *= change;
        if (change - 1.0).abs() < PRECISION {
            return Some(value);
        }
    }
    None
}

/// Where the probability is `p`, by halving: that always ends.
///
/// # Errors
/// As [`regularized`].
pub(super) fn inverse(a: f64, b: f64, p: f64) -> Result<f64> {
    if p <= 0.0 || p >= 1.0 {
        return Ok(p);
    }
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return Ok(middle);
        }
        match regularized(a, b, middle)? < p {
            true => low = middle,
            false => high = middle,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_of_beta_variables() {
        for (a, b, x, expected) in [
            (1.0, 1.0, 0.25, 0.25),
            (2.0, 1.0, 0.5, 0.25),
            (1.0, 3.0, 0.5, 0.875),
            (3.0, 3.6, 0.3, 0.217_648_099_977),
            (0.5, 0.5, 0.5, 0.5),
            (1e6, 1e6, 0.5, 0.5),
            (1e6, 1e6, 0.5005, 0.921_350_4),
            (1e-3, 1e-3, 0.5, 0.5),
            (1e12, 1.0, 0.5, 0.0),
        ] {
            let found = regularized(a, b, x).unwrap();
            assert!((found - expected).abs() < 1e-6, "{a} {b} {x}: {found}");
            let back = inverse(a, b, found).unwrap();
            assert!(found == 0.0 || (back - x).abs() < 1e-6, "{a} {b} {x}: {back}");
        }
        assert!(regularized(f64::INFINITY, 1.0, 0.5).is_err());
        assert!(regularized(1e18, 1e18, 0.5).is_err());
    }
}
