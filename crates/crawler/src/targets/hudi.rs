//! Hudi tables.

mod partitions;
mod properties;
mod tables;
mod timeline;

use self::properties::Properties;
use self::tables::Facts;
use super::finds::{Finds, Survey, apart};
use super::folder::{Folder, Read};
use super::roots;
use crate::Result;
use crate::table::FoundTable;

/// How tables of this format are classified.
pub(crate) const CLASSIFICATION: &str = "hudi";
/// What messages call the format.
pub(super) const KIND: &str = "Hudi";
/// Where a table keeps its books.
const BOOKS: &str = ".hoodie";
const PROPERTIES: &str = "hoodie.properties";
const PROPERTIES_BYTES_MAX: u64 = 4 << 20;

/// A folder of this name with properties in it.
const TABLES: roots::Books = roots::Books {
    kind: KIND,
    folder: BOOKS,
    is_books: |children| children.files.iter().any(|name| name == PROPERTIES),
};

/// Reads properties and timelines, and lists partitions.
pub(super) async fn survey(target: &roots::RootsTarget, survey: &Survey<'_>, finds: &mut Finds) -> Result<()> {
    for path in &target.paths {
        for folder in target.folders(path, &TABLES, survey, finds).await? {
            let uri = folder.uri().clone();
            let crawler = survey.crawler.to_owned();
            match apart(async move { look(&folder, crawler).await }).await {
                Ok(tables) => finds.tables.extend(tables),
                Err(why) => finds.refuse(KIND, &uri, &why),
            }
        }
    }
    Ok(())
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
