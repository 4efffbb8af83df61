//! What statements left behind that ended with the process they ran in.

use boathouse_schema::S3Uri;
use serde::Serialize;

use super::insert;
use super::settle::take_away;
use super::store::{self, Write};
use crate::{Queries, Result};

/// A statement that never ended, and what it made visible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Orphan {
    /// The id of its execution, or of the run of an embedded statement.
    pub id: String,
    /// `<account>/<region>`.
    pub scope: String,
    /// `CREATE TABLE AS SELECT`, `INSERT` or `UNLOAD`.
    pub statement: String,
    /// The table it was to make or to fill, `database.table`; nothing for UNLOAD.
    pub target: String,
    /// The folder it wrote to.
    pub location: String,
    /// When it began, in milliseconds since the epoch.
    pub started_ms: i64,
    /// The objects that are still there.
    pub objects: Vec<OrphanedObject>,
}

/// An object that no statement that ended well has written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrphanedObject {
    /// `s3://bucket/key`
    pub uri: String,
    /// Its size.
    pub bytes: u64,
}

impl Queries {
    /// Takes back rows of INSERTs that were cut off by the end of an earlier process: what reads their tables would
    /// take half of a statement's rows for all of them. Call it once, before anything is read.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub async fn take_back_inserts(&self) -> Result<()> {
        let writes = self.state().read(|connection| store::given_up(connection, Some(insert::STATEMENT))).await?;
        for write in writes {
            tracing::warn!(id = write.id, table = write.target, "an INSERT that was cut off is taken back");
            super::settle(self, &write.id).await;
        }
        Ok(())
    }

    /// Statements of all scopes whose objects are still there although they never ended.
    ///
    /// # Errors
    /// When the state or a bucket cannot be read.
    pub async fn orphans(&self) -> Result<Vec<Orphan>> {
        let writes = self.state().read(|connection| store::given_up(connection, None)).await?;
        let mut orphans = Vec::with_capacity(writes.len());
        for Write { id, scope, statement, target, location, started_ms } in writes {
            let owned = id.clone();
            let uris = self.state().read(move |connection| store::objects(connection, &owned)).await?;
            let (objects, gone) = self.still_there(uris).await?;
            let owned = id.clone();
            let nothing_left = objects.is_empty();
            self.state()
                .write(move |connection| {
                    store::forget_objects(connection, &owned, &gone)?;
                    if nothing_left { store::end(connection, &owned) } else { Ok(()) }
                })
                .await?;
            if !nothing_left {
                orphans.push(Orphan { id, scope, statement, target, location, started_ms, objects });
            }
        }
        Ok(orphans)
    }

    async fn still_there(&self, uris: Vec<String>) -> Result<(Vec<OrphanedObject>, Vec<String>)> {
        let (mut there, mut gone) = (Vec::new(), Vec::new());
        for uri in uris {
            let Ok(location) = uri.parse::<S3Uri>() else { continue };
            match self.lake().head(&location.bucket, &location.key).await {
                Ok(info) => there.push(OrphanedObject { uri, bytes: info.size }),
                Err(boathouse_lake::Error::NoSuchKey { .. } | boathouse_lake::Error::NoSuchBucket(_)) => gone.push(uri),
                Err(other) => return Err(other.into()),
            }
        }
        Ok((there, gone))
    }

    /// Deletes the objects of an orphan and forgets it; says how many of them are gone.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub async fn delete_orphan(&self, orphan: &Orphan) -> Result<usize> {
        let uris: Vec<String> = orphan.objects.iter().map(|object| object.uri.clone()).collect();
        let gone = take_away(self, &uris).await;
        if gone == uris.len() {
            let id = orphan.id.clone();
            self.state().write(move |connection| store::end(connection, &id)).await?;
        }
        Ok(gone)
    }
}
