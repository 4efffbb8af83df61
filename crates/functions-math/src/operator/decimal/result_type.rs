//! Precision and scale of what decimal operators give.

use boathouse_functions::Bindings;
use boathouse_types::{Result, TrinoError, Type};

use super::DIGITS_MAX;

/// The numbers of a signature `(decimal(a_precision, a_scale), decimal(b_precision, b_scale))`, which errors name as
/// Trino does.
struct Numbers {
    p1: u32,
    s1: u32,
    p2: u32,
    s2: u32,
}

impl Numbers {
    fn of(bindings: &Bindings) -> Result<Self> {
        let [p1, s1, p2, s2] = ["a_precision", "a_scale", "b_precision", "b_scale"].map(|name| bindings.number(name));
        Ok(Self { p1: p1?, s1: s1?, p2: p2?, s2: s2? })
    }
}

/// A decimal type of computed numbers.
///
/// # Errors
/// Trino's, where there is no such type.
pub(crate) fn decimal(precision: u32, scale: u32) -> Result<Type> {
    if precision == 0 || precision > DIGITS_MAX {
        let text = format!("DECIMAL precision must be in range [1, {DIGITS_MAX}]: {precision}");
        return Err(TrinoError::invalid_argument(text));
    }
    if scale > precision {
        let text = format!("DECIMAL scale must be in range [0, precision ({precision})]: {scale}");
        return Err(TrinoError::invalid_argument(text));
    }
    Ok(Type::decimal(precision as u8, scale as u8))
}

/// Of `+` and `-`.
pub(crate) fn sum_type(bindings: &Bindings) -> Result<Type> {
    let Numbers { p1, s1, p2, s2 } = Numbers::of(bindings)?;
    let scale = s1.max(s2);
    decimal(((p1 - s1).max(p2 - s2) + scale + 1).min(DIGITS_MAX), scale)
}

/// Of `*`.
pub(crate) fn multiply_type(bindings: &Bindings) -> Result<Type> {
    let Numbers { p1, s1, p2, s2 } = Numbers::of(bindings)?;
    decimal((p1 + p2).min(DIGITS_MAX), s1 + s2)
}

/// Of `/`.
pub(crate) fn divide_type(bindings: &Bindings) -> Result<Type> {
    let Numbers { p1, s1, s2, .. } = Numbers::of(bindings)?;
    decimal((p1 + s2 + s2.saturating_sub(s1)).min(DIGITS_MAX), s1.max(s2))
}

/// Of `%` and `mod`.
pub(crate) fn modulus_type(bindings: &Bindings) -> Result<Type> {
    let Numbers { p1, s1, p2, s2 } = Numbers::of(bindings)?;
    let scale = s1.max(s2);
    decimal((p1 - s1).min(p2 - s2) + scale, scale)
}
