//! Putting an object.

use bytes::Bytes;
use futures::Stream;

use crate::bucket::Place;
use crate::local::{Facts, Folder, Received, Replace, TempFile, receive};
use crate::meta::{self, Description, Entry};
use crate::notify::{ObjectEvent, ObjectEventKind};
use crate::object::{ObjectInfo, PutOptions, WriteCondition, etag_matches};
use crate::{Error, Lake, Result, keys, notify};

/// A current version further ahead than this has its time from elsewhere, and is not to be followed.
const TICK_NS_MAX: i64 = 1_000_000_000;

/// A finished file on its way to becoming an object.
pub(crate) struct Publication {
    pub temp: TempFile,
    pub entry: Entry,
    pub condition: WriteCondition,
    /// What it is called when somebody is told.
    pub kind: ObjectEventKind,
}

impl Lake {
    /// Puts an object: its bytes go to a file out of sight, which takes the key's place in one step
    /// when the body has ended well and [`PutOptions::verify`] agrees. A reader never sees half an
    /// object, and what this has returned survives the death of the process.
    ///
    /// # Errors
    /// [`Error::NoSuchBucket`], [`Error::KeyTooLong`], [`Error::PreconditionFailed`], [`Error::Body`],
    /// what `verify` returned, and failures of the storage.
    pub async fn put(
        &self,
        bucket: &str,
        key: &str,
        options: PutOptions,
        body: impl Stream<Item = std::io::Result<Bytes>> + Send,
    ) -> Result<ObjectInfo> {
        self.put_as(ObjectEventKind::Put, (bucket, key), options, body).await
    }

    /// [`Lake::put`] that is told of as something else.
    pub(crate) async fn put_as(
        &self,
        kind: ObjectEventKind,
        (bucket, key): (&str, &str),
        options: PutOptions,
        body: impl Stream<Item = std::io::Result<Bytes>> + Send,
    ) -> Result<ObjectInfo> {
        keys::check(key)?;
        let folder = match self.place(bucket)? {
            Place::Remote(remote) => return remote.put(key, options, body).await,
            Place::Local(folder) => folder,
        };
        // Known failures are told before a long body is read; what counts is the check at the end.
        self.check_condition(&folder, key, &options.condition).await?;
        let Received { temp, facts, digests } = receive(self.temps(), options.checksum, body).await?;
        if let Some(verify) = options.verify {
            verify(&digests)?;
        }
        let description = Description {
            content_type: options.content_type,
            headers: options.headers,
            user_metadata: options.user_metadata,
            checksum: digests.checksum,
            part_sizes: Vec::new(),
        };
        let entry = Entry { facts, etag: hex::encode(digests.md5), description };
        self.publish(folder, key, Publication { temp, entry, condition: options.condition, kind }).await
    }

    /// Makes a finished file the object of this key.
    pub(crate) async fn publish(&self, folder: Folder, key: &str, publication: Publication) -> Result<ObjectInfo> {
        let Publication { temp, mut entry, condition, kind } = publication;
        let bucket = folder.name().to_owned();
        let _lock = self.locks().lock(&bucket, key).await;
        self.check_condition(&folder, key, &condition).await?;
        let (in_folder, owned_key, facts) = (folder.clone(), key.to_owned(), entry.facts);
        let (temp, facts) = self.blocking(move || later_than_current(&in_folder, &owned_key, temp, facts)).await?;
        entry.facts = facts;
        let afterwards = meta::store(self.state(), &bucket, key, &entry).await?;
        let replace = if condition == WriteCondition::Absent { Replace::No } else { Replace::Yes };
        let owned_key = key.to_owned();
        match self.blocking(move || folder.install(temp, &owned_key, replace)).await {
            Ok(true) => {}
            outcome => {
                meta::forget_version(self.state(), &bucket, key, facts).await?;
                outcome?;
                return Err(Error::PreconditionFailed("If-None-Match"));
            }
        }
        if afterwards.others {
            meta::forget_others(self.state(), &bucket, key, facts).await?;
        }
        if afterwards.watched {
            self.tell(&bucket, key, kind, facts, entry.etag.clone()).await?;
        }
        Ok(meta::describe(Some(entry), key.to_owned(), facts))
    }

    /// Tells whoever wants to know of an object that can be seen now.
    pub(crate) async fn tell(
        &self,
        bucket: &str,
        key: &str,
        kind: ObjectEventKind,
        facts: Facts,
        etag: String,
    ) -> Result<()> {
        let (bucket, key, time_ms) = (bucket.to_owned(), key.to_owned(), self.state().clock().now_ms());
        let event = ObjectEvent { bucket, key, kind, size: facts.size, etag, time_ms };
        self.state().write(move |connection| notify::insert(connection, &event)).await
    }

    async fn check_condition(&self, folder: &Folder, key: &str, condition: &WriteCondition) -> Result<()> {
        if *condition == WriteCondition::None {
            return Ok(());
        }
        let current = self.info_of(folder, key).await?;
        match (condition, current) {
            (WriteCondition::Absent, Some(_)) => Err(Error::PreconditionFailed("If-None-Match")),
            (WriteCondition::Matches(_), None) => Err(Error::no_such_key(folder.name(), key)),
            (WriteCondition::Matches(tag), Some(info)) if !etag_matches(tag, &info.etag) => {
                Err(Error::PreconditionFailed("If-Match"))
            }
            _ => Ok(()),
        }
    }
}

/// Clocks of file systems tick every few milliseconds. Two versions of a key must not share a time, or
/// the row of the one would count for the other.
fn later_than_current(folder: &Folder, key: &str, temp: TempFile, facts: Facts) -> Result<(TempFile, Facts)> {
    let Some(current) = folder.look(key)? else { return Ok((temp, facts)) };
    let behind = current.mtime_ns.saturating_sub(facts.mtime_ns);
    if !(0..TICK_NS_MAX).contains(&behind) {
        return Ok((temp, facts));
    }
    let later = temp.modified_at(current.mtime_ns + 1)?;
    Ok((temp, later))
}
