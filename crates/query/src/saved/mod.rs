//! Statements that are kept: queries under names, and statements that are prepared.

mod named;
mod prepared;

#[cfg(test)]
mod tests;

pub use named::{NamedQuery, NewNamedQuery};
pub(crate) use prepared::is_name as is_prepared_name;
pub use prepared::{PREPARED_MAX, PreparedStatement};
