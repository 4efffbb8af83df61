//! The JSON type, its functions and SQL's JSON path language.
//!
//! Casts to and from json are `functions-cast`'s.

mod document;
mod function;

#[cfg(test)]
mod tests;

use boathouse_functions::Function;

use crate::function::{array, extract, parse};

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] = &[
    &parse::IS_SCALAR,
    &array::CONTAINS,
    &array::GET,
    &array::LENGTH,
    &extract::EXTRACT,
    &extract::EXTRACT_SCALAR,
    &parse::FORMAT,
    &parse::PARSE,
    &extract::SIZE,
];
