//! A local bucket as an object store.

use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use chrono::DateTime;
use futures::stream::BoxStream;
use futures::{StreamExt, stream};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, CopyMode, CopyOptions, GetOptions, GetResult, GetResultPayload, ListResult, MultipartUpload,
    ObjectMeta, ObjectStore, PutMode, PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions,
    RenameTargetMode, Result as StoreResult,
};

use super::LeftOut;
use super::upload::LocalUpload;
use super::{key_to_path, path_to_key};
use crate::local::{Facts, Folder, Found, Opened, Walk, read_range};
use crate::object::{ListRequest, ObjectHeaders, WriteCondition};
use crate::remote::from_store_range;
use crate::{Error, Lake, object};

/// Objects found in one hop to a blocking thread.
const LIST_BATCH: usize = 1000;
const DELETES_AT_ONCE: usize = 16;

#[derive(Debug, Clone)]
pub(super) struct LocalStore {
    lake: Lake,
    folder: Folder,
    left_out: LeftOut,
}

impl LocalStore {
    pub(super) fn new(lake: Lake, folder: Folder, left_out: LeftOut) -> Self {
        Self { lake, folder, left_out }
    }

    async fn open(&self, location: &Path) -> StoreResult<Opened> {
        let (folder, key) = (self.folder.clone(), path_to_key(location));
        let opened = self.lake.blocking(move || folder.open(&key)).await.map_err(|error| failed(error, location))?;
        opened.ok_or_else(|| failed(Error::no_such_key(self.folder.name(), location.as_ref()), location))
    }

    fn walk(&self, prefix: Option<&Path>, after: Option<String>) -> BoxStream<'static, StoreResult<ObjectMeta>> {
        let prefix = prefix.map(Path::as_ref).filter(|prefix| !prefix.is_empty()).map(|prefix| format!("{prefix}/"));
        let (lake, folder, left_out) = (self.lake.clone(), self.folder.clone(), self.left_out.clone());
        let start = Walking::Start { folder, prefix: prefix.unwrap_or_default(), after };
        stream::unfold((lake, start, left_out), |(lake, walking, left_out)| async move {
            match lake.blocking(move || walking.batch()).await {
                Ok(None) => None,
                Ok(Some((batch, walking))) => {
                    let batch: Vec<_> =
                        batch.into_iter().filter_map(|found| listed(found, &left_out)).map(Ok).collect();
                    Some((batch, (lake, walking, left_out)))
                }
                Err(error) => Some((vec![Err(failed(error, &Path::ROOT))], (lake, Walking::End, left_out))),
            }
        })
        .map(stream::iter)
        .flatten()
        .boxed()
    }
}

/// A listing between two batches.
enum Walking {
    Start { folder: Folder, prefix: String, after: Option<String> },
    On(Walk),
    End,
}

impl Walking {
    fn batch(self) -> crate::Result<Option<(Vec<Found>, Self)>> {
        let mut walk = match self {
            Self::Start { folder, prefix, after } => Walk::new(&folder, &prefix, after)?,
            Self::On(walk) => walk,
            Self::End => return Ok(None),
        };
        let mut batch = Vec::new();
        while batch.len() < LIST_BATCH {
            match walk.next()? {
                Some(found) => batch.push(found),
                None => return Ok(Some((batch, Self::End))),
            }
        }
        Ok(Some((batch, Self::On(walk))))
    }
}

impl fmt::Display for LocalStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bucket '{}'", self.folder.name())
    }
}

#[async_trait]
impl ObjectStore for LocalStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, opts: PutOptions) -> StoreResult<PutResult> {
        let put = object::PutOptions {
            condition: match opts.mode {
                PutMode::Overwrite => WriteCondition::None,
                PutMode::Create => WriteCondition::Absent,
                PutMode::Update(version) => {
                    return self.update(location, payload, opts.attributes, version.e_tag.as_deref()).await;
                }
            },
            ..described(&opts.attributes)
        };
        let body = stream::iter(payload.into_iter().map(Ok));
        let create = put.condition == WriteCondition::Absent;
        match self.lake.put(self.folder.name(), location.as_ref(), put, body).await {
            Ok(_) => {}
            Err(error @ Error::PreconditionFailed(_)) if create => {
                return Err(object_store::Error::AlreadyExists { path: location.to_string(), source: error.into() });
            }
            Err(error) => return Err(failed(error, location)),
        }
        Ok(PutResult { e_tag: self.etag_of(location).await?, version: None })
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        opts: PutMultipartOptions,
    ) -> StoreResult<Box<dyn MultipartUpload>> {
        crate::keys::check(location.as_ref()).map_err(|error| failed(error, location))?;
        let described = described(&opts.attributes);
        Ok(Box::new(LocalUpload::new(self.lake.clone(), self.folder.clone(), location.clone(), described)))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> StoreResult<GetResult> {
        let Opened { file, path, facts } = self.open(location).await?;
        let meta = meta_of(location.clone(), facts);
        options.check_preconditions(&meta)?;
        let range = match options.range {
            Some(range) if !options.head => {
                from_store_range(range).resolve(facts.size).map_err(|error| failed(error, location))?
            }
            _ => 0..facts.size,
        };
        Ok(GetResult { payload: GetResultPayload::File(file, path), meta, range, attributes: Attributes::default() })
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> StoreResult<Vec<Bytes>> {
        let (folder, key, ranges) = (self.folder.clone(), path_to_key(location), ranges.to_vec());
        let read = self.lake.blocking(move || {
            let Some(mut opened) = folder.open(&key)? else { return Err(Error::no_such_key(folder.name(), &key)) };
            let size = opened.facts.size;
            if ranges.iter().any(|range| range.start > range.end || range.end > size) {
                return Err(Error::RangeNotSatisfiable { size });
            }
            let read = |range| read_range(&mut opened.file, range).map_err(Error::io("cannot read", &opened.path));
            ranges.into_iter().map(read).collect()
        });
        read.await.map_err(|error| failed(error, location))
    }

    fn delete_stream(&self, locations: BoxStream<'static, StoreResult<Path>>) -> BoxStream<'static, StoreResult<Path>> {
        let store = self.clone();
        let delete = move |location: StoreResult<Path>| {
            let store = store.clone();
            async move {
                let location = location?;
                let deleted = store.lake.delete(store.folder.name(), location.as_ref()).await;
                deleted.map_err(|error| failed(error, &location))?;
                Ok(location)
            }
        };
        locations.map(delete).buffered(DELETES_AT_ONCE).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, StoreResult<ObjectMeta>> {
        self.walk(prefix, None)
    }

    fn list_with_offset(&self, prefix: Option<&Path>, offset: &Path) -> BoxStream<'static, StoreResult<ObjectMeta>> {
        self.walk(prefix, Some(path_to_key(offset)))
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> StoreResult<ListResult> {
        let prefix = prefix.map(Path::as_ref).filter(|prefix| !prefix.is_empty());
        let request = ListRequest {
            prefix: prefix.map(|prefix| format!("{prefix}/")).unwrap_or_default(),
            delimiter: Some("/".to_owned()),
            ..Default::default()
        };
        let (folder, left_out) = (self.folder.clone(), self.left_out.clone());
        let listed = self.lake.blocking(move || {
            let mut walk = Walk::new(&folder, &request.prefix, None)?;
            let mut result = ListResult { common_prefixes: Vec::new(), objects: Vec::new() };
            while let Some(found) = walk.next()? {
                match request.rolled_up(&found.key).map(str::to_owned) {
                    None => result.objects.extend(listed(found, &left_out)),
                    Some(common) => {
                        walk.pass(&common);
                        match key_to_path(common.strip_suffix('/').unwrap_or(&common)) {
                            Ok(path) => result.common_prefixes.push(path),
                            Err(_) => left_out.note(&common),
                        }
                    }
                }
            }
            Ok(result)
        });
        listed.await.map_err(|error| failed(error, &Path::ROOT))
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> StoreResult<()> {
        let create = options.mode == CopyMode::Create;
        let copy = object::CopyOptions {
            condition: if create { WriteCondition::Absent } else { WriteCondition::None },
            ..Default::default()
        };
        let bucket = self.folder.name();
        match self.lake.copy((bucket, from.as_ref()), (bucket, to.as_ref()), copy).await {
            Ok(_) => Ok(()),
            Err(error @ Error::PreconditionFailed(_)) if create => {
                Err(object_store::Error::AlreadyExists { path: to.to_string(), source: error.into() })
            }
            Err(error) => Err(failed(error, from)),
        }
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> StoreResult<()> {
        let mode = match options.target_mode {
            RenameTargetMode::Overwrite => CopyMode::Overwrite,
            RenameTargetMode::Create => CopyMode::Create,
        };
        if from == to {
            return self.open(from).await.map(|_| ());
        }
        self.copy_opts(from, to, CopyOptions::new().with_mode(mode)).await?;
        let deleted = self.lake.delete(self.folder.name(), from.as_ref()).await;
        deleted.map(|_| ()).map_err(|error| failed(error, from))
    }
}

impl LocalStore {
    /// Replaces a version this store has told the etag of.
    async fn update(
        &self,
        location: &Path,
        payload: PutPayload,
        attributes: Attributes,
        etag: Option<&str>,
    ) -> StoreResult<PutResult> {
        let current = self.etag_of(location).await?;
        if current.as_deref() != etag {
            let error = Error::PreconditionFailed("If-Match");
            return Err(object_store::Error::Precondition { path: location.to_string(), source: error.into() });
        }
        // What the lake calls this version, so that it can check again at the moment of writing.
        let info =
            self.lake.head(self.folder.name(), location.as_ref()).await.map_err(|error| failed(error, location))?;
        let put = object::PutOptions { condition: WriteCondition::Matches(info.etag), ..described(&attributes) };
        let body = stream::iter(payload.into_iter().map(Ok));
        let done = self.lake.put(self.folder.name(), location.as_ref(), put, body).await;
        done.map_err(|error| failed(error, location))?;
        Ok(PutResult { e_tag: self.etag_of(location).await?, version: None })
    }

    async fn etag_of(&self, location: &Path) -> StoreResult<Option<String>> {
        let (folder, key) = (self.folder.clone(), path_to_key(location));
        let facts = self.lake.blocking(move || folder.look(&key)).await.map_err(|error| failed(error, location))?;
        Ok(facts.map(Facts::etag))
    }
}

fn described(attributes: &Attributes) -> object::PutOptions {
    let text = |name: Attribute| attributes.get(&name).map(|value| value.to_string());
    let own = attributes.iter().filter_map(|(name, value)| match name {
        Attribute::Metadata(name) => Some((name.to_string(), value.to_string())),
        _ => None,
    });
    object::PutOptions {
        content_type: text(Attribute::ContentType),
        headers: ObjectHeaders {
            cache_control: text(Attribute::CacheControl),
            content_disposition: text(Attribute::ContentDisposition),
            content_encoding: text(Attribute::ContentEncoding),
            content_language: text(Attribute::ContentLanguage),
            expires: None,
        },
        user_metadata: own.collect(),
        ..Default::default()
    }
}

pub(super) fn meta_of(location: Path, facts: Facts) -> ObjectMeta {
    let last_modified = DateTime::from_timestamp_nanos(facts.mtime_ns);
    ObjectMeta { location, last_modified, size: facts.size, e_tag: Some(facts.etag()), version: None }
}

/// Keys that paths cannot hold are out of reach here; that is said once, not for each of them.
fn listed(found: Found, left_out: &LeftOut) -> Option<ObjectMeta> {
    static REPORTED: AtomicBool = AtomicBool::new(false);
    match key_to_path(&found.key) {
        Ok(path) => Some(meta_of(path, found.facts)),
        Err(error) => {
            left_out.note(&found.key);
            // Folder markers are meant for people's tools and hold no data.
            if !found.key.ends_with('/') && !REPORTED.swap(true, Ordering::Relaxed) {
                tracing::warn!(%error, "an object is left out");
            }
            None
        }
    }
}

pub(super) fn failed(error: Error, location: &Path) -> object_store::Error {
    let path = location.to_string();
    match error {
        Error::Store(error) => error,
        Error::NoSuchKey { .. } => object_store::Error::NotFound { path, source: error.into() },
        Error::NoSuchBucket(_) => object_store::Error::NotFound { path, source: error.into() },
        Error::PreconditionFailed(_) => object_store::Error::Precondition { path, source: error.into() },
        other => object_store::Error::Generic { store: "lake", source: other.into() },
    }
}
