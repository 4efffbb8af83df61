//! Decimals.

/// A decimal as Java's `BigDecimal` reads it, as an unscaled value of the given scale: rounded half up,
/// `None` when it needs more than `precision` digits.
pub(crate) fn parse_decimal(text: &[u8], precision: u8, scale: u8) -> Option<i128> {
    let text = text.trim_ascii();
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let (mantissa, exponent) = match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(at) => (&text[..at], i32::try_from(super::parse_integer(&text[at + 1..])?).ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = match mantissa.iter().position(|byte| *byte == b'.') {
        Some(at) => (&mantissa[..at], &mantissa[at + 1..]),
        None => (mantissa, &[][..]),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    // Digits that stay: all before the point, `scale` after it, both moved by the exponent.
    let point = i64::try_from(whole.len()).ok()? + i64::from(exponent);
    let kept = point + i64::from(scale);
    let mut value: i128 = 0;
    let mut round_up = false;
    for (index, byte) in whole.iter().chain(fraction).enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        let index = i64::try_from(index).ok()?;
        if index < kept {
            value = value.checked_mul(10)?.checked_add(i128::from(digit))?;
        } else if index == kept {
            round_up = digit >= 5;
        }
    }
    let digits = i64::try_from(whole.len() + fraction.len()).ok()?;
    if kept > digits && value != 0 {
        value = 10_i128.checked_pow(u32::try_from(kept - digits).ok()?)?.checked_mul(value)?;
    }
    let value = value.checked_add(i128::from(round_up))?;
    let limit = 10_i128.checked_pow(u32::from(precision))?;
    (value < limit).then_some(if negative { -value } else { value })
}
