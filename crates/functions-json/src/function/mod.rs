//! The functions called by name.

pub(crate) mod array;
pub(crate) mod extract;
mod json_path;
pub(crate) mod parse;
