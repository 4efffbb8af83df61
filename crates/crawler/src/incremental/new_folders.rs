//! Folders that no earlier run has seen: to the tables that are there, if they are like them, or as tables of their
//! own.

use std::collections::BTreeMap;

use boathouse_catalog::Table;
use boathouse_formats::infer::{Shape, TypeRules};
use boathouse_schema::{HiveType, S3Uri};

use crate::configuration::Configuration;
use crate::group::{Candidate, group, leaves};
use crate::plan::{LogLine, Reason};
use crate::reconcile::{ExistingTable, conflict};
use crate::schema::{MergedColumn, MergedColumns, Object};
use crate::table::{FoundTable, TableContext, key_names};

/// New objects of a target beside the crawler's tables.
pub(crate) struct NewFolders<'a> {
    /// The target's folder.
    pub root: &'a S3Uri,
    pub exclusions: &'a [String],
    pub crawler: &'a str,
    pub configuration: &'a Configuration,
    /// The crawler's own.
    pub tables: &'a [ExistingTable],
}

/// What a group of new objects belongs to.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Home {
    /// The table of this place.
    Table(usize),
    /// No table: it is looked at by itself below this folder, which ends with `/` unless it is the bucket.
    Below(String),
}

impl NewFolders<'_> {
    /// Tables with what is new of them only.
    pub fn found(&self, objects: Vec<Object>, log: &mut Vec<LogLine>) -> Vec<FoundTable> {
        let mut homes: BTreeMap<Home, Vec<Object>> = BTreeMap::new();
        for object in objects {
            homes.entry(self.home(&object.key)).or_default().push(object);
        }
        let mut found = Vec::new();
        for (home, objects) in homes {
            match home {
                Home::Table(place) => found.extend(self.extended(&self.tables[place].table, &objects, log)),
                Home::Below(folder) => {
                    let root = S3Uri::new(&self.root.bucket, &folder);
                    let mut grouped = group(&root, false, &objects, self.configuration, false);
                    log.extend(grouped.log);
                    grouped.tables.iter_mut().for_each(|candidate| self.graft(candidate, &folder));
                    let context = self.context(self.root, &objects);
                    found.extend(grouped.tables.iter().map(|candidate| context.table(candidate)));
                }
            }
        }
        found
    }

    fn context<'a>(&'a self, root: &'a S3Uri, objects: &'a [Object]) -> TableContext<'a> {
        TableContext {
            root,
            objects,
            exclusions: self.exclusions,
            crawler: self.crawler,
            types: TypeRules::Glue,
            explain: false,
        }
    }

    /// Keys of the tables' folders, which end with `/` unless they are the bucket.
    fn folders(&self) -> impl Iterator<Item = (usize, S3Uri)> {
        self.tables.iter().enumerate().filter_map(|(place, known)| {
            let location: S3Uri = known.location()?.parse().ok()?;
            let is_folder = location.key.is_empty() || location.key.ends_with('/');
            (is_folder && location.bucket == self.root.bucket).then_some((place, location))
        })
    }

    fn home(&self, key: &str) -> Home {
        let inside = self.folders().filter(|(_, location)| key.starts_with(&location.key));
        if let Some((place, _)) = inside.max_by_key(|(_, location)| location.key.len()) {
            return Home::Table(place);
        }
        // The highest folder that holds no table: what is found there takes no table in.
        let ends = key.match_indices('/').map(|(slash, _)| slash + 1).filter(|end| *end > self.root.key.len());
        let holds_none = |folder: &str| self.folders().all(|(_, location)| !location.key.starts_with(folder));
        let mut folders = std::iter::once(self.root.key.len()).chain(ends).map(|end| &key[..end]);
        let last = key.rfind('/').map_or("", |slash| &key[..=slash]);
        Home::Below(folders.find(|folder| holds_none(folder)).unwrap_or(last).to_owned())
    }

    /// Makes a candidate below a folder one below the target's.
    fn graft(&self, candidate: &mut Candidate, folder: &str) {
        let way: Vec<String> = folder
            .strip_prefix(self.root.key.as_str())
            .unwrap_or_default()
            .split_terminator('/')
            .map(str::to_owned)
            .collect();
        candidate.root.splice(0..0, way.iter().cloned());
        for leaf in &mut candidate.leaves {
            leaf.segments.splice(0..0, way.iter().cloned());
        }
    }

    /// The table with those of the new folders that are like it.
    fn extended(&self, table: &Table, objects: &[Object], log: &mut Vec<LogLine>) -> Option<FoundTable> {
        let location = table.storage_descriptor.as_ref()?.location.as_ref()?;
        let root: S3Uri = location.parse().ok()?;
        let (candidates, notes) = leaves(&root, objects, self.configuration);
        log.extend(notes);
        let context = self.context(&root, objects);
        let mut merged: Option<Candidate> = None;
        let (mut taken, mut refused) = (0_usize, 0_usize);
        for mut leaf in candidates {
            let folder = leaf.root.iter().fold(root.clone(), |uri, segment| uri.join(segment)).folder();
            leaf.root = Vec::new();
            let found = context.table(&leaf);
            let other = merged.as_ref().filter(|merged| merged.key != leaf.key);
            let why = match (self.difference(table, &leaf, &found), other) {
                (None, Some(other)) => Some(format!("it is {} and not {}", leaf.key.describe(), other.key.describe())),
                (why, _) => why,
            };
            if let Some(why) = why {
                refused += 1;
                log.push(LogLine::warn(match has_keys(table, &leaf) {
                    true => format!("The new folder {folder} is not added to table {}: {why}", table.name),
                    false => format!(
                        "Folder partition keys do not match table partition keys, skipped folder: {}",
                        folder.to_string().trim_start_matches("s3://").trim_end_matches('/')
                    ),
                }));
                continue;
            }
            taken += 1;
            match &mut merged {
                None => merged = Some(Candidate { reason: Reason::new("new folders like the table"), ..leaf }),
                Some(merged) => {
                    merged.columns.add_all(&leaf.columns);
                    merged.leaves.extend(leaf.leaves);
                }
            }
        }
        if refused > taken {
            log.push(LogLine::warn(format!(
                "Most new folders of table {} are unlike it ({refused} of {}): none of them is added",
                table.name,
                refused + taken
            )));
            return None;
        }
        let mut found = context.table(&merged?);
        // What counts all of a table's objects is not to be known from the new ones.
        if let Some(known) = &table.storage_descriptor {
            found.descriptor.parameters = Some(table.parameters.clone());
            found.descriptor.serde_info.clone_from(&known.serde_info);
        }
        Some(found)
    }

    /// Why a new folder is not one of the table's.
    fn difference(&self, table: &Table, leaf: &Candidate, found: &FoundTable) -> Option<String> {
        if !has_keys(table, leaf) {
            return Some("its partition keys are others".to_owned());
        }
        if let Some(conflict) = conflict(table, found) {
            return Some(conflict);
        }
        let header = "skip.header.line.count";
        if table.parameters.get(header) != found.parameters().get(header) {
            return Some("one has a header and the other has none".to_owned());
        }
        let known = columns(table);
        let (matched, widest) = (known.matched(&leaf.columns), known.columns.len().max(found.columns.len()));
        if self.configuration.combine_compatible_schemas || crate::group::are_alike(matched, widest) {
            return None;
        }
        Some(format!("only {matched} of {widest} columns are the same"))
    }
}

/// Whether the folder's levels are the table's partition keys.
fn has_keys(table: &Table, leaf: &Candidate) -> bool {
    let names = key_names(&leaf.levels(0));
    let known = table.partition_keys.iter().map(|key| key.name.to_lowercase());
    known.eq(names.iter().map(|name| name.to_lowercase()))
}

/// A table's columns as inference has them.
fn columns(table: &Table) -> MergedColumns {
    let known = table.storage_descriptor.as_ref().map(|descriptor| descriptor.columns.as_slice()).unwrap_or_default();
    let columns = known.iter().map(|column| MergedColumn {
        name: column.name.to_lowercase(),
        shape: match column.data_type.as_deref().map(str::parse::<HiveType>) {
            Some(Ok(data_type)) => Shape::of(&data_type),
            _ => Shape::Unknown,
        },
        evidence: None,
        before: None,
    });
    MergedColumns { columns: columns.collect() }
}
