//! The JSON type, its functions and SQL's JSON path language.
//!
//! Casts to and from json are `functions-cast`'s.

use boathouse_functions::Function;

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] = &[];
