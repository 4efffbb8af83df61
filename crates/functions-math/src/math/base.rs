//! `to_base` and `from_base`: numbers in other bases.

use boathouse_functions::{Category, Example, Function, I64, Overload, Text, rows2};
use boathouse_types::{Result, TrinoError};

pub(crate) const TO_BASE: Function = Function {
    name: "to_base",
    category: Category::Math,
    description: "The digits of a number in a base of 2 to 36.",
    examples: &[Example { sql: "to_base(255, 16)", result: "ff" }],
    overloads: &[Overload {
        signature: "to_base(bigint, bigint) -> varchar(64)",
        returns: None,
        kernel: |bound| Ok(rows2::<I64, I64, Text>(&bound.returns, |value, radix| to_base(value, radix).map(Some))),
    }],
    fallible: true,
    ..Function::DEFAULT
};

pub(crate) const FROM_BASE: Function = Function {
    name: "from_base",
    category: Category::Math,
    description: "The number that digits in a base of 2 to 36 stand for.",
    examples: &[Example { sql: "from_base('-ff', 16)", result: "-255" }],
    overloads: &[Overload {
        signature: "from_base(varchar(x), bigint) -> bigint",
        returns: None,
        kernel: |bound| Ok(rows2::<Text, I64, I64>(&bound.returns, |text, radix| from_base(text, radix).map(Some))),
    }],
    fallible: true,
    ..Function::DEFAULT
};

fn radix_of(radix: i64) -> Result<u32> {
    let known = u32::try_from(radix).ok().filter(|radix| (2..=36).contains(radix));
    known.ok_or_else(|| TrinoError::invalid_argument("Radix must be between 2 and 36"))
}

fn to_base(value: i64, radix: i64) -> Result<String> {
    let radix = radix_of(radix)?;
    let (mut rest, mut digits) = (value.unsigned_abs(), Vec::new());
    loop {
        let digit = (rest % u64::from(radix)) as u32;
        digits.extend(char::from_digit(digit, radix));
        rest /= u64::from(radix);
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        digits.push('-');
    }
    Ok(digits.into_iter().rev().collect())
}

fn from_base(text: &str, radix: i64) -> Result<i64> {
    let wrong = |_| TrinoError::invalid_argument(format!("Not a valid base-{radix} number: {text}"));
    i64::from_str_radix(text, radix_of(radix)?).map_err(wrong)
}
