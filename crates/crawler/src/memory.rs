//! What earlier crawls made of objects, so that one that is as it was is not read again.
//!
//! It is kept by crawler, a row for each folder: the objects of a folder say nearly the same, and compress well
//! together. A row is a picture of the lake and not of the catalog: it counts only for an object of the same size
//! and etag, and only under the rules it was made by, so it may be written whatever becomes of the run.

mod row;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use boathouse_schema::S3Uri;
use boathouse_state::State;
use boathouse_state::rusqlite::{Connection, params};
use md5::{Digest, Md5};

use self::row::{KnownSchemas, Reader, encode};
use crate::options::CrawlOptions;
use crate::schema::{CommonSchema, Object, Outcome};
use crate::{Error, Result};

/// To be raised when the same bytes come to be seen in another way.
const INFERENCE_VERSION: u32 = 2;
/// Rows written in one go, so that others can write in between.
const ROWS_AT_ONCE: usize = 256;

/// The memory of one crawler.
#[derive(Debug, Clone)]
pub(crate) struct Memory {
    state: State,
    scope: String,
    crawler: String,
    /// Of everything but its bytes that decides what an object is.
    rules: String,
}

/// An object as it was seen last.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// In its folder.
    pub name: String,
    pub size: u64,
    pub etag: Option<String>,
    /// What it is; absent when it could not be read, or is to be read anew.
    pub outcome: Option<Outcome>,
}

/// What is remembered of a folder and what lies below it.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    /// Entries by name, of each folder by its prefix.
    pub folders: BTreeMap<String, Vec<Entry>>,
    /// The schemas of the entries, each once.
    pub schemas: Vec<Arc<CommonSchema>>,
    /// Some row could not be understood.
    pub is_damaged: bool,
}

/// A folder as it is kept.
#[derive(Debug)]
struct Row {
    folder: String,
    /// It was made by the rules of now.
    is_current: bool,
    /// Absent when it is no bytes.
    content: Option<Vec<u8>>,
}

/// Rows to be written and to be removed.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    rows: Vec<(String, Vec<u8>)>,
    gone: Vec<String>,
}

/// The folder of a key, ending with `/` unless it is the bucket, and the name in it.
pub(crate) fn folder_and_name(key: &str) -> (&str, &str) {
    key.split_at(key.rfind('/').map_or(0, |slash| slash + 1))
}

/// Runs of neighbours in one folder: where keys are sorted, a folder has few of them.
pub(crate) fn folder_runs<'a, T>(items: &'a [T], key: impl Fn(&'a T) -> &'a str) -> Vec<(&'a str, Range<usize>)> {
    let mut runs: Vec<(&str, Range<usize>)> = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let folder = folder_and_name(key(item)).0;
        match runs.last_mut().filter(|(known, _)| *known == folder) {
            Some((_, run)) => run.end = i + 1,
            None => runs.push((folder, i..i + 1)),
        }
    }
    runs
}

impl Memory {
    pub fn new(state: &State, scope: &str, options: &CrawlOptions) -> Result<Self> {
        let mut rules = Md5::new();
        rules.update(env!("CARGO_PKG_VERSION"));
        rules.update(INFERENCE_VERSION.to_le_bytes());
        rules.update(serde_json::to_vec(&(&options.classifiers, options.types, options.explain))?);
        Ok(Self {
            state: state.clone(),
            scope: scope.to_owned(),
            crawler: options.crawler_name.clone(),
            rules: hex::encode(rules.finalize()),
        })
    }

    /// Everything at and below `root`, which is a folder or one object.
    pub async fn recall(&self, root: &S3Uri) -> Result<Remembered> {
        let (memory, root) = (self.clone(), root.clone());
        let mut rows = self.state.read(move |connection| memory.rows(connection, &root)).await?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = rows.len().div_ceil(cores).max(1);
        let mut tasks = Vec::with_capacity(cores);
        let schemas = Arc::new(KnownSchemas::default());
        while !rows.is_empty() {
            let rest = rows.split_off(share.min(rows.len()));
            let part = std::mem::replace(&mut rows, rest);
            let schemas = Arc::clone(&schemas);
            tasks.push(tokio::task::spawn_blocking(move || understood(part, &schemas)));
        }
        let mut remembered = Remembered::default();
        for task in tasks {
            // A row that cannot even be looked at is a damaged one.
            let part = task.await.unwrap_or(Remembered { is_damaged: true, ..Remembered::default() });
            remembered.folders.extend(part.folders);
            remembered.is_damaged |= part.is_damaged;
        }
        remembered.schemas = schemas.all();
        Ok(remembered)
    }

    fn rows(&self, connection: &Connection, root: &S3Uri) -> Result<Vec<Row>> {
        let mut statement = connection.prepare_cached(
            "SELECT folder, rules, content FROM crawler_memory
             WHERE scope = ?1 AND crawler = ?2 AND bucket = ?3 AND folder >= ?4 ORDER BY folder",
        )?;
        let mut rows = statement.query([&self.scope, &self.crawler, &root.bucket, &root.key])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let folder: String = row.get(0)?;
            if !folder.starts_with(&root.key) {
                break;
            }
            let is_current = row.get_ref(1)?.as_str().is_ok_and(|rules| rules == self.rules);
            found.push(Row { folder, is_current, content: row.get(2).ok() });
        }
        Ok(found)
    }

    /// Writes what has changed.
    pub async fn keep(&self, bucket: &str, changes: Changes) -> Result<()> {
        let Changes { mut rows, gone } = changes;
        while !rows.is_empty() {
            let batch = rows.split_off(rows.len().saturating_sub(ROWS_AT_ONCE));
            let (memory, bucket) = (self.clone(), bucket.to_owned());
            let write = move |connection: &Connection| {
                let mut statement = connection.prepare_cached(
                    "INSERT OR REPLACE INTO crawler_memory (scope, crawler, bucket, folder, rules, content)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?;
                for (folder, content) in &batch {
                    statement.execute(params![memory.scope, memory.crawler, bucket, folder, memory.rules, content])?;
                }
                Ok::<_, Error>(())
            };
            self.state.write(write).await?;
        }
        if gone.is_empty() {
            return Ok(());
        }
        let (memory, bucket) = (self.clone(), bucket.to_owned());
        let forget = move |connection: &Connection| {
            let mut statement = connection.prepare_cached(
                "DELETE FROM crawler_memory WHERE scope = ?1 AND crawler = ?2 AND bucket = ?3 AND folder = ?4",
            )?;
            for folder in &gone {
                statement.execute(params![memory.scope, memory.crawler, bucket, folder])?;
            }
            Ok::<_, Error>(())
        };
        self.state.write(forget).await
    }

    /// Forgets buckets that are there no more.
    pub async fn forget_other_buckets(&self, present: Vec<String>) -> Result<()> {
        let memory = self.clone();
        let read = move |connection: &Connection| {
            let mut statement = connection
                .prepare_cached("SELECT DISTINCT bucket FROM crawler_memory WHERE scope = ?1 AND crawler = ?2")?;
            let known = statement.query_map([&memory.scope, &memory.crawler], |row| row.get::<_, String>(0))?;
            Ok::<_, Error>(known.collect::<Result<Vec<_>, _>>()?)
        };
        let mut gone = self.state.read(read).await?;
        gone.retain(|bucket| !present.contains(bucket));
        if gone.is_empty() {
            return Ok(());
        }
        let memory = self.clone();
        let forget = move |connection: &Connection| {
            for bucket in &gone {
                connection.execute(
                    "DELETE FROM crawler_memory WHERE scope = ?1 AND crawler = ?2 AND bucket = ?3",
                    params![memory.scope, memory.crawler, bucket],
                )?;
            }
            Ok(())
        };
        self.state.write(forget).await
    }
}

/// Forgets all that a crawler has seen.
pub(crate) fn forget_crawler(connection: &Connection, scope: &str, crawler: &str) -> Result<()> {
    for table in ["crawler_memory", "crawler_folder"] {
        connection.execute(&format!("DELETE FROM {table} WHERE scope = ?1 AND crawler = ?2"), [scope, crawler])?;
    }
    Ok(())
}

impl Changes {
    /// The folder as its objects are now. Objects that were not read are not kept; of those that could not be read it
    /// is kept that they are there.
    pub fn put<'a>(
        &mut self,
        folder: &str,
        objects: impl Iterator<Item = (&'a Object, Option<&'a str>)>,
    ) -> Result<()> {
        let read = objects.filter(|(object, _)| object.outcome != Outcome::NotSampled);
        self.rows.push((folder.to_owned(), encode(folder, read)?));
        Ok(())
    }

    pub fn remove(&mut self, folder: String) {
        self.gone.push(folder);
    }
}

/// Unpacks rows, which is most of the work of remembering.
fn understood(rows: Vec<Row>, schemas: &KnownSchemas) -> Remembered {
    let mut reader = Reader::new(schemas);
    let mut remembered = Remembered::default();
    for row in rows {
        let Some(mut entries) = row.content.as_deref().and_then(|content| reader.decode(content)) else {
            remembered.is_damaged = true;
            continue;
        };
        if !row.is_current {
            entries.iter_mut().for_each(|entry| entry.outcome = None);
        }
        remembered.folders.insert(row.folder, entries);
    }
    remembered
}
