//! Folders that hold tables, found level by level: what lies below a table is not listed.

use boathouse_schema::S3Uri;
use futures::{StreamExt, TryStreamExt, stream};

use super::folder::{Children, Folder, Read, Refusal};
use crate::Result;
use crate::glob::Glob;

/// Levels are listed so many folders at a time.
const LISTINGS_MAX: usize = 16;
/// More folders are not looked into.
const FOLDERS_MAX: usize = 100_000;

/// Where tables are looked for.
pub(super) struct Walk {
    /// Patterns of what to leave out, relative to the path.
    exclusions: Vec<Glob>,
    /// How many folders deep the folder of a table's books may lie; anywhere when absent.
    depth_max: Option<u32>,
}

impl Walk {
    /// Patterns may also begin with the path, as they do in tables.
    pub fn new(path: &S3Uri, exclusions: &[String], depth_max: Option<u32>) -> Result<Self> {
        let prefix = path.clone().folder().to_string();
        let relative = |pattern: &String| Glob::new(pattern.strip_prefix(&prefix).unwrap_or(pattern));
        Ok(Self { exclusions: exclusions.iter().map(relative).collect::<Result<_>>()?, depth_max })
    }

    /// Tables at and below a folder, by name relative to it; the folder itself has an empty name. What makes a folder a
    /// table's is a folder `books` in it that `is_books` finds to be one.
    pub async fn tables(
        &self,
        root: &Folder,
        books: &str,
        is_books: impl Fn(&Children) -> bool + Copy + Send + Sync,
    ) -> Read<Vec<String>> {
        let mut tables = Vec::new();
        let mut level = vec![String::new()];
        let (mut depth, mut seen) = (1_u32, 0_usize);
        while !level.is_empty() && self.depth_max.is_none_or(|depth_max| depth <= depth_max) {
            seen += level.len();
            if seen > FOLDERS_MAX {
                return Err(Refusal(format!(
                    "more than {FOLDERS_MAX} folders lie below {}: give a path nearer to the tables, or a MaximumTraversalDepth",
                    root.uri()
                )));
            }
            let looks = level.into_iter().map(|name| async move {
                let folder = root.folder(&name);
                let children = folder.children().await?;
                let has_books = children.folders.iter().any(|child| child == books)
                    && is_books(&folder.folder(books).children().await?);
                Ok::<_, Refusal>((name, children.folders, has_books))
            });
            let mut next = Vec::new();
            let mut looks = stream::iter(looks).buffered(LISTINGS_MAX);
            while let Some((name, folders, has_books)) = looks.try_next().await? {
                if has_books {
                    if !self.is_excluded(&format!("{}{books}", below(&name))) {
                        tables.push(name);
                    }
                    continue;
                }
                let hidden = |child: &String| child.starts_with(['_', '.']);
                let children = folders.into_iter().filter(|child| !hidden(child));
                next.extend(children.map(|child| below(&name) + &child).filter(|child| !self.is_excluded(child)));
            }
            level = next;
            depth = depth.saturating_add(1);
        }
        tables.sort_unstable();
        Ok(tables)
    }

    /// A pattern of what lies in a folder leaves out the folder.
    fn is_excluded(&self, folder: &str) -> bool {
        let inside = format!("{folder}/");
        self.exclusions.iter().any(|glob| glob.matches(folder) || glob.matches(&inside))
    }
}

fn below(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{name}/") }
}
