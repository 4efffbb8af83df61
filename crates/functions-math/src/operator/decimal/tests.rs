use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal64Array, Decimal128Array};
use arrow::datatypes::i256;
use boathouse_functions::Session;

use super::*;
use crate::testing::LIBRARY;

/// `12.50` as a type and a column of one row.
fn value(text: &str) -> (Type, ArrayRef) {
    let (text, cast) = text.split_once(':').unwrap_or((text, ""));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let scale = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let unscaled = digits.parse::<i128>().unwrap() * if text.starts_with('-') { -1 } else { 1 };
    let significant = digits.trim_start_matches('0').len().max(scale).max(1);
    let precision = cast.parse().unwrap_or(significant as u8);
    let data_type = Type::decimal(precision, scale as u8);
    (data_type.clone(), column(&data_type, vec![Some(unscaled)]))
}

fn column(data_type: &Type, values: Vec<Option<i128>>) -> ArrayRef {
    if data_type.is_short_decimal() {
        let values: Decimal64Array = values.into_iter().map(|v| v.map(|v| v as i64)).collect();
        return Arc::new(values.with_data_type(data_type.to_arrow()));
    }
    let values: Decimal128Array = values.into_iter().collect();
    Arc::new(values.with_data_type(data_type.to_arrow()))
}

fn unscaled(column: &ArrayRef) -> i128 {
    match column.as_primitive_opt::<Decimal64Type>() {
        Some(short) => short.value(0).into(),
        None => column.as_primitive::<Decimal128Type>().value(0),
    }
}

fn call(name: &str, arguments: &[(Type, ArrayRef)]) -> Result<(Type, ArrayRef)> {
    LIBRARY.call(name, arguments, &Arc::new(Session::default()))
}

const MANY: &str = "99999999999999999999999999999999999999";

#[test]
fn results_with_their_types() {
    for (left, operator, right, expected, data_type) in [
        ("137.7", "$add", "17.1", 1548, "decimal(5,1)"),
        ("123456789012345678", "$add", "123456789012345678", 246_913_578_024_691_356, "decimal(19,0)"),
        (
            "123456789012345678901234567890",
            "$add",
            ".12345678",
            12_345_678_901_234_567_890_123_456_789_012_345_678,
            "decimal(38,8)",
        ),
        (
            "17014000000000000000000000000000000000",
            "$add",
            "-7014000000000000000000000000000000000.1",
            99_999_999_999_999_999_999_999_999_999_999_999_999,
            "decimal(38,1)",
        ),
        ("1.1", "$subtract", "2.22", -112, "decimal(4,2)"),
        ("100.00", "$divide", "0.30", 33333, "decimal(7,2)"),
        ("200.00", "$divide", "0.3", 66667, "decimal(6,2)"),
        ("-100.00", "$divide", "0.30", -33333, "decimal(7,2)"),
        ("1", "$divide", "-2", -1, "decimal(1,0)"),
        ("10", "$divide", "-.000000001", -10_000_000_000_000_000_000, "decimal(20,9)"),
        (
            "9999999999999999999999999999999999999.8",
            "$divide",
            "9999999999999999999999999999999999999.9",
            10,
            "decimal(38,1)",
        ),
        ("1635619.3155:38", "$divide", "47497517.7405:38", 344, "decimal(38,4)"),
        ("12.5", "$multiply", "-0.05", -625, "decimal(5,3)"),
        (
            "7",
            "$modulus",
            "3.0000000000000000000000000000000000000",
            10_000_000_000_000_000_000_000_000_000_000_000_000,
            "decimal(38,37)",
        ),
        (
            "99999999999999999999999999999999999997",
            "$modulus",
            "3.0000000000000000",
            10_000_000_000_000_000,
            "decimal(17,16)",
        ),
        ("-10", "$modulus", "3", -1, "decimal(1,0)"),
    ] {
        let (found, column) = call(operator, &[value(left), value(right)]).unwrap();
        assert_eq!(found.to_string(), data_type, "{left} {operator} {right}");
        assert_eq!(unscaled(&column), expected, "{left} {operator} {right}");
    }
}

#[test]
fn errors_of_overflow_and_zero() {
    let many = format!("{MANY}:38");
    for (left, operator, right, expected) in [
        (many.as_str(), "$add", "1", "Decimal overflow"),
        (".1", "$subtract", &many, "Decimal overflow"),
        (
            "17015000000000000000000000000000000000",
            "$add",
            "-7015000000000000000000000000000000000.1",
            "Decimal overflow",
        ),
        ("12345678901234567890123456789012345678", "$multiply", "9", "Decimal overflow"),
        ("12345678901234567890123456789012345678", "$divide", ".1", "Decimal overflow"),
        ("1", "$divide", ".12345678901234567890123456789012345678", "Decimal overflow"),
        ("1.000000000000000000000000000000000000", "$divide", "0", "Division by zero"),
        ("1.0", "$divide", "0.0", "Division by zero"),
        ("1", "$modulus", "0", "Division by zero"),
        (
            ".12345678901234567890",
            "$multiply",
            ".12345678901234567890",
            "DECIMAL scale must be in range [0, precision (38)]: 40",
        ),
    ] {
        let error = call(operator, &[value(left), value(right)]).unwrap_err();
        assert_eq!(error.message, expected, "{left} {operator} {right}");
    }
}

#[test]
fn what_a_null_covers_raises_nothing() {
    let data_type = Type::decimal(38, 0);
    let (full, zero) = (MANY.parse::<i128>().unwrap(), 0);
    let left = column(&data_type, vec![Some(1), Some(full)]);
    for (operator, hidden) in [("$add", full), ("$multiply", full), ("$divide", zero), ("$modulus", zero)] {
        let values = Decimal128Array::new(vec![2, hidden].into(), Some(vec![true, false].into()));
        let right: ArrayRef = Arc::new(values.with_data_type(data_type.to_arrow()));
        let (_, column) = call(operator, &[(data_type.clone(), left.clone()), (data_type.clone(), right)]).unwrap();
        assert!(column.is_valid(0) && column.is_null(1), "{operator}");
    }
}

/// Numbers that look random and are the same in every run.
struct Sequence(u64);

impl Sequence {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn decimal(&mut self) -> (Digits, i128) {
        let precision = 1 + self.next(38) as u32;
        let scale = self.next(u64::from(precision) + 1) as u32;
        let digits = self.next(u64::from(precision) + 1);
        let value = (0..digits).fold(0, |value: i128, _| value * 10 + i128::from(self.next(10)));
        (Digits { precision, scale }, if self.next(2) == 0 { value } else { -value })
    }
}

fn wide(value: i128, factor: u32) -> i256 {
    i256::from_i128(value).wrapping_mul(i256::from_i128(power(factor)))
}

/// The result by exact arithmetic; nothing where it is an error, or too large for this arithmetic.
fn exact(operator: &str, (a, x): (Digits, i128), (b, y): (Digits, i128), scale: u32) -> Option<i256> {
    let (left, right) = (scale.saturating_sub(a.scale), scale.saturating_sub(b.scale));
    match operator {
        "$add" => Some(wide(x, left).wrapping_add(wide(y, right))),
        "$subtract" => Some(wide(x, left).wrapping_sub(wide(y, right))),
        "$multiply" => Some(i256::from_i128(x).wrapping_mul(i256::from_i128(y))),
        "$modulus" => (y != 0).then(|| wide(x, left).wrapping_rem(wide(y, right))),
        _ => {
            let factor = scale + b.scale - a.scale;
            if y == 0 || factor > 37 {
                return None;
            }
            let (dividend, divisor) = (wide(x, factor), i256::from_i128(y));
            let (quotient, rest) = (dividend.wrapping_div(divisor), dividend.wrapping_rem(divisor));
            let twice = rest.wrapping_abs().wrapping_mul(i256::from_i128(2));
            let up = i128::from(twice >= divisor.wrapping_abs());
            Some(quotient.wrapping_add(i256::from_i128(if (x < 0) == (y < 0) { up } else { -up })))
        }
    }
}

#[test]
fn all_widths_agree_with_exact_arithmetic() {
    let mut sequence = Sequence(42);
    let mut computed = 0;
    for _ in 0..4_000 {
        let (left, right) = (sequence.decimal(), sequence.decimal());
        let operator = ["$add", "$subtract", "$multiply", "$divide", "$modulus"][sequence.next(5) as usize];
        let argument = |(digits, value): (Digits, i128)| {
            let data_type = Type::decimal(digits.precision as u8, digits.scale as u8);
            (data_type.clone(), column(&data_type, vec![Some(value)]))
        };
        match call(operator, &[argument(left), argument(right)]) {
            Ok((data_type, found)) => {
                let expected = exact(operator, left, right, Digits::of(&data_type).unwrap().scale);
                assert_eq!(expected, Some(i256::from_i128(unscaled(&found))), "{left:?} {operator} {right:?}");
                computed += 1;
            }
            Err(error) if error.message.starts_with("DECIMAL scale") => assert_eq!(operator, "$multiply"),
            Err(error) => {
                let scale = left.0.scale.max(right.0.scale);
                let scale = if operator == "$multiply" { left.0.scale + right.0.scale } else { scale };
                let expected = exact(operator, left, right, scale);
                let max = i256::from_i128(power(DIGITS_MAX));
                // A side that leaves 128 bits when it is scaled is an error of a sum that would fit.
                let sum = matches!(operator, "$add" | "$subtract");
                let fits = expected.is_some_and(|e| e.wrapping_abs() < max);
                assert!(!fits || sum, "{left:?} {operator} {right:?}: {error}");
            }
        }
    }
    assert!(computed > 2_000, "{computed}");
}
