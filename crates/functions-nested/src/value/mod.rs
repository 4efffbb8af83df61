//! Values as members of sets, and in the words of errors.

pub(crate) mod object;
pub(crate) mod set;
pub(crate) mod sort;
