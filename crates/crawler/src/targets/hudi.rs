//! Hudi tables.

use boathouse_schema::S3Uri;
use serde::{Deserialize, Serialize};

use super::s3_paths;
use crate::Result;

/// One Hudi target as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HudiTargetDefinition {
    /// `s3://bucket/prefix/` of folders that hold tables, as written.
    pub paths: Vec<String>,
    /// A network connection; kept, and without effect here.
    pub connection_name: Option<String>,
    /// Patterns of what to leave out.
    pub exclusions: Option<Vec<String>>,
    /// How many folders deep tables are looked for.
    pub maximum_traversal_depth: Option<i32>,
}

impl HudiTargetDefinition {
    pub(super) fn resolved(&self) -> Result<HudiTarget> {
        Ok(HudiTarget {
            paths: s3_paths("Hudi", &self.paths)?,
            exclusions: self.exclusions.clone().unwrap_or_default(),
            maximum_traversal_depth: self.maximum_traversal_depth.and_then(|depth| u32::try_from(depth).ok()),
        })
    }
}

/// One Hudi target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HudiTarget {
    /// Folders that hold tables.
    pub paths: Vec<S3Uri>,
    /// Patterns of what to leave out.
    #[serde(default)]
    pub exclusions: Vec<String>,
    /// How many folders deep tables are looked for; all when absent.
    #[serde(default)]
    pub maximum_traversal_depth: Option<u32>,
}
