//! URL functions.

pub(crate) mod code;
pub(crate) mod extract;
mod java_uri;
