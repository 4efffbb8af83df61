//! `format_number` and `parse_data_size`: numbers with the letter of a unit.

use boathouse_functions::{Category, D128, Double, Example, Function, I64, Overload, Text, rows1};
use boathouse_types::{Result, TrinoError};

/// Digits that tell a double of at least 1 exactly.
const EXACT_FRACTION_DIGITS: usize = 60;
/// Digits of the largest decimal.
const DECIMAL_DIGITS_MAX: usize = 38;

pub(crate) const FORMAT_NUMBER: Function = Function {
    name: "format_number",
    category: Category::Conversion,
    description: "A number with the letter of its thousands: K, M, B, T or Q.",
    examples: &[
        Example { sql: "format_number(123456)", result: "123K" },
        Example { sql: "format_number(1000000)", result: "1M" },
    ],
    overloads: &[
        Overload {
            signature: "format_number(bigint) -> varchar",
            returns: None,
            kernel: |bound| Ok(rows1::<I64, Text>(&bound.returns, |count| Ok(Some(short(count))))),
        },
        Overload {
            signature: "format_number(double) -> varchar",
            returns: None,
            kernel: |bound| Ok(rows1::<Double, Text>(&bound.returns, |value| Ok(Some(short(value as i64))))),
        },
    ],
    ..Function::DEFAULT
};

pub(crate) const PARSE_DATA_SIZE: Function = Function {
    name: "parse_data_size",
    category: Category::Conversion,
    description: "The bytes of a size with its unit, from B and kB to YB; a kB has 1024.",
    examples: &[Example { sql: "parse_data_size('2.3MB')", result: "2411724" }],
    overloads: &[Overload {
        signature: "parse_data_size(varchar(x)) -> decimal(38,0)",
        returns: None,
        kernel: |bound| Ok(rows1::<Text, D128>(&bound.returns, |text| bytes(text).map(Some))),
    }],
    fallible: true,
    ..Function::DEFAULT
};

/// Positive numbers have three digits or all of them; negative ones up to two behind the point.
fn short(count: i64) -> String {
    let mut value = count as f64;
    let mut units = ["", "K", "M", "B", "T", "Q"].iter();
    let mut unit = units.next();
    while value.abs() >= 1_000.0 && units.len() > 0 {
        value /= 1_000.0;
        unit = units.next();
    }
    let digits = if value < 10.0 {
        2
    } else if value < 100.0 {
        1
    } else {
        0
    };
    format!("{}{}", rounded(value, digits), unit.unwrap_or(&""))
}

/// Halves go away from zero; zeros at the end of the fraction are left out.
fn rounded(value: f64, digits: usize) -> String {
    let exact = format!("{:.EXACT_FRACTION_DIGITS$}", value.abs());
    let end = exact.len() - EXACT_FRACTION_DIGITS + digits;
    let up = exact.as_bytes().get(end).is_some_and(|digit| *digit >= b'5');
    let mut kept: Vec<u8> = exact.as_bytes()[..end].to_vec();
    let mut carry = up;
    for byte in kept.iter_mut().rev().filter(|byte| **byte != b'.') {
        if !carry {
            break;
        }
        carry = *byte == b'9';
        *byte = if carry { b'0' } else { *byte + 1 };
    }
    let mut text = String::from(if value < 0.0 { "-" } else { "" });
    if carry {
        text.push('1');
    }
    text.extend(kept.into_iter().map(char::from));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn bytes(text: &str) -> Result<i128> {
    let invalid = || TrinoError::invalid_argument(format!("Invalid data size: '{text}'"));
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let doublings = match unit {
        "B" => 0,
        "kB" => 10,
        "MB" => 20,
        "GB" => 30,
        "TB" => 40,
        "PB" => 50,
        "EB" => 60,
        "ZB" => 70,
        "YB" => 80,
        _ => return Err(invalid()),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.contains('.') || whole.len() + fraction.len() == 0 {
        return Err(invalid());
    }
    // Decimal digits, the last first: no number is too long for them.
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).rev().map(|b| b - b'0').collect();
    for _ in 0..doublings {
        let mut carry = 0;
        for digit in &mut digits {
            let doubled = *digit * 2 + carry;
            *digit = doubled % 10;
            carry = doubled / 10;
        }
        if carry > 0 {
            digits.push(carry);
        }
    }
    let kept = digits.get(fraction.len()..).unwrap_or_default();
    let significant = kept.iter().rposition(|d| *d != 0).map_or(0, |last| last + 1);
    if significant > DECIMAL_DIGITS_MAX {
        let all: String = kept[..significant].iter().rev().map(|d| char::from(b'0' + d)).collect();
        return Err(TrinoError::out_of_range(format!("Value out of range: '{text}' ('{all}B')")));
    }
    Ok(kept[..significant].iter().rev().fold(0, |number, digit| number * 10 + i128::from(*digit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_a_unit() {
        for (count, expected) in [
            (0, "0"),
            (7, "7"),
            (-999, "-999"),
            (-1_000, "-1K"),
            (12_345, "12.3K"),
            (12_399_999, "12.4M"),
            (1_239_999, "1.24M"),
            (1_125, "1.13K"),
            (999_999, "1000K"),
            (-999_999, "-1000K"),
            (123_456, "123K"),
            (1_000_000_000_000_000, "1Q"),
            (i64::MAX, "9223Q"),
            (i64::MIN, "-9223.37Q"),
        ] {
            assert_eq!(short(count), expected, "{count}");
        }
    }

    #[test]
    fn sizes() {
        for (text, expected) in [
            ("1B", Ok(1)),
            ("0.5kB", Ok(512)),
            ("2.3MB", Ok(2_411_724)),
            ("1.YB", Ok(1_i128 << 80)),
            (".5B", Ok(0)),
            ("", Err("Invalid data size: ''")),
            ("0", Err("Invalid data size: '0'")),
            ("kB", Err("Invalid data size: 'kB'")),
            ("12345K", Err("Invalid data size: '12345K'")),
            ("1.2.3B", Err("Invalid data size: '1.2.3B'")),
            (".B", Err("Invalid data size: '.B'")),
            (
                "100000000000000YB",
                Err("Value out of range: '100000000000000YB' ('120892581961462917470617600000000000000B')"),
            ),
        ] {
            let found = bytes(text).map_err(|error| error.message);
            assert_eq!(found, expected.map_err(str::to_owned), "{text}");
        }
    }
}
