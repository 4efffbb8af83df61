//! Text as numbers, by the rules of Java's parsers.

use boathouse_functions::{Bool, D64, D128, Double, I8, I16, I32, I64, Real, Text};
use boathouse_types::{Result, TrinoError, Type};

use super::{fits, ten_to};
use crate::body::{Body, each};

/// The cast of text to a number type or boolean.
pub(crate) fn of_text(to: &Type) -> Option<Body> {
    Some(match to {
        Type::Boolean => each::<Text, Bool>(to, |text| truth_of_text(text).map(Some)),
        Type::TinyInt => each::<Text, I8>(to, |text| integer_of_text(text, "TINYINT").map(Some)),
        Type::SmallInt => each::<Text, I16>(to, |text| integer_of_text(text, "SMALLINT").map(Some)),
        Type::Integer => each::<Text, I32>(to, |text| integer_of_text(text, "INT").map(Some)),
        Type::BigInt => each::<Text, I64>(to, |text| integer_of_text(text, "BIGINT").map(Some)),
        Type::Real => each::<Text, Real>(to, |text| real_of_text(text).map(Some)),
        Type::Double => each::<Text, Double>(to, |text| double_of_text(text).map(Some)),
        Type::Decimal { precision, scale } if *precision <= 18 => {
            let (precision, scale) = (*precision, *scale);
            each::<Text, D64>(to, move |text| Ok(i64::try_from(unscaled(text, precision, scale)?).ok()))
        }
        Type::Decimal { precision, scale } => {
            let (precision, scale) = (*precision, *scale);
            each::<Text, D128>(to, move |text| unscaled(text, precision, scale).map(Some))
        }
        _ => return None,
    })
}

fn cannot(text: &str, name: &str) -> TrinoError {
    TrinoError::invalid_cast(format!("Cannot cast '{text}' to {name}"))
}

/// Java's `trim` takes every character up to the blank.
fn trim(text: &str) -> &str {
    text.trim_matches(|c| c <= ' ')
}

/// `true`, `t`, `1` and `false`, `f`, `0` in upper or lower case.
///
/// # Errors
/// `INVALID_CAST_ARGUMENT` for any other text.
pub(crate) fn truth_of_text(text: &str) -> Result<bool> {
    let is = |names: [&str; 3]| names.iter().any(|name| text.eq_ignore_ascii_case(name));
    if is(["true", "t", "1"]) {
        Ok(true)
    } else if is(["false", "f", "0"]) {
        Ok(false)
    } else {
        Err(cannot(text, "BOOLEAN"))
    }
}

/// An integer with a sign or none, blanks around it.
///
/// # Errors
/// `INVALID_CAST_ARGUMENT` when the text is none, or too great for the type.
pub(crate) fn integer_of_text<N: std::str::FromStr>(text: &str, name: &str) -> Result<N> {
    // Rust reads what Java does: a sign, digits, nothing else.
    trim(text).parse().map_err(|_| cannot(text, name))
}

/// A double, blanks around it.
///
/// # Errors
/// `INVALID_CAST_ARGUMENT` when the text is none.
pub(crate) fn double_of_text(text: &str) -> Result<f64> {
    floating(trim(text)).ok_or_else(|| cannot(text, "DOUBLE"))
}

/// A real, blanks around it.
///
/// # Errors
/// `INVALID_CAST_ARGUMENT` when the text is none.
pub(crate) fn real_of_text(text: &str) -> Result<f32> {
    floating(trim(text)).ok_or_else(|| cannot(text, "REAL"))
}

/// What `Double.parseDouble` reads: names in their own spelling, an exponent, one of `dDfF` at the end.
fn floating<F: std::str::FromStr>(text: &str) -> Option<F> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "NaN" {
        return "NaN".parse().ok();
    }
    if unsigned == "Infinity" {
        return text.parse().ok();
    }
    if unsigned.starts_with("0x") || unsigned.starts_with("0X") {
        return hexadecimal(unsigned, text.starts_with('-'));
    }
    let number = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    // Only digits may begin what Rust parses, or it would read its own names of the infinities.
    let digits = number.strip_prefix(['+', '-']).unwrap_or(number);
    let starts = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    (starts && !digits.starts_with(['+', '-'])).then(|| number.parse().ok()).flatten()
}

/// `0x1.8p1`: hexadecimal digits and a binary exponent.
fn hexadecimal<F: std::str::FromStr>(unsigned: &str, negative: bool) -> Option<F> {
    let body = unsigned.get(2..)?;
    let body = body.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(body);
    let (digits, power) = body.split_once(['p', 'P'])?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let count = whole.len() + fraction.len();
    if !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_hexdigit()) || !(1..=13).contains(&count) {
        // More digits than a double has bits for are not worth exact rounding here.
        return None;
    }
    let mantissa = u64::from_str_radix(&format!("{whole}{fraction}"), 16).ok()?;
    let power = power.parse::<i32>().ok()?.checked_sub(i32::try_from(fraction.len() * 4).ok()?)?;
    // Two steps, for the power alone may be beyond a double where the product is not.
    let half = power.clamp(-2_000, 2_000) / 2;
    let value = mantissa as f64 * 2_f64.powi(half) * 2_f64.powi(power.clamp(-2_000, 2_000) - half);
    format!("{:e}", if negative { -value } else { value }).parse().ok()
}

/// The unscaled value of a decimal in text.
///
/// # Errors
/// `INVALID_CAST_ARGUMENT` when the text is no number or has more digits than the type.
pub(crate) fn unscaled(text: &str, precision: u8, scale: u8) -> Result<i128> {
    let fail = |why: &str| {
        let text = format!("Cannot cast VARCHAR '{text}' to DECIMAL({precision}, {scale}). {why}");
        TrinoError::invalid_cast(text)
    };
    match decimal_of_text(text, scale) {
        Ok(Some(value)) if fits(value, precision) => Ok(value),
        Ok(_) => Err(fail("Value too large.")),
        Err(NotANumber) => Err(fail("Value is not a number.")),
    }
}

/// The text is not in the form of a decimal number.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotANumber;

/// Reads what `BigDecimal` reads, rounded half up to so many fraction digits; `None` beyond 38 digits.
pub(crate) fn decimal_of_text(text: &str, scale: u8) -> Result<Option<i128>, NotANumber> {
    let (negative, rest) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    let (number, exponent) = match rest.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent_of_text(exponent)?),
        None => (rest, 0),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    if whole.is_empty() && fraction.is_empty() || !digits().all(|b| b.is_ascii_digit()) {
        return Err(NotANumber);
    }
    let zeros = digits().take_while(|b| *b == b'0').count();
    let count = whole.len() + fraction.len();
    if zeros == count {
        return Ok(Some(0));
    }
    // So many digits from the first that is not zero stand before the end of the last fraction digit wanted.
    let kept = whole.len() as i64 - zeros as i64 + exponent + i64::from(scale);
    if kept < 0 {
        return Ok(Some(0));
    }
    if kept > 38 {
        return Ok(None);
    }
    let mut value: i128 = 0;
    let mut significant = digits().skip(zeros);
    for _ in 0..kept {
        value = value * 10 + i128::from(significant.next().map_or(0, |b| b - b'0'));
    }
    if significant.next().is_some_and(|b| b >= b'5') {
        value += 1;
    }
    // Rounding may carry into a 39th digit.
    Ok((value < ten_to(38)).then_some(if negative { -value } else { value }))
}

fn exponent_of_text(text: &str) -> Result<i64, NotANumber> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 10 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotANumber);
    }
    text.parse().map_err(|_| NotANumber)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_in_text() {
        for (text, expected) in [
            (" 1.0 ", Some(1.0)),
            ("1e3", Some(1000.0)),
            (".5", Some(0.5)),
            ("5.", Some(5.0)),
            ("-Infinity", Some(f64::NEG_INFINITY)),
            ("1.5d", Some(1.5)),
            ("0x1.8p1", Some(3.0)),
            ("1e400", Some(f64::INFINITY)),
            ("inf", None),
            ("infinity", None),
            ("nan", None),
            ("", None),
            ("+", None),
            ("+-1", None),
            ("1_000", None),
            ("d", None),
            ("e5", None),
        ] {
            assert_eq!(double_of_text(text).ok(), expected, "{text}");
        }
        assert!(double_of_text("NaN").is_ok_and(f64::is_nan));
        assert!(double_of_text("-NaN").is_ok_and(f64::is_nan));
    }

    #[test]
    fn decimals_in_text() {
        for (text, scale, expected) in [
            ("234.0", 1, Ok(Some(2340))),
            (".01", 3, Ok(Some(10))),
            ("-1.459", 1, Ok(Some(-15))),
            ("0.5", 0, Ok(Some(1))),
            ("0.49", 0, Ok(Some(0))),
            ("0.05", 0, Ok(Some(0))),
            ("1.5e2", 0, Ok(Some(150))),
            ("15E-1", 0, Ok(Some(2))),
            ("0e999999999", 2, Ok(Some(0))),
            ("1e999999999", 2, Ok(None)),
            ("99999999999999999999999999999999999999", 0, Ok(Some(ten_to(38) - 1))),
            ("99999999999999999999999999999999999999.5", 0, Ok(None)),
            ("foo", 0, Err(NotANumber)),
            (" 1", 0, Err(NotANumber)),
            ("", 0, Err(NotANumber)),
            (".", 0, Err(NotANumber)),
            ("1e", 0, Err(NotANumber)),
            ("--1", 0, Err(NotANumber)),
        ] {
            assert_eq!(decimal_of_text(text, scale), expected, "{text}");
        }
    }
}
