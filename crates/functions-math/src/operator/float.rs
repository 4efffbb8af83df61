//! Arithmetic of real and double: IEEE, nothing fails.

use arrow::datatypes::{Float32Type, Float64Type};
use boathouse_functions::{Bound, Kernel};
use boathouse_types::Result;

use crate::vector::{binary, unary};

/// Kernels of one floating-point type.
macro_rules! floats {
    ($module:ident, $arrow:ty) => {
        pub(crate) mod $module {
            use super::*;

            pub(crate) fn add(bound: &Bound) -> Result<Kernel> {
                Ok(binary::<$arrow, $arrow, $arrow>(&bound.returns, |a, b| a + b))
            }

            pub(crate) fn subtract(bound: &Bound) -> Result<Kernel> {
                Ok(binary::<$arrow, $arrow, $arrow>(&bound.returns, |a, b| a - b))
            }

            pub(crate) fn multiply(bound: &Bound) -> Result<Kernel> {
                Ok(binary::<$arrow, $arrow, $arrow>(&bound.returns, |a, b| a * b))
            }

            pub(crate) fn divide(bound: &Bound) -> Result<Kernel> {
                Ok(binary::<$arrow, $arrow, $arrow>(&bound.returns, |a, b| a / b))
            }

            pub(crate) fn modulus(bound: &Bound) -> Result<Kernel> {
                Ok(binary::<$arrow, $arrow, $arrow>(&bound.returns, |a, b| a % b))
            }

            pub(crate) fn negate(bound: &Bound) -> Result<Kernel> {
                Ok(unary::<$arrow, $arrow>(&bound.returns, |a| -a))
            }
        }
    };
}

floats!(real, Float32Type);
floats!(double, Float64Type);
