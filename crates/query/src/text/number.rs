//! Numbers as Java prints them.

use boathouse_functions_cast::{java_double, java_real};

/// `Double.toString`.
pub(super) fn write_f64(value: f64, out: &mut String) {
    out.push_str(&java_double(value));
}

/// `Float.toString`.
pub(super) fn write_f32(value: f32, out: &mut String) {
    out.push_str(&java_real(value));
}

/// An unscaled decimal of `scale` digits after the point, padded to the scale.
pub(crate) fn write_decimal(unscaled: &str, scale: u8, out: &mut String) {
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
