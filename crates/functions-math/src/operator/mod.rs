//! Arithmetic operators. The analyzer calls them by names that start with `$`.

mod add;
mod datetime;
pub(crate) mod decimal;
mod divide;
mod float;
pub(crate) mod integer;
mod interval;
mod modulus;
mod multiply;
mod negate;
mod subtract;

pub(crate) use add::FUNCTION as ADD;
pub(crate) use divide::FUNCTION as DIVIDE;
pub(crate) use modulus::{FUNCTION as MODULUS, MOD};
pub(crate) use multiply::FUNCTION as MULTIPLY;
pub(crate) use negate::FUNCTION as NEGATE;
pub(crate) use subtract::FUNCTION as SUBTRACT;

/// An overload whose result the signature names, or `returns` computes.
macro_rules! overload {
    ($signature:literal, $kernel:expr) => {
        boathouse_functions::Overload { signature: $signature, returns: None, kernel: $kernel }
    };
    ($signature:literal, $returns:expr, $kernel:expr) => {
        boathouse_functions::Overload { signature: $signature, returns: Some($returns), kernel: $kernel }
    };
}
pub(crate) use overload;
