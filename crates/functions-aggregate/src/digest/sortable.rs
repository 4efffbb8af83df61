//! The whole numbers a quantile digest of reals or doubles holds: they sort as the numbers do.

use boathouse_types::Type;

/// The number of a double.
pub(crate) fn of_double(value: f64) -> i64 {
    let bits = value.to_bits() as i64;
    bits ^ ((bits >> 63) & i64::MAX)
}

/// The double of a number.
pub(crate) fn to_double(value: i64) -> f64 {
    f64::from_bits((value ^ ((value >> 63) & i64::MAX)) as u64)
}

/// The number of a real.
pub(crate) fn of_real(value: f32) -> i64 {
    let bits = value.to_bits() as i32;
    i64::from(bits ^ ((bits >> 31) & i32::MAX))
}

/// The real of a number.
pub(crate) fn to_real(value: i64) -> f32 {
    let value = value as i32;
    f32::from_bits((value ^ ((value >> 31) & i32::MAX)) as u32)
}

/// Whether a digest can hold this type.
pub(crate) fn is_held(data_type: &Type) -> bool {
    matches!(data_type, Type::BigInt | Type::Real | Type::Double)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept() {
        let doubles = [f64::NEG_INFINITY, -1.5, -0.5, 0.0, 0.5, 1e300];
        assert!(doubles.map(of_double).is_sorted());
        assert_eq!(doubles.map(of_double).map(to_double), doubles);
        let reals = [-1.5_f32, -0.5, 0.0, 0.5, 1e30];
        assert!(reals.map(of_real).is_sorted());
        assert_eq!(reals.map(of_real).map(to_real), reals);
    }
}
