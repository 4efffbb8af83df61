//! Iceberg tables.

mod current;
mod table;

use boathouse_schema::S3Uri;
use serde::{Deserialize, Serialize};

use self::current::Current;
pub(crate) use self::table::remember_previous;
use super::finds::{Finds, Survey, apart};
use super::folder::Folder;
use super::s3_paths;
use super::walk::Walk;
use crate::Result;
use crate::plan::LogLine;

/// One Iceberg target as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IcebergTargetDefinition {
    /// `s3://bucket/prefix/` of folders that hold tables, as written.
    pub paths: Vec<String>,
    /// A network connection; kept, and without effect here.
    pub connection_name: Option<String>,
    /// Patterns of what to leave out.
    pub exclusions: Option<Vec<String>>,
    /// How many folders deep tables are looked for.
    pub maximum_traversal_depth: Option<i32>,
}

impl IcebergTargetDefinition {
    pub(super) fn resolved(&self) -> Result<IcebergTarget> {
        Ok(IcebergTarget {
            paths: s3_paths("Iceberg", &self.paths)?,
            exclusions: self.exclusions.clone().unwrap_or_default(),
            maximum_traversal_depth: self.maximum_traversal_depth.and_then(|depth| u32::try_from(depth).ok()),
        })
    }
}

/// One Iceberg target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IcebergTarget {
    /// Folders that hold tables.
    pub paths: Vec<S3Uri>,
    /// Patterns of what to leave out.
    #[serde(default)]
    pub exclusions: Vec<String>,
    /// How many folders deep tables are looked for; all when absent.
    #[serde(default)]
    pub maximum_traversal_depth: Option<u32>,
}

impl IcebergTarget {
    /// Reads the metadata files.
    pub(super) async fn survey(&self, survey: &Survey<'_>, finds: &mut Finds) -> Result<()> {
        for path in &self.paths {
            let root = Folder::open(survey.lake, survey.meter, path).await?;
            let walk = Walk::new(path, &self.exclusions, self.maximum_traversal_depth)?;
            finds.roots.push(root.uri().clone());
            let tables = match walk.tables(&root, current::FOLDER, current::is_metadata).await {
                Ok(tables) => tables,
                Err(why) => {
                    finds.refuse_all("Iceberg", root.uri(), &why);
                    continue;
                }
            };
            if tables.is_empty() {
                finds.log.push(LogLine::warn(format!("There are no Iceberg tables at {}", root.uri())));
            }
            for name in tables {
                self.register(&root.folder(&name), survey.crawler, finds).await;
            }
        }
        Ok(())
    }

    async fn register(&self, folder: &Folder, crawler: &str, finds: &mut Finds) {
        let uri = folder.uri().clone();
        let (read, crawler) = (folder.clone(), crawler.to_owned());
        let look = async move {
            let current = current::current(&read).await?;
            let table = table::table(read.uri(), &current, &self::table::file(read.uri(), &current), &crawler)?;
            Ok((table, current))
        };
        match apart(look).await {
            Ok((table, Current { file, rivals, .. })) => {
                if !rivals.is_empty() {
                    finds.log.push(LogLine::warn(format!(
                        "The Iceberg table at {uri} has more than one newest metadata file: {file}, updated last, counts and not {}",
                        rivals.join(", ")
                    )));
                }
                finds.tables.push(table);
            }
            Err(why) => finds.refuse("Iceberg", &uri, &why),
        }
    }
}
