//! Buckets at another S3-compatible service.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt};
use md5::{Digest, Md5};
use object_store::aws::AmazonS3Builder;
use object_store::prefix::PrefixStore;
use object_store::{
    Attribute, Attributes, GetResult, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutMultipartOptions,
    UpdateVersion, WriteMultipart,
};

use crate::checksum::{Checksum, ChecksumKind, Checksummer, Digests};
use crate::config::RemoteBucket;
use crate::object::{GetOptions, GetRange, ListRequest, Listing, ObjectInfo, PutOptions, WriteCondition};
use crate::store::{key_to_path, path_to_key};
use crate::{Error, Result};

/// Bytes of one request when an object is sent in parts.
const PART_BYTES: usize = 8 * 1024 * 1024;
const PARTS_AT_ONCE: usize = 4;

#[derive(Debug, Clone)]
pub(crate) struct Remote {
    name: String,
    store: Arc<dyn ObjectStore>,
}

impl Remote {
    pub(crate) fn new(config: &RemoteBucket) -> Result<Self> {
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(config.bucket.as_deref().unwrap_or(&config.name))
            .with_region(config.region.as_deref().unwrap_or("us-east-1"))
            .with_allow_http(true)
            .with_virtual_hosted_style_request(false);
        if let Some(endpoint) = &config.endpoint {
            builder = builder.with_endpoint(endpoint.trim_end_matches('/'));
        }
        builder = match (&config.access_key_id, &config.secret_access_key) {
            (Some(id), Some(secret)) => builder.with_access_key_id(id).with_secret_access_key(secret),
            (None, None) => builder.with_skip_signature(true),
            _ => {
                let hint = "access_key_id and secret_access_key go together";
                return Err(Error::Config(format!("[buckets.{}]: {hint}", config.name)));
            }
        };
        let store: Arc<dyn ObjectStore> = Arc::new(builder.build()?);
        let store = match config.prefix.as_deref().map(|prefix| prefix.trim_matches('/')) {
            Some(prefix) if !prefix.is_empty() => Arc::new(PrefixStore::new(store, key_to_path(prefix)?)),
            _ => store,
        };
        Ok(Self { name: config.name.clone(), store })
    }

    pub(crate) fn store(&self) -> Arc<dyn ObjectStore> {
        self.store.clone()
    }

    fn failed(&self, key: &str) -> impl Fn(object_store::Error) -> Error {
        let (bucket, key) = (self.name.clone(), key.to_owned());
        move |error| match error {
            object_store::Error::NotFound { .. } => Error::no_such_key(&bucket, &key),
            object_store::Error::Precondition { .. } => Error::PreconditionFailed("If-Match"),
            object_store::Error::AlreadyExists { .. } => Error::PreconditionFailed("If-None-Match"),
            other => Error::Store(other),
        }
    }

    pub(crate) async fn head(&self, key: &str) -> Result<ObjectInfo> {
        let options = object_store::GetOptions { head: true, ..Default::default() };
        let result = self.store.get_opts(&key_to_path(key)?, options).await.map_err(self.failed(key))?;
        Ok(info(&result))
    }

    pub(crate) async fn get(
        &self,
        key: &str,
        options: GetOptions,
    ) -> Result<(ObjectInfo, BoxStream<'static, Result<Bytes>>)> {
        let path = key_to_path(key)?;
        // The version looked at is the one whose bytes are asked for.
        let looked_at = self.head(key).await?;
        options.conditions.check(&looked_at)?;
        let range = match options.range {
            Some(range) => Some(range.resolve(looked_at.size)?),
            None => None,
        };
        let ask = object_store::GetOptions {
            range: range.map(object_store::GetRange::Bounded),
            if_match: Some(format!("\"{}\"", looked_at.etag)).filter(|_| !looked_at.etag.is_empty()),
            ..Default::default()
        };
        let result = self.store.get_opts(&path, ask).await.map_err(self.failed(key))?;
        Ok((looked_at, result.into_stream().map_err(Error::Store).boxed()))
    }

    pub(crate) async fn delete(&self, key: &str) -> Result<bool> {
        match self.store.delete(&key_to_path(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(true),
            Err(error) => Err(Error::Store(error)),
        }
    }

    pub(crate) async fn put(
        &self,
        key: &str,
        options: PutOptions,
        body: impl Stream<Item = std::io::Result<Bytes>> + Send,
    ) -> Result<ObjectInfo> {
        let path = key_to_path(key)?;
        let cannot = |what| Error::NotOnRemote { bucket: self.name.clone(), what };
        if options.headers.expires.is_some() {
            return Err(cannot("keep an Expires header"));
        }
        let attributes = attributes(&options);
        let mut seen = Seen::new(&options);
        let mut body = std::pin::pin!(body);
        let mut buffer = seen.fill(&mut body).await?;
        if buffer.len() < PART_BYTES {
            seen.verify(options.verify)?;
            let mode = match options.condition {
                WriteCondition::None => PutMode::Overwrite,
                WriteCondition::Absent => PutMode::Create,
                WriteCondition::Matches(tag) => PutMode::Update(UpdateVersion { e_tag: Some(tag), version: None }),
            };
            let put = object_store::PutOptions { mode, attributes, ..Default::default() };
            self.store.put_opts(&path, buffer.into(), put).await.map_err(self.failed(key))?;
            return self.head(key).await;
        }
        if options.condition != WriteCondition::None {
            return Err(cannot("put a large object under a condition"));
        }
        let put = PutMultipartOptions { attributes, ..Default::default() };
        let upload = self.store.put_multipart_opts(&path, put).await?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        let sent = async {
            while !buffer.is_empty() {
                upload.wait_for_capacity(PARTS_AT_ONCE).await?;
                upload.put(buffer);
                buffer = seen.fill(&mut body).await?;
            }
            seen.verify(options.verify)
        };
        if let Err(error) = sent.await {
            upload.abort().await?;
            return Err(error);
        }
        upload.finish().await?;
        self.head(key).await
    }

    pub(crate) async fn list(&self, request: &ListRequest) -> Result<Listing> {
        let folder = request.prefix.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = if folder.is_empty() { None } else { Some(key_to_path(folder)?) };
        let after = request.start_after.clone().unwrap_or_default();
        let passed = request.rolled_up(&after) == Some(after.as_str());
        let wanted = |key: &str| {
            key.starts_with(&request.prefix) && key > after.as_str() && !(passed && key.starts_with(&after))
        };
        let mut page = Page { request, listing: Listing::default() };
        if request.max_keys == 0 {
            return Ok(page.listing);
        }
        if request.delimiter.as_deref() == Some("/") {
            let all = self.store.list_with_delimiter(folder.as_ref()).await?;
            let folders = all.common_prefixes.iter().map(|path| (format!("{}/", path_to_key(path)), None));
            let objects = all.objects.iter().map(|meta| (path_to_key(&meta.location), Some(meta)));
            let mut items: Vec<_> = folders.chain(objects).filter(|(key, _)| wanted(key)).collect();
            items.sort_by(|one, other| one.0.cmp(&other.0));
            for (key, meta) in items {
                if !page.add(key, meta) {
                    break;
                }
            }
            return Ok(page.listing);
        }
        let mut objects = match key_to_path(&after) {
            Ok(offset) if !after.is_empty() => self.store.list_with_offset(folder.as_ref(), &offset),
            _ => self.store.list(folder.as_ref()),
        };
        while let Some(meta) = objects.try_next().await? {
            let key = path_to_key(&meta.location);
            if wanted(&key) && !page.add(key, Some(&meta)) {
                break;
            }
        }
        Ok(page.listing)
    }
}

/// A page in the making.
struct Page<'a> {
    request: &'a ListRequest,
    listing: Listing,
}

impl Page<'_> {
    /// `false` when the page is full and this did not fit.
    fn add(&mut self, key: String, meta: Option<&ObjectMeta>) -> bool {
        let listing = &mut self.listing;
        let common = match meta {
            None => Some(key.as_str()),
            Some(_) => self.request.rolled_up(&key),
        };
        if common.is_some() && common == listing.common_prefixes.last().map(String::as_str) {
            return true;
        }
        if listing.objects.len() + listing.common_prefixes.len() == self.request.max_keys {
            listing.truncated = true;
            return false;
        }
        listing.next = Some(common.unwrap_or(&key).to_owned());
        match (common, meta) {
            (Some(common), _) => listing.common_prefixes.push(common.to_owned()),
            (None, Some(meta)) => listing.objects.push(info_of(meta, &Attributes::default())),
            (None, None) => {}
        }
        true
    }
}

/// What has passed of a body on its way out.
struct Seen {
    md5: Md5,
    checksum: Option<(crate::ChecksumAlgorithm, Checksummer)>,
    size: u64,
}

impl Seen {
    fn new(options: &PutOptions) -> Self {
        let checksum = options.checksum.map(|algorithm| (algorithm, Checksummer::new(algorithm)));
        Self { md5: Md5::new(), checksum, size: 0 }
    }

    /// Reads up to a part's worth of bytes; fewer mean the end.
    async fn fill(
        &mut self,
        body: &mut std::pin::Pin<&mut impl Stream<Item = std::io::Result<Bytes>>>,
    ) -> Result<Bytes> {
        let mut buffer = BytesMut::new();
        while buffer.len() < PART_BYTES {
            let Some(bytes) = body.next().await else { break };
            let bytes = bytes.map_err(Error::Body)?;
            self.md5.update(&bytes);
            if let Some((_, checksum)) = &mut self.checksum {
                checksum.update(&bytes);
            }
            self.size += bytes.len() as u64;
            buffer.extend_from_slice(&bytes);
        }
        Ok(buffer.freeze())
    }

    fn verify(self, verify: Option<crate::Verify>) -> Result<()> {
        let Some(verify) = verify else { return Ok(()) };
        let checksum = self.checksum.map(|(algorithm, running)| Checksum {
            algorithm,
            kind: ChecksumKind::FullObject,
            value: running.finish(),
        });
        verify(&Digests { size: self.size, md5: self.md5.finalize().into(), checksum })
    }
}

fn attributes(options: &PutOptions) -> Attributes {
    let headers = &options.headers;
    let named = [
        (Attribute::ContentType, &options.content_type),
        (Attribute::CacheControl, &headers.cache_control),
        (Attribute::ContentDisposition, &headers.content_disposition),
        (Attribute::ContentEncoding, &headers.content_encoding),
        (Attribute::ContentLanguage, &headers.content_language),
    ];
    let named = named.into_iter().filter_map(|(name, value)| Some((name, value.clone()?)));
    let own =
        options.user_metadata.iter().map(|(name, value)| (Attribute::Metadata(name.clone().into()), value.clone()));
    named.chain(own).collect()
}

fn info(result: &GetResult) -> ObjectInfo {
    info_of(&result.meta, &result.attributes)
}

fn info_of(meta: &ObjectMeta, attributes: &Attributes) -> ObjectInfo {
    let mut info = ObjectInfo {
        key: path_to_key(&meta.location),
        size: meta.size,
        etag: meta.e_tag.as_deref().unwrap_or_default().trim_matches('"').to_owned(),
        last_modified_ms: meta.last_modified.timestamp_millis(),
        content_type: None,
        headers: Default::default(),
        user_metadata: Default::default(),
        checksum: None,
        part_sizes: Vec::new(),
    };
    for (name, value) in attributes {
        let value = Some(value.to_string());
        match name {
            Attribute::ContentType => info.content_type = value,
            Attribute::CacheControl => info.headers.cache_control = value,
            Attribute::ContentDisposition => info.headers.content_disposition = value,
            Attribute::ContentEncoding => info.headers.content_encoding = value,
            Attribute::ContentLanguage => info.headers.content_language = value,
            Attribute::Metadata(name) => {
                info.user_metadata.extend(value.map(|value| (name.to_string(), value)));
            }
            _ => {}
        }
    }
    info
}

/// The same range in the words of `object_store`.
pub(crate) fn from_store_range(range: object_store::GetRange) -> GetRange {
    match range {
        object_store::GetRange::Bounded(range) => GetRange::Bounded(range),
        object_store::GetRange::Offset(start) => GetRange::From(start),
        object_store::GetRange::Suffix(length) => GetRange::Suffix(length),
    }
}
