//! Numbers of a path: integers of two widths, decimals and doubles.

use std::cmp::Ordering;

use boathouse_functions_cast::java_double;

/// Digits of the widest decimal.
const DIGITS_MAX: usize = 38;

/// A number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Integer(i32),
    BigInt(i64),
    /// Unscaled, and the scale.
    Decimal(i128, u8),
    Double(f64),
}

impl Number {
    /// A number of a JSON text; nothing when it fits no type.
    pub(crate) fn of_json(text: &str) -> Option<Self> {
        if text.contains(['.', 'e', 'E']) {
            return text.parse().ok().map(Self::Double);
        }
        Self::of_integer(text)
    }

    /// A number without fraction, in the narrowest type.
    pub(crate) fn of_integer(text: &str) -> Option<Self> {
        match text.parse::<i64>() {
            Ok(value) => Some(Self::of_i64(value)),
            Err(_) if text.trim_start_matches('-').len() <= DIGITS_MAX => {
                text.parse().ok().map(|value| Self::Decimal(value, 0))
            }
            Err(_) => None,
        }
    }

    pub(crate) fn of_i64(value: i64) -> Self {
        i32::try_from(value).map_or(Self::BigInt(value), Self::Integer)
    }

    /// A number of a path: `1.5` is a decimal, `1.5e0` a double.
    pub(super) fn of_literal(text: &str) -> Option<Self> {
        if text.contains(['e', 'E']) {
            return text.parse().ok().map(Self::Double);
        }
        let Some((whole, fraction)) = text.split_once('.') else { return Self::of_integer(text) };
        let digits = format!("{whole}{fraction}");
        if digits.trim_start_matches('0').len() > DIGITS_MAX {
            return None;
        }
        Some(Self::Decimal(digits.parse().ok()?, u8::try_from(fraction.len()).ok().filter(|s| *s <= 38)?))
    }

    pub(crate) fn to_double(self) -> f64 {
        match self {
            Self::Integer(value) => f64::from(value),
            Self::BigInt(value) => value as f64,
            Self::Decimal(value, scale) => value as f64 / 10_f64.powi(i32::from(scale)),
            Self::Double(value) => value,
        }
    }

    /// Unscaled and scale, of a number that is no double.
    pub(super) fn to_decimal(self) -> Option<(i128, u8)> {
        match self {
            Self::Integer(value) => Some((i128::from(value), 0)),
            Self::BigInt(value) => Some((i128::from(value), 0)),
            Self::Decimal(value, scale) => Some((value, scale)),
            Self::Double(_) => None,
        }
    }

    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        if let (Some((a, s)), Some((b, t))) = (self.to_decimal(), other.to_decimal()) {
            let scale = s.max(t);
            let (a, b) = (a.checked_mul(power(scale - s)), b.checked_mul(power(scale - t)));
            if let (Some(a), Some(b)) = (a, b) {
                return Some(a.cmp(&b));
            }
        }
        self.to_double().partial_cmp(&other.to_double())
    }

    /// The number toward zero as an array subscript.
    pub(super) fn to_subscript(self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(i64::from(value)),
            Self::BigInt(value) => Some(value),
            Self::Decimal(value, scale) => i64::try_from(value / power(scale)).ok(),
            Self::Double(value) if value.is_finite() && value.abs() < 9e18 => Some(value as i64),
            Self::Double(_) => None,
        }
    }

    /// Its JSON text; nothing for what JSON has no number for.
    pub(crate) fn to_json(self) -> Option<String> {
        match self {
            Self::Integer(value) => Some(value.to_string()),
            Self::BigInt(value) => Some(value.to_string()),
            Self::Decimal(value, scale) => Some(decimal_text(value, scale)),
            Self::Double(value) => value.is_finite().then(|| java_double(value)),
        }
    }
}

pub(super) fn power(scale: u8) -> i128 {
    10_i128.pow(u32::from(scale.min(38)))
}

pub(crate) fn decimal_text(value: i128, scale: u8) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let scale = usize::from(scale);
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}
