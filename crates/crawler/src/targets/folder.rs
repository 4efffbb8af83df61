//! A folder of the lake, as the readers of table formats see it.

use std::fmt;
use std::sync::Arc;

use boathouse_lake::{Lake, Meter, MeteredStore, key_to_path, path_to_key};
use boathouse_schema::S3Uri;
use bytes::{Bytes, BytesMut};
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

/// Why a table cannot be registered. The others of the crawl are, and the one the catalog may have stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Refusal {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

pub(super) type Read<T> = Result<T, Refusal>;

/// What lies in a folder itself: names, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Children {
    pub folders: Vec<String>,
    pub files: Vec<String>,
}

/// A folder whose objects are read. Names are keys relative to it.
#[derive(Clone)]
pub(super) struct Folder {
    store: Arc<dyn ObjectStore>,
    /// Its key ends with `/`, unless it is the bucket.
    uri: S3Uri,
}

impl Folder {
    pub async fn open(lake: &Lake, meter: &Meter, uri: &S3Uri) -> crate::Result<Self> {
        lake.bucket(&uri.bucket).await?;
        let store = lake.store(&uri.bucket).await?;
        Ok(Self { store: Arc::new(MeteredStore::new(store, meter.clone())), uri: uri.clone().folder() })
    }

    pub fn uri(&self) -> &S3Uri {
        &self.uri
    }

    /// The folder of this name in it.
    pub fn folder(&self, name: &str) -> Self {
        let uri = if name.is_empty() { self.uri.clone() } else { self.uri.join(name).folder() };
        Self { store: Arc::clone(&self.store), uri }
    }

    pub fn store(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.store)
    }

    pub fn path(&self, name: &str) -> Read<Path> {
        let uri = self.uri.join(name);
        key_to_path(&uri.key).map_err(|error| Refusal(format!("{uri}: {error}")))
    }

    fn failed(&self, name: &str) -> impl FnOnce(object_store::Error) -> Refusal {
        let uri = self.uri.join(name);
        move |error| Refusal(format!("{uri} cannot be read: {error}"))
    }

    /// The size of an object, when it is there.
    pub async fn size(&self, name: &str) -> Read<Option<u64>> {
        match self.store.head(&self.path(name)?).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.failed(name)(error)),
        }
    }

    /// An object of at most so many bytes, when it is there.
    pub async fn find(&self, name: &str, bytes_max: u64) -> Read<Option<Bytes>> {
        let Some(size) = self.size(name).await? else { return Ok(None) };
        if size > bytes_max {
            let uri = self.uri.join(name);
            return Err(Refusal(format!("{uri} has {size} bytes, and at most {bytes_max} are read")));
        }
        let found = self.store.get_range(&self.path(name)?, 0..size).await;
        // An empty range is refused by some stores.
        if size == 0 { Ok(Some(Bytes::new())) } else { found.map(Some).map_err(self.failed(name)) }
    }

    pub async fn read(&self, name: &str, bytes_max: u64) -> Read<Bytes> {
        let found = self.find(name, bytes_max).await?;
        found.ok_or_else(|| Refusal(format!("{} is not there", self.uri.join(name))))
    }

    /// Calls `each` with every line that is not empty; only one is held at a time.
    pub async fn lines(&self, name: &str, line_bytes_max: usize, mut each: impl FnMut(&[u8]) -> Read<()>) -> Read<()> {
        let found = self.store.get(&self.path(name)?).await.map_err(self.failed(name))?;
        let mut pieces = found.into_stream();
        let mut open = BytesMut::new();
        let mut line = |line: &[u8]| if line.trim_ascii().is_empty() { Ok(()) } else { each(line) };
        while let Some(piece) = pieces.try_next().await.map_err(self.failed(name))? {
            let mut rest = &piece[..];
            while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
                if open.is_empty() {
                    line(&rest[..end])?;
                } else {
                    open.extend_from_slice(&rest[..end]);
                    line(&open)?;
                    open.clear();
                }
                rest = &rest[end + 1..];
            }
            open.extend_from_slice(rest);
            if open.len() > line_bytes_max {
                let uri = self.uri.join(name);
                return Err(Refusal(format!("{uri} has a line of more than {line_bytes_max} bytes")));
            }
        }
        line(&open)
    }

    /// Every object below, by name and size, in no order.
    pub fn list(&self) -> Read<BoxStream<'static, Read<(String, u64)>>> {
        let prefix = match self.uri.key.strip_suffix('/') {
            Some(key) => Some(key_to_path(key).map_err(|error| Refusal(format!("{}: {error}", self.uri)))?),
            None => None,
        };
        let (store, uri) = (self.store(), self.uri.clone());
        let listing = store.list(prefix.as_ref()).map(move |found| match found {
            Ok(meta) => {
                let key = path_to_key(&meta.location);
                Ok((key.strip_prefix(uri.key.as_str()).unwrap_or_default().to_owned(), meta.size))
            }
            Err(error) => Err(Refusal(format!("{uri} cannot be listed: {error}"))),
        });
        Ok(listing.try_filter(|(name, _)| futures::future::ready(!name.is_empty())).boxed())
    }

    /// What lies in it, without what lies below.
    pub async fn children(&self) -> Read<Children> {
        let failed = |error: &dyn fmt::Display| Refusal(format!("{} cannot be listed: {error}", self.uri));
        let prefix = match self.uri.key.strip_suffix('/') {
            Some(key) => Some(key_to_path(key).map_err(|error| failed(&error))?),
            None => None,
        };
        let found = self.store.list_with_delimiter(prefix.as_ref()).await.map_err(|error| failed(&error))?;
        let name = |path: &Path| {
            let key = path_to_key(path);
            let name = key.strip_prefix(self.uri.key.as_str())?.trim_end_matches('/');
            (!name.is_empty()).then(|| name.to_owned())
        };
        let mut children = Children {
            folders: found.common_prefixes.iter().filter_map(name).collect(),
            files: found.objects.iter().filter_map(|meta| name(&meta.location)).collect(),
        };
        children.folders.sort_unstable();
        children.files.sort_unstable();
        Ok(children)
    }
}
