//! Completing an upload.

use std::fs::File;
use std::path::PathBuf;

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt, stream};
use md5::{Digest, Md5};

use super::{PART_BYTES_MIN, PART_NUMBER_MAX, Part, UploadInfo, find, parts};
use crate::bucket::Place;
use crate::checksum::Checksum;
use crate::local::{Facts, TempFile, Temps, file_stream};
use crate::meta::Entry;
use crate::notify::ObjectEventKind;
use crate::object::{ObjectInfo, PutOptions, WriteCondition};
use crate::ops::Publication;
use crate::remote::Remote;
use crate::{Error, Lake, Result};

/// A part as the caller remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompletedPart {
    /// Its number.
    pub number: u32,
    /// Its etag, with or without quotes; not checked when it is left out.
    pub etag: Option<String>,
    /// Its checksum in base64; not checked when it is left out.
    pub checksum: Option<String>,
}

/// Under which conditions an upload is completed.
#[derive(Debug, Default)]
pub struct CompleteOptions {
    /// When to write the object.
    pub condition: WriteCondition,
    /// The checksum the object must have, as S3 writes it.
    pub checksum: Option<String>,
    /// The size it must have.
    pub size: Option<u64>,
}

impl Lake {
    /// Makes the named parts, in ascending order, one object. The upload is gone afterwards.
    ///
    /// # Errors
    /// [`Error::NoSuchUpload`], [`Error::InvalidPart`], [`Error::InvalidPartOrder`],
    /// [`Error::PartTooSmall`], [`Error::BadDigest`], [`Error::PreconditionFailed`], and failures of the
    /// storage; the upload is then as it was.
    pub async fn complete_upload(
        &self,
        (bucket, key): (&str, &str),
        upload_id: &str,
        named: &[CompletedPart],
        options: CompleteOptions,
    ) -> Result<ObjectInfo> {
        let place = self.place(bucket)?;
        let (upload, uploaded) = self.upload_with_parts(bucket, key, upload_id).await?;
        let chosen = choose(&uploaded, named)?;
        let checksum = object_checksum(&upload, &chosen, options.checksum.as_deref())?;
        let size: u64 = chosen.iter().map(|part| part.info.size).sum();
        if let Some(expected) = options.size
            && expected != size
        {
            return Err(Error::WrongLength { expected, found: size });
        }
        let folder = self.upload_folder(upload_id);
        let files = chosen.iter().map(|part| folder.join(&part.file)).collect::<Vec<_>>();
        let info = match place {
            Place::Remote(remote) => send(&remote, upload, &files, options.condition).await?,
            Place::Local(folder) => {
                let temps = self.temps().clone();
                let joined = self.blocking(move || join(&temps, &files));
                let (temp, facts) = joined.await.map_err(|error| or_gone(error, upload_id))?;
                let mut description = upload.options.into_description();
                description.checksum = checksum;
                description.part_sizes = chosen.iter().map(|part| part.info.size).collect();
                let entry = Entry { facts, etag: etag(&chosen), description };
                let kind = ObjectEventKind::MultipartUpload;
                self.publish(folder, key, Publication { temp, entry, condition: options.condition, kind }).await?
            }
        };
        self.forget_upload(upload_id).await?;
        Ok(info)
    }

    async fn upload_with_parts(&self, bucket: &str, key: &str, upload_id: &str) -> Result<(UploadInfo, Vec<Part>)> {
        let (bucket, key, upload_id) = (bucket.to_owned(), key.to_owned(), upload_id.to_owned());
        let read = self.state().read(move |connection| {
            let upload = find(connection, &bucket, &key, &upload_id)?;
            let parts = parts(connection, &upload_id, 0, PART_NUMBER_MAX as usize)?;
            Ok::<_, Error>((upload, parts))
        });
        read.await
    }
}

/// The uploaded parts that are named, checked against what is said of them.
fn choose(uploaded: &[Part], named: &[CompletedPart]) -> Result<Vec<Part>> {
    if named.is_empty() {
        return Err(Error::NoParts);
    }
    if !named.is_sorted_by(|one, next| one.number < next.number) {
        return Err(Error::InvalidPartOrder);
    }
    let mut chosen = Vec::with_capacity(named.len());
    for name in named {
        let invalid = || Error::InvalidPart(name.number);
        let index = uploaded.binary_search_by_key(&name.number, |part| part.info.number).map_err(|_| invalid())?;
        let part = &uploaded[index];
        let same_etag = name.etag.as_ref().is_none_or(|etag| etag.trim_matches('"') == part.info.etag);
        // A part without a checksum of its own cannot disagree with one.
        let same_checksum = match (&name.checksum, &part.info.checksum) {
            (Some(named), Some(own)) => named == own,
            (Some(_), None) => false,
            (None, _) => true,
        };
        if !same_etag || !same_checksum {
            return Err(invalid());
        }
        chosen.push(part.clone());
    }
    let all_but_last = &chosen[..chosen.len() - 1];
    match all_but_last.iter().find(|part| part.info.size < PART_BYTES_MIN) {
        Some(Part { info, .. }) => Err(Error::PartTooSmall { number: info.number, size: info.size }),
        None => Ok(chosen),
    }
}

/// MD5 of the parts' MD5s, and their number.
fn etag(parts: &[Part]) -> String {
    let mut md5 = Md5::new();
    for part in parts {
        md5.update(hex::decode(&part.info.etag).unwrap_or_default());
    }
    format!("{}-{}", hex::encode(md5.finalize()), parts.len())
}

fn object_checksum(upload: &UploadInfo, parts: &[Part], expected: Option<&str>) -> Result<Option<Checksum>> {
    let Some((algorithm, kind)) = upload.options.checksum else { return Ok(None) };
    let values = parts.iter().map(|part| Some((part.info.checksum.clone()?, part.info.size)));
    let joined = values.collect::<Option<Vec<_>>>().and_then(|values| algorithm.join(kind, &values));
    let bad = |found: &str| Error::BadDigest {
        what: algorithm.as_str(),
        expected: expected.unwrap_or_default().to_owned(),
        found: found.to_owned(),
    };
    match (joined, expected) {
        (Some(joined), Some(expected)) if !same_checksum(&joined.value, expected) => Err(bad(&joined.value)),
        (None, Some(_)) => Err(bad("not known")),
        (joined, _) => Ok(joined),
    }
}

/// Clients send a composite checksum with and without the number of parts.
fn same_checksum(joined: &str, expected: &str) -> bool {
    joined == expected || joined.rsplit_once('-').is_some_and(|(value, _)| value == expected)
}

fn or_gone(error: Error, upload_id: &str) -> Error {
    match error {
        Error::Io { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            Error::NoSuchUpload(upload_id.to_owned())
        }
        other => other,
    }
}

/// One file of all parts. The parts stay, so that a completion that fails can be tried again.
fn join(temps: &Temps, files: &[PathBuf]) -> Result<(TempFile, Facts)> {
    let (temp, mut joined) = temps.create()?;
    if let [only] = files {
        // A second name for the same bytes; where there are no such links they are copied.
        let linked = std::fs::remove_file(temp.path()).and_then(|()| std::fs::hard_link(only, temp.path()));
        if linked.is_ok() {
            joined = File::open(temp.path()).map_err(Error::io("cannot open", temp.path()))?;
            let facts = temps.finish(&temp, &joined)?;
            return Ok((temp, facts));
        }
        joined = File::create(temp.path()).map_err(Error::io("cannot make the file", temp.path()))?;
    }
    for path in files {
        let mut part = File::open(path).map_err(Error::io("cannot open", path))?;
        std::io::copy(&mut part, &mut joined).map_err(Error::io("cannot write", temp.path()))?;
    }
    let facts = temps.finish(&temp, &joined)?;
    Ok((temp, facts))
}

async fn send(remote: &Remote, upload: UploadInfo, files: &[PathBuf], condition: WriteCondition) -> Result<ObjectInfo> {
    let body = stream::iter(files.to_vec()).flat_map(bytes_of).boxed();
    let put = PutOptions {
        content_type: upload.options.content_type,
        headers: upload.options.headers,
        user_metadata: upload.options.user_metadata,
        condition,
        ..Default::default()
    };
    remote.put(&upload.key, put, body).await
}

fn bytes_of(path: PathBuf) -> BoxStream<'static, std::io::Result<Bytes>> {
    let open = async move {
        let opened = tokio::task::spawn_blocking(move || {
            let file = File::open(path)?;
            let size = file.metadata()?.len();
            Ok::<_, std::io::Error>((file, size))
        });
        let (file, size) = opened.await.map_err(std::io::Error::other)??;
        Ok::<_, std::io::Error>(file_stream(file, 0..size))
    };
    stream::once(open).try_flatten().boxed()
}
