//! Folders that hold tables: what Iceberg and Hudi targets are.

use boathouse_schema::S3Uri;
use serde::{Deserialize, Serialize};

use super::finds::{Finds, Survey};
use super::folder::{Children, Folder};
use super::s3_paths;
use super::walk::Walk;
use crate::Result;
use crate::plan::LogLine;

/// One Iceberg or Hudi target as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RootsTargetDefinition {
    /// `s3://bucket/prefix/` of folders that hold tables, as written.
    pub paths: Vec<String>,
    /// A network connection; kept, and without effect here.
    pub connection_name: Option<String>,
    /// Patterns of what to leave out.
    pub exclusions: Option<Vec<String>>,
    /// How many folders deep tables are looked for.
    pub maximum_traversal_depth: Option<i32>,
}

impl RootsTargetDefinition {
    /// `kind` is what messages call the target.
    pub(super) fn resolved(&self, kind: &str) -> Result<RootsTarget> {
        Ok(RootsTarget {
            paths: s3_paths(kind, &self.paths)?,
            exclusions: self.exclusions.clone().unwrap_or_default(),
            maximum_traversal_depth: self.maximum_traversal_depth.and_then(|depth| u32::try_from(depth).ok()),
        })
    }
}

/// One Iceberg or Hudi target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootsTarget {
    /// Folders that hold tables.
    pub paths: Vec<S3Uri>,
    /// Patterns of what to leave out.
    #[serde(default)]
    pub exclusions: Vec<String>,
    /// How many folders deep tables are looked for; all when absent.
    #[serde(default)]
    pub maximum_traversal_depth: Option<u32>,
}

/// What tells the folder of a table.
pub(super) struct Books {
    /// What messages call such tables.
    pub kind: &'static str,
    /// The folder in it.
    pub folder: &'static str,
    /// Whether a folder of that name is the books of a table, by what is in it.
    pub is_books: fn(&Children) -> bool,
}

impl RootsTarget {
    /// The folders of tables at and below one of the paths. It is said where there are none, or none can be looked
    /// for.
    pub(super) async fn folders(
        &self,
        path: &S3Uri,
        books: &Books,
        survey: &Survey<'_>,
        finds: &mut Finds,
    ) -> Result<Vec<Folder>> {
        let root = Folder::open(survey.lake, survey.meter, path).await?;
        let walk = Walk::new(path, &self.exclusions, self.maximum_traversal_depth)?;
        finds.roots.push(root.uri().clone());
        match walk.tables(&root, books.folder, books.is_books).await {
            Ok(names) => {
                if names.is_empty() {
                    finds.log.push(LogLine::warn(format!("There are no {} tables at {}", books.kind, root.uri())));
                }
                Ok(names.iter().map(|name| root.folder(name)).collect())
            }
            Err(why) => {
                finds.refuse_all(books.kind, root.uri(), &why);
                Ok(Vec::new())
            }
        }
    }
}
