//! Array, map, row and lambda functions, TRY.

mod args;
mod array;
mod build;
mod construct;
mod lambda;
mod map;
mod table;
mod value;

#[cfg(test)]
mod tests;

pub use table::SCALARS;
