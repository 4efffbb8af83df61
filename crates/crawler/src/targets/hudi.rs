//! Hudi tables.

mod partitions;
mod properties;
mod tables;
mod timeline;

use boathouse_schema::S3Uri;
use serde::{Deserialize, Serialize};

use self::properties::Properties;
use self::tables::Facts;
use super::finds::{Finds, Survey, apart};
use super::folder::{Children, Folder, Read};
use super::s3_paths;
use super::walk::Walk;
use crate::Result;
use crate::plan::LogLine;
use crate::table::FoundTable;

/// Where a table keeps its books.
const BOOKS: &str = ".hoodie";
const PROPERTIES: &str = "hoodie.properties";
const PROPERTIES_BYTES_MAX: u64 = 4 << 20;

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

impl HudiTarget {
    /// Reads properties and timelines, and lists partitions.
    pub(super) async fn survey(&self, survey: &Survey<'_>, finds: &mut Finds) -> Result<()> {
        let is_table = |children: &Children| children.files.iter().any(|name| name == PROPERTIES);
        for path in &self.paths {
            let root = Folder::open(survey.lake, survey.meter, path).await?;
            let walk = Walk::new(path, &self.exclusions, self.maximum_traversal_depth)?;
            finds.roots.push(root.uri().clone());
            let tables = match walk.tables(&root, BOOKS, is_table).await {
                Ok(tables) => tables,
                Err(why) => {
                    finds.refuse_all("Hudi", root.uri(), &why);
                    continue;
                }
            };
            if tables.is_empty() {
                finds.log.push(LogLine::warn(format!("There are no Hudi tables at {}", root.uri())));
            }
            for name in tables {
                let folder = root.folder(&name);
                let uri = folder.uri().clone();
                let crawler = survey.crawler.to_owned();
                match apart(async move { look(&folder, crawler).await }).await {
                    Ok(tables) => finds.tables.extend(tables),
                    Err(why) => finds.refuse("Hudi", &uri, &why),
                }
            }
        }
        Ok(())
    }
}

async fn look(folder: &Folder, crawler: String) -> Read<Vec<FoundTable>> {
    let books = folder.folder(BOOKS);
    let text = books.read(PROPERTIES, PROPERTIES_BYTES_MAX).await?;
    let properties = Properties::parse(&String::from_utf8_lossy(&text))?;
    let newest = timeline::newest(&books, &properties).await?;
    let folders = match properties.keys.is_empty() {
        true => Vec::new(),
        false => partitions::folders(folder).await?.into_iter().collect(),
    };
    Facts { uri: folder.uri().clone(), properties, newest, folders, crawler }.tables()
}
