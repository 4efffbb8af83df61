//! Integers and floating-point numbers.

/// An integer as Java's `Long.parseLong` reads it: an optional sign and digits, nothing else; `None`
/// outside the 64-bit range. `1.0`, ` 1` and the empty text are no integers.
pub(crate) fn parse_integer(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() {
        return None;
    }
    if digits.len() <= 18 {
        // Eighteen digits cannot overflow, which is nearly every number there is.
        let mut value: i64 = 0;
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return None;
            }
            value = value * 10 + i64::from(digit);
        }
        return Some(if negative { -value } else { value });
    }
    digits.iter().try_fold(0_i64, |value, byte| {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        let digit = i64::from(digit);
        value.checked_mul(10)?.checked_add(if negative { -digit } else { digit })
    })
}

/// A number as Java's `Double.parseDouble` reads it: surrounding blanks are skipped, `NaN`, `Infinity`
/// and a trailing `d` or `f` are understood; hexadecimal floats are not.
pub(crate) fn parse_f64(text: &[u8]) -> Option<f64> {
    let text = text.trim_ascii();
    let (number, plain) = match text.last()? {
        b'0'..=b'9' | b'.' => (text, true),
        b'd' | b'D' | b'f' | b'F' => (&text[..text.len() - 1], true),
        _ => (text, false),
    };
    let unsigned = match number {
        [b'+' | b'-', rest @ ..] => rest,
        _ => number,
    };
    match unsigned {
        b"NaN" => return Some(f64::NAN),
        b"Infinity" if !plain => {
            return Some(if number.first() == Some(&b'-') { f64::NEG_INFINITY } else { f64::INFINITY });
        }
        _ => {}
    }
    // Rust also reads `inf` and `nan` in any case, Java does not.
    if !unsigned.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) {
        return None;
    }
    std::str::from_utf8(number).ok()?.parse().ok()
}

/// An integer that fits a narrower type.
pub(crate) fn parse_narrow<T: TryFrom<i64>>(text: &[u8]) -> Option<T> {
    parse_integer(text).and_then(|value| T::try_from(value).ok())
}

/// A 32-bit float, rounded from the 64-bit one.
pub(crate) fn parse_f32(text: &[u8]) -> Option<f32> {
    parse_f64(text).map(|value| value as f32)
}
