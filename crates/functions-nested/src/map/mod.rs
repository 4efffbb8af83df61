//! Functions of maps.

pub(crate) mod concat;
pub(crate) mod construct;
pub(crate) mod from_entries;
pub(crate) mod parts;
pub(crate) mod transform;
pub(crate) mod unique;
pub(crate) mod zip_with;
