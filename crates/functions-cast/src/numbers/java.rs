//! Real and double as Java prints them.

use std::fmt::{LowerExp, Write};
use std::str::FromStr;

/// A double as Trino shows it: `1.0`, `1.0E8`, `NaN`, `-Infinity`.
pub fn java_double(value: f64) -> String {
    if !value.is_finite() || value == 0.0 {
        return unusual(value).to_owned();
    }
    plain_or_exponent(value, (1e-3..1e7).contains(&value.abs()))
}

/// A real as Trino shows it.
pub fn java_real(value: f32) -> String {
    if !value.is_finite() || value == 0.0 {
        return unusual(f64::from(value)).to_owned();
    }
    plain_or_exponent(value, (1e-3..1e7).contains(&value.abs()))
}

/// A double as CAST to varchar writes it: always with an exponent, `2.56E1`, `0E0`.
pub(crate) fn exponent_double(value: f64) -> String {
    exponent(value, shortest)
}

/// A real as CAST to varchar writes it, with at most seven digits.
pub(crate) fn exponent_real(value: f32) -> String {
    // The digits of the shortest text are what is rounded, not those of the bits.
    exponent(f64::from(value), |_| {
        let shortest: f64 = shortest(value).parse().unwrap_or(f64::from(value));
        format!("{shortest:.6e}")
    })
}

fn exponent(value: f64, print: impl Fn(f64) -> String) -> String {
    if value == 0.0 {
        return if value.is_sign_negative() { "-0E0" } else { "0E0" }.to_owned();
    }
    if !value.is_finite() {
        return unusual(value).to_owned();
    }
    let text = print(value);
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    format!("{whole}.{}E{power}", if fraction.is_empty() { "0" } else { fraction })
}

fn unusual(value: f64) -> &'static str {
    if value.is_nan() {
        "NaN"
    } else if value == 0.0 {
        if value.is_sign_negative() { "-0.0" } else { "0.0" }
    } else if value > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

/// The shortest digits that read back as the same number; where one digit does, Java takes the nearest two.
fn shortest<F: LowerExp + FromStr + PartialEq>(value: F) -> String {
    let text = format!("{value:e}");
    if text.contains('.') {
        return text;
    }
    let two = format!("{value:.1e}");
    let better = !two.contains(".0e") && two.parse().is_ok_and(|read: F| read == value);
    if better { two } else { text }
}

/// The shortest digits, laid out with or without an exponent.
fn plain_or_exponent<F: LowerExp + FromStr + PartialEq>(value: F, plain: bool) -> String {
    let text = shortest(value);
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = String::with_capacity(24);
    out.push_str(sign);
    let power: i32 = power.parse().unwrap_or(0);
    if !plain {
        let fraction = if fraction.is_empty() { "0" } else { fraction };
        let _ = write!(out, "{whole}.{fraction}E{power}");
        return out;
    }
    let shift = power.unsigned_abs() as usize;
    if power < 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', shift - 1));
        out.push_str(whole);
        out.push_str(fraction);
        return out;
    }
    out.push_str(whole);
    let (moved, rest) = fraction.split_at(shift.min(fraction.len()));
    out.push_str(moved);
    out.extend(std::iter::repeat_n('0', shift - moved.len()));
    out.push('.');
    out.push_str(if rest.is_empty() { "0" } else { rest });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_as_java_prints_them() {
        for (value, shown, cast) in [
            (0.0, "0.0", "0E0"),
            (-0.0, "-0.0", "-0E0"),
            (1.0, "1.0", "1.0E0"),
            (25.6, "25.6", "2.56E1"),
            (1234567.125, "1234567.125", "1.234567125E6"),
            (1e7, "1.0E7", "1.0E7"),
            (12345678.9, "1.23456789E7", "1.23456789E7"),
            (0.001, "0.001", "1.0E-3"),
            (0.00012, "1.2E-4", "1.2E-4"),
            (-37.7, "-37.7", "-3.77E1"),
            (f64::NAN, "NaN", "NaN"),
            (f64::INFINITY, "Infinity", "Infinity"),
            (f64::NEG_INFINITY, "-Infinity", "-Infinity"),
            (f64::MAX, "1.7976931348623157E308", "1.7976931348623157E308"),
            (f64::MIN_POSITIVE, "2.2250738585072014E-308", "2.2250738585072014E-308"),
            (120.0, "120.0", "1.2E2"),
            (5e-324, "4.9E-324", "4.9E-324"),
            (1e-323, "9.9E-324", "9.9E-324"),
            (2e23, "2.0E23", "2.0E23"),
        ] {
            assert_eq!(java_double(value), shown);
            assert_eq!(exponent_double(value), cast);
        }
    }

    #[test]
    fn reals_as_java_prints_them() {
        for (value, shown, cast) in [
            (754.1985_f32, "754.1985", "7.541985E2"),
            (1200.0, "1200.0", "1.2E3"),
            (1.234_567_9e17, "1.2345679E17", "1.234568E17"),
            (1_234_567_936.0, "1.234568E9", "1.234568E9"),
            (-0.0, "-0.0", "-0E0"),
            (0.1, "0.1", "1.0E-1"),
            (1.4e-45, "1.4E-45", "1.4E-45"),
        ] {
            assert_eq!(java_real(value), shown);
            assert_eq!(exponent_real(value), cast);
        }
    }
}
