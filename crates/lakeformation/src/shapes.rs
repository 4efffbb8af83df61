//! Wire shapes, by family.

pub(crate) mod filter;
pub(crate) mod grant;
pub(crate) mod location;
pub(crate) mod resource;
pub(crate) mod settings;
pub(crate) mod tag;

use serde::{Deserialize, Serialize};

/// A structure without members, which is there or not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Empty {}
