use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal64Array, Decimal128Array};
use boathouse_functions::{Library, Session};

use super::*;

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
    let mut library = Library::default();
    library.add_scalars(crate::SCALARS).unwrap();
    library.call(name, arguments, &Arc::new(Session::default()))
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
