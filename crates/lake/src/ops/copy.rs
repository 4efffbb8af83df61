//! Copying an object.

use std::fs::File;
use std::io::{Seek, SeekFrom};

use futures::{StreamExt, TryStreamExt};

use crate::bucket::Place;
use crate::checksum::ChecksumAlgorithm;
use crate::local::{Facts, Folder, Opened, TempFile};
use crate::meta::{Description, Entry};
use crate::notify::ObjectEventKind;
use crate::object::{CopyOptions, GetOptions, ObjectInfo, PutOptions};
use crate::ops::Publication;
use crate::{Error, Lake, Result, keys};

impl Lake {
    /// Copies an object, between buckets of any kind. Between local ones the bytes do not pass through
    /// this process, and etag and checksum are those of the source.
    ///
    /// # Errors
    /// As [`Lake::get`] for the source and [`Lake::put`] for the target.
    pub async fn copy(&self, from: (&str, &str), to: (&str, &str), options: CopyOptions) -> Result<ObjectInfo> {
        keys::check(to.1)?;
        let (source, target) = (self.place(from.0)?, self.place(to.0)?);
        let (Place::Local(source), Place::Local(target)) = (source, target) else {
            return self.copy_through(from, to, options).await;
        };
        let (info, opened) =
            self.open_described(&source, from.1).await?.ok_or_else(|| Error::no_such_key(from.0, from.1))?;
        check_source(&options, &info)?;
        let other = |algorithm: ChecksumAlgorithm| info.checksum.as_ref().is_none_or(|sum| sum.algorithm != algorithm);
        if options.checksum.is_some_and(other) {
            return self.copy_through(from, to, options).await;
        }
        self.copy_file(&info, opened, target, to.1, options).await
    }

    async fn copy_file(
        &self,
        info: &ObjectInfo,
        opened: Opened,
        target: Folder,
        key: &str,
        options: CopyOptions,
    ) -> Result<ObjectInfo> {
        let temps = self.temps().clone();
        let copied = self.blocking(move || {
            let (temp, mut file) = temps.create()?;
            copy_bytes(opened.file, &mut file, &temp)?;
            let facts = temps.finish(&temp, &file)?;
            Ok((temp, facts))
        });
        let (temp, facts): (TempFile, Facts) = copied.await?;
        let mut description = Description::from(info);
        if let Some(new) = options.replace {
            description.content_type = new.content_type;
            description.headers = new.headers;
            description.user_metadata = new.user_metadata;
        }
        let entry = Entry { facts, etag: info.etag.clone(), description };
        self.publish(
            target,
            key,
            Publication { temp, entry, condition: options.condition, kind: ObjectEventKind::Copy },
        )
        .await
    }

    /// By way of this process: to and from remote services, and when another checksum is wanted.
    async fn copy_through(&self, from: (&str, &str), to: (&str, &str), options: CopyOptions) -> Result<ObjectInfo> {
        let (info, body) = self.get(from.0, from.1, GetOptions::default()).await?;
        check_source(&options, &info)?;
        let checksum = options.checksum.or(info.checksum.as_ref().map(|checksum| checksum.algorithm));
        let condition = options.condition;
        let put = match options.replace {
            Some(replace) => PutOptions { checksum, condition, ..replace },
            None => PutOptions {
                content_type: info.content_type,
                headers: info.headers,
                user_metadata: info.user_metadata,
                checksum,
                condition,
                verify: None,
            },
        };
        let body = body.map_err(std::io::Error::other).boxed();
        self.put_as(ObjectEventKind::Copy, to, put, body).await
    }
}

fn check_source(options: &CopyOptions, info: &ObjectInfo) -> Result<()> {
    options.source_conditions.check(info).map_err(|error| match error {
        Error::NotModified(_) => Error::PreconditionFailed("x-amz-copy-source-if-none-match"),
        other => other,
    })
}

/// Copies inside the kernel where it can.
pub(crate) fn copy_bytes(mut from: File, to: &mut File, temp: &TempFile) -> Result<()> {
    from.seek(SeekFrom::Start(0)).map_err(Error::io("cannot read for", temp.path()))?;
    std::io::copy(&mut from, to).map_err(Error::io("cannot write", temp.path()))?;
    Ok(())
}
