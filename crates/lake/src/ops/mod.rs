//! What can be done with objects, one operation a file.

mod copy;
mod delete;
mod get;
mod head;
mod list;
mod put;

pub use delete::DeleteOutcome;
pub(crate) use put::Publication;
