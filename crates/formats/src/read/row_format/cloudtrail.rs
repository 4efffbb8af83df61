//! Options of `CloudTrailSerde`, which has none that change a row.

use serde::{Deserialize, Serialize};

use super::properties::Properties;
use crate::Result;

/// How a log of CloudTrail becomes rows: the items of its array `Records`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CloudTrailOptions;

impl CloudTrailOptions {
    pub(super) fn from_properties(properties: &Properties<'_>) -> Result<Self> {
        properties.require_utf8()?;
        properties.refuse(&["skip.header.line.count", "skip.footer.line.count"])?;
        Ok(Self)
    }
}
