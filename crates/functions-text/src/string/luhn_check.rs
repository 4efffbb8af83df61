//! `luhn_check`: whether the last digit is the one that Luhn's algorithm asks for.

use boathouse_functions::{Bool, Category, Example, Function, Overload, Text, rows1};
use boathouse_types::{Result, TrinoError};

pub(crate) const FUNCTION: Function = Function {
    name: "luhn_check",
    category: Category::String,
    description: "Whether a text of digits is valid by the Luhn algorithm.",
    examples: &[
        Example { sql: "luhn_check('79927398713')", result: "true" },
        Example { sql: "luhn_check('79927398714')", result: "false" },
    ],
    overloads: &[Overload {
        signature: "luhn_check(varchar) -> boolean",
        returns: None,
        kernel: |bound| Ok(rows1::<Text, Bool>(&bound.returns, |text| luhn(text).map(Some))),
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn luhn(text: &str) -> Result<bool> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(TrinoError::invalid_argument(format!("Input contains characters that are not digits: {text}")));
    }
    let mut sum = 0_u64;
    for (place, digit) in text.bytes().rev().enumerate() {
        let digit = u64::from(digit - b'0');
        let doubled = if place % 2 == 1 { digit * 2 } else { digit };
        sum += doubled / 10 + doubled % 10;
    }
    Ok(!text.is_empty() && sum.is_multiple_of(10))
}
