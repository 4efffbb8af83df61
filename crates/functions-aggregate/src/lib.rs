//! Aggregate and window functions, and the digests some of them keep.

use boathouse_functions::{Aggregate, Function, Window};

/// Every scalar function of this crate, in order of name.
pub const SCALARS: &[&Function] = &[];

/// Every aggregate function, in order of name.
pub const AGGREGATES: &[&Aggregate] = &[];

/// Every window function, in order of name.
pub const WINDOWS: &[&Window] = &[];
