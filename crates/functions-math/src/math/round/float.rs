//! Rounding of doubles and reals.

/// The nearest whole number.
pub(super) fn round_whole(value: f64) -> f64 {
    round_double(value, 0)
}

/// The nearest number with so many digits behind the point, as far as a double has it.
pub(super) fn round_double(value: f64, digits: i32) -> f64 {
    rounded(value, digits).unwrap_or(value)
}

/// As [`round_double`]; the scaling is done in double.
pub(super) fn round_real(value: f32, digits: i32) -> f32 {
    rounded(value.into(), digits).map_or(value, |value| value as f32)
}

/// Nothing when the value has no digit so far behind the point.
fn rounded(value: f64, digits: i32) -> Option<f64> {
    if !value.is_finite() {
        return None;
    }
    let factor = 10f64.powf(digits.into());
    let scaled = (value.abs() * factor).round();
    // A scaled value beyond 64 bits is a double's last digit already.
    if scaled >= i64::MAX as f64 {
        return None;
    }
    // As in Java, what is not a number is a zero here.
    let scaled = if scaled.is_nan() { 0.0 } else { scaled };
    let result = scaled / factor;
    Some(if value < 0.0 { -result } else { result })
}
