//! Numbers as Java prints them.

use std::fmt::Write;

/// `Double.toString`: plain digits for 1e-3 ≤ |x| < 1e7, else `d.dddE±n`, always with a fraction.
pub(super) fn write_f64(value: f64, out: &mut String) {
    if !write_special(value.is_nan(), value.is_infinite(), value.is_sign_negative(), value == 0.0, out) {
        write_digits(&format!("{value:e}"), out);
    }
}

/// `Float.toString`, with the shortest digits that are this 32-bit number again.
pub(super) fn write_f32(value: f32, out: &mut String) {
    if !write_special(value.is_nan(), value.is_infinite(), value.is_sign_negative(), value == 0.0, out) {
        write_digits(&format!("{value:e}"), out);
    }
}

fn write_special(nan: bool, infinite: bool, negative: bool, zero: bool, out: &mut String) -> bool {
    let text = match (nan, infinite, zero) {
        (true, _, _) => {
            return {
                out.push_str("NaN");
                true
            };
        }
        (_, true, _) => "Infinity",
        (_, _, true) => "0.0",
        _ => return false,
    };
    if negative {
        out.push('-');
    }
    out.push_str(text);
    true
}

/// Rust's shortest scientific form (`-1.234e5`) laid out as Java lays it out.
fn write_digits(scientific: &str, out: &mut String) {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let unsigned = mantissa.strip_prefix('-').unwrap_or(mantissa);
    if unsigned.len() < mantissa.len() {
        out.push('-');
    }
    let digits: String = unsigned.chars().filter(|c| *c != '.').collect();
    match exponent {
        0..=6 => {
            let point = usize::try_from(exponent).unwrap_or(0) + 1;
            let whole: String = digits.chars().chain(std::iter::repeat('0')).take(point).collect();
            let fraction = digits.get(point..).filter(|rest| !rest.is_empty()).unwrap_or("0");
            out.push_str(&whole);
            out.push('.');
            out.push_str(fraction);
        }
        -3..=-1 => {
            out.push_str("0.");
            out.extend(std::iter::repeat_n('0', usize::try_from(-exponent - 1).unwrap_or(0)));
            out.push_str(&digits);
        }
        _ => {
            let (first, rest) = digits.split_at(1);
            write!(out, "{first}.{}E{exponent}", if rest.is_empty() { "0" } else { rest }).ok();
        }
    }
}

/// An unscaled decimal of `scale` digits after the point, padded to the scale.
pub(super) fn write_decimal(unscaled: &str, scale: u8, out: &mut String) {
    let (sign, digits) = unscaled.strip_prefix('-').map_or(("", unscaled), |digits| ("-", digits));
    out.push_str(sign);
    if scale == 0 {
        return out.push_str(digits);
    }
    let padded = format!("{digits:0>width$}", width = usize::from(scale) + 1);
    let (whole, fraction) = padded.split_at(padded.len() - usize::from(scale));
    out.push_str(whole);
    out.push('.');
    out.push_str(fraction);
}
