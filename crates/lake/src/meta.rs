//! The rows about objects, one for each version of a file: a row counts for the file of its size and
//! modification time only. A row is written before its file becomes visible, and those of earlier
//! versions are removed afterwards, so that a reader finds the row of the version it has in its hands.

use std::collections::{BTreeMap, HashMap};

use boathouse_state::rusqlite::{Connection, OptionalExtension, Row, params};
use boathouse_state::{Migrations, State};
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::checksum::Checksum;
use crate::local::Facts;
use crate::notify::{self, ObjectEvent};
use crate::object::{ObjectHeaders, ObjectInfo};

pub(crate) const MIGRATIONS: Migrations = Migrations {
    component: "lake",
    steps: &[
        "
        CREATE TABLE lake_object (
            bucket TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
            etag TEXT NOT NULL, description TEXT NOT NULL, PRIMARY KEY (bucket, key, mtime_ns, size)) WITHOUT ROWID;
        CREATE TABLE lake_upload (
            upload_id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, created_ms INTEGER NOT NULL,
            options TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX lake_upload_key ON lake_upload (bucket, key, upload_id);
        CREATE TABLE lake_part (
            upload_id TEXT NOT NULL REFERENCES lake_upload ON DELETE CASCADE, number INTEGER NOT NULL,
            size INTEGER NOT NULL, etag TEXT NOT NULL, checksum TEXT, modified_ms INTEGER NOT NULL,
            file TEXT NOT NULL, PRIMARY KEY (upload_id, number)) WITHOUT ROWID;
    ",
        include_str!("notify/schema.sql"),
    ],
};

/// What a file cannot say about itself.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Description {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    #[serde(flatten)]
    pub headers: ObjectHeaders,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub user_metadata: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum: Option<Checksum>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub part_sizes: Vec<u64>,
}

/// A row of `lake_object`.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub facts: Facts,
    pub etag: String,
    pub description: Description,
}

/// The object as callers see it: with the row of this very file, or with what the file says.
pub(crate) fn describe(entry: Option<Entry>, key: String, facts: Facts) -> ObjectInfo {
    let (etag, description) = match entry {
        Some(entry) => (entry.etag, entry.description),
        None => (facts.etag(), Description::default()),
    };
    let Description { content_type, headers, user_metadata, checksum, part_sizes } = description;
    ObjectInfo {
        key,
        size: facts.size,
        etag,
        last_modified_ms: facts.mtime_ns.div_euclid(1_000_000),
        content_type,
        headers,
        user_metadata,
        checksum,
        part_sizes,
    }
}

impl From<&ObjectInfo> for Description {
    fn from(info: &ObjectInfo) -> Self {
        Self {
            content_type: info.content_type.clone(),
            headers: info.headers.clone(),
            user_metadata: info.user_metadata.clone(),
            checksum: info.checksum.clone(),
            part_sizes: info.part_sizes.clone(),
        }
    }
}

pub(crate) async fn load(state: &State, bucket: &str, key: &str, facts: Facts) -> Result<Option<Entry>> {
    let (bucket, key) = (bucket.to_owned(), key.to_owned());
    state
        .read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT size, mtime_ns, etag, description FROM lake_object
                     WHERE bucket = ?1 AND key = ?2 AND mtime_ns = ?3 AND size = ?4",
                )?
                .query_row(params![bucket, key, facts.mtime_ns, signed(facts.size)], |row| entry(row, 0))
                .optional()?
                .transpose()
        })
        .await
}

/// The rows of the keys from `first` to `last`, of all versions.
pub(crate) async fn load_between(
    state: &State,
    bucket: &str,
    first: String,
    last: String,
) -> Result<HashMap<String, Vec<Entry>>> {
    let bucket = bucket.to_owned();
    state
        .read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT key, size, mtime_ns, etag, description FROM lake_object
                 WHERE bucket = ?1 AND key BETWEEN ?2 AND ?3",
            )?;
            let mut rows = statement.query([bucket, first, last])?;
            let mut entries: HashMap<String, Vec<Entry>> = HashMap::new();
            while let Some(row) = rows.next()? {
                entries.entry(row.get(0)?).or_default().push(entry(row, 1)??);
            }
            Ok(entries)
        })
        .await
}

fn entry(row: &Row<'_>, at: usize) -> boathouse_state::rusqlite::Result<Result<Entry>> {
    let size: i64 = row.get(at)?;
    let facts = Facts { size: u64::try_from(size).unwrap_or(0), mtime_ns: row.get(at + 1)? };
    let etag = row.get(at + 2)?;
    let description: String = row.get(at + 3)?;
    Ok(serde_json::from_str(&description).map(|description| Entry { facts, etag, description }).map_err(Into::into))
}

fn signed(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// What is to be done when the file of a row can be seen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Afterwards {
    /// There are rows of other versions, to be removed with [`forget_others`].
    pub others: bool,
    /// Somebody may have to be told.
    pub watched: bool,
}

/// Writes the row of a version.
pub(crate) async fn store(state: &State, bucket: &str, key: &str, entry: &Entry) -> Result<Afterwards> {
    let (bucket, key, etag) = (bucket.to_owned(), key.to_owned(), entry.etag.clone());
    let description = serde_json::to_string(&entry.description)?;
    let Facts { size, mtime_ns } = entry.facts;
    state
        .write(move |connection| {
            let others = connection
                .prepare_cached("SELECT 1 FROM lake_object WHERE bucket = ?1 AND key = ?2")?
                .exists([&bucket, &key])?;
            connection
                .prepare_cached("INSERT OR REPLACE INTO lake_object VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute(params![bucket, key, signed(size), mtime_ns, etag, description])?;
            Ok(Afterwards { others, watched: notify::is_watched(connection, &bucket)? })
        })
        .await
}

/// Removes the rows of all versions but this one.
pub(crate) async fn forget_others(state: &State, bucket: &str, key: &str, facts: Facts) -> Result<()> {
    let (bucket, key) = (bucket.to_owned(), key.to_owned());
    state
        .write(move |connection| {
            connection
                .prepare_cached(
                    "DELETE FROM lake_object WHERE bucket = ?1 AND key = ?2 AND NOT (mtime_ns = ?3 AND size = ?4)",
                )?
                .execute(params![bucket, key, facts.mtime_ns, signed(facts.size)])?;
            Ok(())
        })
        .await
}

/// Removes the row of a version that was not published after all.
pub(crate) async fn forget_version(state: &State, bucket: &str, key: &str, facts: Facts) -> Result<()> {
    let (bucket, key) = (bucket.to_owned(), key.to_owned());
    state
        .write(move |connection| {
            connection
                .prepare_cached(
                    "DELETE FROM lake_object WHERE bucket = ?1 AND key = ?2 AND mtime_ns = ?3 AND size = ?4",
                )?
                .execute(params![bucket, key, facts.mtime_ns, signed(facts.size)])?;
            Ok(())
        })
        .await
}

/// Removes all rows of an object that is gone, and tells of it.
pub(crate) async fn forget(state: &State, gone: ObjectEvent) -> Result<()> {
    state
        .write(move |connection| {
            connection
                .prepare_cached("DELETE FROM lake_object WHERE bucket = ?1 AND key = ?2")?
                .execute([&gone.bucket, &gone.key])?;
            notify::insert(connection, &gone)
        })
        .await
}

pub(crate) fn forget_bucket(connection: &Connection, bucket: &str) -> Result<()> {
    connection.execute("DELETE FROM lake_object WHERE bucket = ?1", [bucket])?;
    connection.execute("DELETE FROM lake_upload WHERE bucket = ?1", [bucket])?;
    notify::forget_rules(connection, bucket)
}

pub(crate) fn forget_all(connection: &Connection) -> Result<()> {
    connection.execute_batch(
        "DELETE FROM lake_object; DELETE FROM lake_upload;
         DELETE FROM lake_notification; DELETE FROM lake_queue; DELETE FROM lake_event;",
    )?;
    Ok(())
}
