//! String, binary, regular expression, URL, IP, UUID, color and session functions.

use boathouse_functions::Function;

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] = &[];
