//! Trino's casts: every type to every other it converts to, and the text of values.

mod binary;
mod body;
mod caster;
mod color;
mod epoch;
mod function;
mod json;
mod nested;
mod numbers;
mod temporal;
mod text;
mod value_text;

#[cfg(test)]
mod tests;

pub use caster::Caster;
pub use color::SYSTEM_COLORS;
pub use function::cast_udf;
pub use numbers::{java_double, java_real};
pub use text::text_of;
pub use value_text::{RowText, ValueText};

use boathouse_functions::Function;

/// Every scalar function of this crate, in order of name. Casts are none: the analyzer makes them by [`cast_udf`].
pub const SCALARS: &[&Function] = &[];
