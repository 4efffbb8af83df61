//! Functions that take lambdas.

pub(crate) mod apply;
pub(crate) mod call;
pub(crate) mod filter;
pub(crate) mod matches;
pub(crate) mod reduce;
pub(crate) mod sort_with;
pub(crate) mod transform;
pub(crate) mod zip_with;
