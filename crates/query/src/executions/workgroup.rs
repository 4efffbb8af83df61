//! The workgroup every query runs in. There is one, `primary`; others come with their own operations.

use crate::{Error, Queries, Result};

/// The workgroup that is always there.
pub const PRIMARY_WORKGROUP: &str = "primary";

/// A workgroup's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workgroup {
    /// Name.
    pub name: String,
    /// Where results go when the caller does not say.
    pub output_location: String,
}

impl Queries {
    /// A workgroup by name.
    ///
    /// # Errors
    /// [`Error::WorkgroupNotFound`] for any but `primary`.
    pub fn workgroup(&self, name: &str) -> Result<Workgroup> {
        if name != PRIMARY_WORKGROUP {
            return Err(Error::WorkgroupNotFound(name.to_owned()));
        }
        Ok(Workgroup { name: PRIMARY_WORKGROUP.to_owned(), output_location: self.default_output_location() })
    }

    /// All workgroups, by name.
    pub fn workgroups(&self) -> Vec<Workgroup> {
        self.workgroup(PRIMARY_WORKGROUP).into_iter().collect()
    }
}
