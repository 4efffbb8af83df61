//! Values compared as Trino does.

pub(crate) mod compare;
pub(crate) mod object;
pub(crate) mod set;
