//! The tree of a Trino statement. Every node knows the place Trino reports for it: its first token,
//! or, for what stands between two operands, the operator.

mod expr;
mod function;
mod json;
mod name;
mod pattern;
mod query;
mod statement;
mod types;
mod window;

pub use expr::*;
pub use function::*;
pub use json::*;
pub use name::*;
pub use pattern::*;
pub use query::*;
pub use statement::*;
pub use types::*;
pub use window::*;
