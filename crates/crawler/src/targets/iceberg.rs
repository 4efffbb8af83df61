//! Iceberg tables.

mod current;
mod table;

use self::current::Current;
pub(crate) use self::table::remember_previous;
use super::finds::{Finds, Survey, apart};
use super::folder::Folder;
use super::roots;
use crate::Result;
use crate::plan::LogLine;

/// What messages call the format.
pub(super) const KIND: &str = "Iceberg";
/// A folder of this name with metadata files in it.
const TABLES: roots::Books = roots::Books { kind: KIND, folder: current::FOLDER, is_books: current::is_metadata };

/// Reads the metadata files.
pub(super) async fn survey(target: &roots::RootsTarget, survey: &Survey<'_>, finds: &mut Finds) -> Result<()> {
    for path in &target.paths {
        for folder in target.folders(path, &TABLES, survey, finds).await? {
            register(&folder, survey.crawler, finds).await;
        }
    }
    Ok(())
}

async fn register(folder: &Folder, crawler: &str, finds: &mut Finds) {
    let uri = folder.uri().clone();
    let (read, crawler) = (folder.clone(), crawler.to_owned());
    let look = async move {
        let current = current::current(&read).await?;
        let table = table::table(read.uri(), &current, &table::file(read.uri(), &current), &crawler)?;
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
        Err(why) => finds.refuse(KIND, &uri, &why),
    }
}
