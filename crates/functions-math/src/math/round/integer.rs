//! Rounding of integers to tens, hundreds and so on.

use arrow::datatypes::Int32Type;
use boathouse_functions::{Bound, Kernel};
use boathouse_types::{Result, TrinoError};

use crate::operator::integer::Integer;
use crate::vector::try_binary;

/// Rounds at a digit before the point; digits behind it an integer has none.
pub(super) fn round<P: Integer>(bound: &Bound) -> Result<Kernel>
where
    P::Native: Into<i64> + TryFrom<i64>,
{
    let body = |value: P::Native, digits: i32| {
        let rounded = round_at(value.into(), digits).and_then(|rounded| P::Native::try_from(rounded).ok());
        (rounded.unwrap_or(value), rounded.is_none())
    };
    Ok(try_binary::<P, Int32Type, P>(&bound.returns, body, |value, digits| {
        let value: i64 = value.into();
        TrinoError::out_of_range(match round_at(value, digits) {
            Some(rounded) => format!("Out of range for {}: {rounded}", P::NAME),
            None => format!("numerical overflow: {value}"),
        })
    }))
}

/// Nothing when the power of ten or the result does not fit 64 bits.
fn round_at(value: i64, digits: i32) -> Option<i64> {
    if digits >= 0 {
        return Some(value);
    }
    let factor = 10i64.checked_pow(digits.checked_neg()? as u32)?;
    let rest = (value % factor).abs();
    let up = if rest >= factor - rest { value.signum() } else { 0 };
    (value / factor + up).checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tens_and_hundreds() {
        for (value, digits, expected) in [
            (5, -1, Some(10)),
            (-5, -1, Some(-10)),
            (-14, -1, Some(-10)),
            (12355, -2, Some(12400)),
            (7, 3, Some(7)),
            (-9_223_372_036_854_775_807, -18, Some(-9_000_000_000_000_000_000)),
            (i64::MAX, -3, None),
            (1, -19, None),
            (1, i32::MIN, None),
        ] {
            assert_eq!(round_at(value, digits), expected, "round({value}, {digits})");
        }
    }
}
