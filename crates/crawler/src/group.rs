//! Folders of objects to tables: which folders are one table, and which are its partitions.

mod cluster;
mod decision;
mod leaves;
mod tree;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use boathouse_schema::{S3Uri, parse_partition_segment};

pub(crate) use self::cluster::are_alike;
use self::cluster::{Item, SHARE_THRESHOLD, Verdict, cluster};
use self::decision::likenesses;
pub use self::decision::{Decision, Likeness};
pub(crate) use self::leaves::leaves;
use self::tree::Folder;
use crate::configuration::Configuration;
use crate::plan::{LogLine, Reason};
use crate::schema::{CommonSchema, CompatKey, MergedColumns, Object, Outcome};

/// Decisions that are kept; more nobody reads.
const DECISIONS_MAX: usize = 1000;

/// A level of folders between a table and its data: the key of `key=value` folders, or none.
pub(crate) type Level = Option<String>;

/// One folder of data.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    /// Folder names below the include path.
    pub segments: Vec<String>,
    /// Places in the list of objects, in key order. Their columns are not kept: folders are many.
    pub files: Vec<usize>,
}

/// A table in the making.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// Folder names of the table below the include path.
    pub root: Vec<String>,
    /// The one object of a table that is no folder.
    pub file: Option<usize>,
    pub key: CompatKey,
    /// In key order; all at the same depth below the root.
    pub leaves: Vec<Leaf>,
    pub columns: MergedColumns,
    pub reason: Reason,
}

impl Candidate {
    /// The levels between a folder of `depth` segments and the data.
    pub fn levels(&self, depth: usize) -> Vec<Level> {
        let segments = self.leaves.first().map(|leaf| &leaf.segments[depth.min(leaf.segments.len())..]);
        segments.unwrap_or_default().iter().map(|segment| level(segment)).collect()
    }
}

fn level(segment: &str) -> Level {
    parse_partition_segment(segment).map(|(key, _)| key.to_lowercase())
}

/// What became of a folder.
enum Eval {
    /// It holds nothing.
    Nothing,
    /// What it holds are tables of their own, which are out already.
    Split,
    /// It is one table, or part of one.
    Table(Box<Candidate>),
}

/// The tables of one target.
pub(crate) struct Grouped {
    pub tables: Vec<Candidate>,
    pub log: Vec<LogLine>,
    /// Why folders are no table; where it is to be explained, also why they are.
    pub decisions: Vec<Decision>,
}

/// Groups the objects of one target, which are sorted by key.
pub(crate) fn group(
    root: &S3Uri,
    is_object: bool,
    objects: &[Object],
    configuration: &Configuration,
    explain: bool,
) -> Grouped {
    let (tables, log, decisions) = (Vec::new(), Vec::new(), Vec::new());
    let mut grouper = Grouper { root, objects, configuration, explain, tables, log, decisions };
    grouper.report_unreadable();
    if is_object {
        grouper.file_tables(
            &(0..objects.len()).collect::<Vec<_>>(),
            &[],
            &Reason::new("the include path is this object"),
        );
    } else {
        let tree = Folder::of(&root.key, objects);
        match grouper.folder(&tree, &mut Vec::new()) {
            Eval::Table(candidate) => grouper.tables.push(*candidate),
            Eval::Split | Eval::Nothing => {}
        }
    }
    grouper.tables.sort_by(|a, b| (&a.root, a.file).cmp(&(&b.root, b.file)));
    let Grouper { tables, log, decisions, .. } = grouper;
    Grouped { tables, log, decisions }
}

struct Grouper<'a> {
    root: &'a S3Uri,
    objects: &'a [Object],
    configuration: &'a Configuration,
    explain: bool,
    tables: Vec<Candidate>,
    log: Vec<LogLine>,
    decisions: Vec<Decision>,
}

impl Grouper<'_> {
    fn report_unreadable(&mut self) {
        for object in self.objects {
            match &object.outcome {
                Outcome::Unreadable(why) => self.log.push(LogLine::warn(format!(
                    "{} is left out and classified UNKNOWN: {why}",
                    self.object_uri(object)
                ))),
                Outcome::Unknown(why) => self.log.push(LogLine::warn(format!(
                    "{} is classified UNKNOWN: {}",
                    self.object_uri(object),
                    why.join("; ")
                ))),
                _ => {}
            }
        }
    }

    fn object_uri(&self, object: &Object) -> String {
        format!("s3://{}/{}", self.root.bucket, object.key)
    }

    fn folder_uri(&self, path: &[String]) -> String {
        path.iter().fold(self.root.clone(), |uri, segment| uri.join(segment)).folder().to_string()
    }

    /// The bucket is level 1.
    fn depth(&self, path: &[String]) -> usize {
        1 + self.root.key.split('/').filter(|part| !part.is_empty()).count() + path.len()
    }

    fn folder(&mut self, folder: &Folder, path: &mut Vec<String>) -> Eval {
        if let Some(level) = self.configuration.table_level {
            let depth = self.depth(path);
            if depth == level || (path.is_empty() && depth > level) {
                return self.forced(folder, path);
            }
        }
        if folder.children.is_empty() {
            return self.leaf(&folder.files, path);
        }
        let children: Vec<(String, Eval)> = folder
            .children
            .iter()
            .map(|(name, child)| {
                path.push(name.clone());
                let eval = self.folder(child, path);
                path.pop();
                (name.clone(), eval)
            })
            .filter(|(_, eval)| !matches!(eval, Eval::Nothing))
            .collect();
        if !folder.files.is_empty() {
            return self.mixed(&folder.files, children, path);
        }
        if self.configuration.table_level.is_some_and(|level| self.depth(path) < level) {
            self.release(children.into_iter().map(|(_, eval)| eval));
            return Eval::Split;
        }
        self.children(children, path)
    }

    /// What became of a folder, where it is kept: that it is no table always, that it is one where that is to be explained.
    fn decision(
        &self,
        path: &[String],
        verdict: &Verdict,
        likenesses: impl FnOnce() -> Vec<Likeness>,
    ) -> Option<Decision> {
        if (verdict.passes && !self.explain) || self.decisions.len() >= DECISIONS_MAX {
            return None;
        }
        let text = if verdict.passes { "what is in it is alike" } else { "what is in it is too different" };
        Some(Decision {
            folder: self.folder_uri(path),
            level: self.depth(path),
            is_table: verdict.passes,
            reason: verdict.reason(text),
            likenesses: likenesses(),
        })
    }

    /// Pushes what are tables of their own.
    fn release(&mut self, evals: impl Iterator<Item = Eval>) {
        for eval in evals {
            if let Eval::Table(candidate) = eval {
                self.tables.push(*candidate);
            }
        }
    }

    /// Files beside folders: neither belongs to the other.
    fn mixed(&mut self, files: &[usize], children: Vec<(String, Eval)>, path: &[String]) -> Eval {
        if children.is_empty() {
            return self.leaf(files, path);
        }
        let uri = self.folder_uri(path);
        self.log.push(LogLine::warn(format!(
            "{uri} holds objects beside folders: each object and each folder is a table of its own"
        )));
        self.release(children.into_iter().map(|(_, eval)| eval));
        self.file_tables(files, path, &Reason::new(format!("an object beside folders in {uri}")));
        Eval::Split
    }

    /// A folder of objects only.
    fn leaf(&mut self, files: &[usize], path: &[String]) -> Eval {
        let voters: Vec<usize> = files.iter().copied().filter(|i| self.objects[*i].compat_key().is_some()).collect();
        if voters.is_empty() {
            return self.unreadable_leaf(files, path);
        }
        let columns = self.bare_columns(&voters);
        let none = MergedColumns::default();
        let items: Vec<Item<'_, CompatKey>> = voters
            .iter()
            .map(|i| &self.objects[*i])
            .map(|object| match &object.outcome {
                Outcome::Known(known) => (object, columns.get(&Arc::as_ptr(&known.schema)).unwrap_or(&none)),
                _ => (object, &none),
            })
            .map(|(object, columns)| Item { key: object.compat_key(), columns })
            .collect();
        let verdict = cluster(&items, self.configuration.combine_compatible_schemas);
        let decision = self
            .decision(path, &verdict, || likenesses(&items, &verdict, |i| self.object_uri(&self.objects[voters[i]])));
        self.decisions.extend(decision);
        let Some(key) = verdict.majority.first().and_then(|i| items[*i].key.clone()).filter(|_| verdict.passes) else {
            let reason = verdict.reason("the objects of the folder are too different to be one table");
            self.log.push(LogLine::warn(format!("{}: {reason}", self.folder_uri(path))));
            self.file_tables(files, path, &reason);
            return Eval::Split;
        };
        for i in voters.iter().filter(|i| self.objects[**i].compat_key().as_ref() != Some(&key)) {
            let object = &self.objects[*i];
            let what = object.compat_key().unwrap_or(CompatKey::UNKNOWN).describe();
            self.log.push(LogLine::warn(format!(
                "{} is {what} in a folder of {}: it is left out of the table, and queries will stumble on it",
                self.object_uri(object),
                key.describe()
            )));
        }
        let members = files.iter().copied().filter(|i| match &self.objects[*i].outcome {
            Outcome::NotSampled => true,
            _ => self.objects[*i].compat_key().as_ref() == Some(&key),
        });
        let members = members.collect();
        let reason = verdict.reason("its objects are alike");
        Eval::Table(Box::new(self.candidate(path, None, key, members, reason)))
    }

    /// Nothing in the folder could be read: there is still a table of it, without columns.
    fn unreadable_leaf(&mut self, files: &[usize], path: &[String]) -> Eval {
        let damaged: Vec<usize> =
            files.iter().copied().filter(|i| matches!(self.objects[*i].outcome, Outcome::Unreadable(_))).collect();
        if damaged.is_empty() {
            return Eval::Nothing;
        }
        let reason = Reason::new("no object of the folder could be read");
        Eval::Table(Box::new(self.candidate(path, None, CompatKey::UNKNOWN, damaged, reason)))
    }

    /// Names and types of each schema that some of these objects have.
    fn bare_columns(&self, objects: &[usize]) -> HashMap<*const CommonSchema, MergedColumns> {
        let mut columns = HashMap::new();
        for i in objects {
            if let Outcome::Known(known) = &self.objects[*i].outcome {
                let bare = || MergedColumns::bare(&known.schema);
                columns.entry(Arc::as_ptr(&known.schema)).or_insert_with(bare);
            }
        }
        columns
    }

    /// A table of the objects of one folder.
    fn candidate(
        &self,
        path: &[String],
        file: Option<usize>,
        key: CompatKey,
        files: Vec<usize>,
        reason: Reason,
    ) -> Candidate {
        let mut columns = MergedColumns::default();
        // An object of a schema that was added already says nothing new.
        let mut added: HashSet<*const CommonSchema> = HashSet::new();
        for object in files.iter().map(|i| &self.objects[*i]) {
            if let Outcome::Known(known) = &object.outcome
                && added.insert(Arc::as_ptr(&known.schema))
            {
                columns.add(|| self.object_uri(object), known);
            }
        }
        let leaf = Leaf { segments: path.to_vec(), files };
        Candidate { root: path.to_vec(), file, key, columns, leaves: vec![leaf], reason }
    }

    /// Each object is a table of its own.
    fn file_tables(&mut self, files: &[usize], path: &[String], reason: &Reason) {
        let mut unsampled = 0;
        for &i in files {
            match self.objects[i].compat_key() {
                Some(key) => {
                    let table = self.candidate(path, Some(i), key, vec![i], reason.clone());
                    self.tables.push(table);
                }
                None => unsampled += usize::from(self.objects[i].outcome == Outcome::NotSampled),
            }
        }
        if unsampled > 0 {
            let uri = self.folder_uri(path);
            self.log.push(LogLine::warn(format!("{unsampled} objects of {uri} were not sampled and are in no table")));
        }
    }

    /// A folder of folders.
    fn children(&mut self, mut children: Vec<(String, Eval)>, path: &[String]) -> Eval {
        // A plain folder over a single folder is only the way to it.
        if children.len() <= 1 && children.iter().all(|(name, _)| level(name).is_none()) {
            return children.pop().map_or(Eval::Nothing, |(_, eval)| eval);
        }
        let none = MergedColumns::default();
        let items: Vec<Item<'_, (CompatKey, Vec<Level>)>> = children
            .iter()
            .map(|(_, eval)| match eval {
                Eval::Table(child) => {
                    Item { key: Some((child.key.clone(), child.levels(path.len()))), columns: &child.columns }
                }
                _ => Item { key: None, columns: &none },
            })
            .collect();
        let verdict = cluster(&items, self.configuration.combine_compatible_schemas);
        let winner = verdict.majority.first().and_then(|i| items[*i].key.clone()).filter(|_| verdict.passes);
        let uri = self.folder_uri(path);
        let decision =
            self.decision(path, &verdict, || likenesses(&items, &verdict, |i| format!("{uri}{}/", children[i].0)));
        self.decisions.extend(decision);
        let evals = children.into_iter().map(|(_, eval)| eval);
        let Some(winner) = winner else {
            if evals.len() > 1 {
                let reason = verdict.reason("its folders are too different to be one table");
                self.log.push(LogLine::info(format!("{}: {reason}", self.folder_uri(path))));
            }
            self.release(evals);
            return Eval::Split;
        };
        let candidates = evals.filter_map(|eval| if let Eval::Table(child) = eval { Some(*child) } else { None });
        self.merge(candidates.collect(), &winner, path, verdict.reason("its folders are alike"))
    }

    /// One table of the candidates that fit the winner. Others of its format have other keys and are
    /// skipped; others of another format are tables of their own.
    fn merge(
        &mut self,
        all: Vec<Candidate>,
        winner: &(CompatKey, Vec<Level>),
        path: &[String],
        reason: Reason,
    ) -> Eval {
        let mut merged: Option<Candidate> = None;
        for child in all {
            if child.key != winner.0 {
                let uri = self.folder_uri(&child.root);
                self.log.push(LogLine::warn(format!(
                    "{uri} is {} among folders of {}: it is a table of its own",
                    child.key.describe(),
                    winner.0.describe()
                )));
                self.tables.push(child);
            } else if child.levels(path.len()) != winner.1 {
                let skipped = self.folder_uri(&child.root);
                let skipped = skipped.trim_start_matches("s3://").trim_end_matches('/');
                self.log.push(LogLine::warn(format!(
                    "Folder partition keys do not match table partition keys, skipped folder: {skipped}"
                )));
            } else {
                match &mut merged {
                    Some(table) => {
                        table.columns.add_all(&child.columns);
                        table.leaves.extend(child.leaves);
                    }
                    None => merged = Some(Candidate { root: path.to_vec(), reason: reason.clone(), ..child }),
                }
            }
        }
        merged.map_or(Eval::Split, |table| Eval::Table(Box::new(table)))
    }

    /// The folder is a table because the configuration says so.
    fn forced(&mut self, folder: &Folder, path: &mut Vec<String>) -> Eval {
        let mut leaves = Vec::new();
        self.gather(folder, path, &mut leaves);
        let mut kinds: Vec<((CompatKey, Vec<Level>), usize)> = Vec::new();
        for leaf in &leaves {
            let kind = (leaf.key.clone(), leaf.levels(path.len()));
            match kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, count)) => *count += 1,
                None => kinds.push((kind, 1)),
            }
        }
        let most = kinds.iter().map(|(_, count)| *count).max().unwrap_or(0);
        let Some((winner, _)) = kinds.into_iter().find(|(_, count)| *count == most) else { return Eval::Nothing };
        let level = self.configuration.table_level.unwrap_or_default();
        self.merge(leaves, &winner, path, Reason::new(format!("TableLevelConfiguration puts tables at level {level}")))
    }

    fn gather(&mut self, folder: &Folder, path: &mut Vec<String>, leaves: &mut Vec<Candidate>) {
        if !folder.files.is_empty()
            && let Eval::Table(leaf) = self.leaf(&folder.files, path)
        {
            leaves.push(*leaf);
        }
        for (name, child) in &folder.children {
            path.push(name.clone());
            self.gather(child, path, leaves);
            path.pop();
        }
    }
}

impl Verdict {
    fn reason(&self, text: &str) -> Reason {
        let text = match self.clusters {
            1 => text.to_owned(),
            n => format!("{text}: {n} different schemas"),
        };
        Reason { text, share: Some(self.share), threshold: Some(SHARE_THRESHOLD), ..Reason::default() }
    }
}
