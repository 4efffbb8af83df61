//! Locations of links: their objects are manifests, in which every line is the location of a data file.
//!
//! This is Hive's `SymlinkTextInputFormat`, by which tables of formats with books of their own (Delta Lake) are read by
//! engines that do not know the books.

use std::sync::Arc;

use boathouse_schema::S3Uri;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};

use crate::{Error, Result};

/// The input format of tables whose locations hold links.
pub const SYMLINK_INPUT_FORMAT: &str = "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat";

/// A longer manifest is refused: it is held in memory whole.
const MANIFEST_BYTES_MAX: u64 = 256 << 20;
/// Data files looked at at the same time.
const LOOKS_MAX: usize = 32;

/// The locations of the data files that the manifests at one location list, in the order of the lines.
pub(crate) async fn links(
    store: Arc<dyn ObjectStore>,
    bucket: String,
    manifests: Vec<ObjectMeta>,
) -> Result<Vec<S3Uri>> {
    let mut targets = Vec::new();
    for manifest in manifests {
        let uri = format!("s3://{bucket}/{}", manifest.location);
        if manifest.size > MANIFEST_BYTES_MAX {
            return Err(Error::InvalidLayout(format!(
                "the manifest {uri} has {} bytes, and at most {MANIFEST_BYTES_MAX} are read",
                manifest.size
            )));
        }
        let failed = |source| Error::Store { uri: uri.clone(), source };
        let bytes = store.get(&manifest.location).await.map_err(failed)?.bytes().await.map_err(failed)?;
        for line in String::from_utf8_lossy(&bytes).lines().map(str::trim).filter(|line| !line.is_empty()) {
            let not_here =
                |_| Error::InvalidLayout(format!("the manifest {uri} links to '{line}', which is not in S3"));
            targets.push(line.parse::<S3Uri>().map_err(not_here)?);
        }
    }
    Ok(targets)
}

/// Looks at data files, several at a time, in their order. A link to nothing is an error: rows would be missing.
pub(crate) async fn look(targets: Vec<(Arc<dyn ObjectStore>, S3Uri)>) -> Result<Vec<ObjectMeta>> {
    let looks: Vec<_> = targets.into_iter().map(|(store, target)| look_at(store, target)).collect();
    stream::iter(looks).buffered(LOOKS_MAX).try_collect().await
}

async fn look_at(store: Arc<dyn ObjectStore>, target: S3Uri) -> Result<ObjectMeta> {
    let path = Path::parse(&target.key)
        .map_err(|error| Error::InvalidLayout(format!("the link {target} cannot be followed: {error}")))?;
    store.head(&path).await.map_err(|source| Error::Store { uri: target.to_string(), source })
}

#[cfg(test)]
mod tests {
    use object_store::PutPayload;
    use object_store::memory::InMemory;

    use super::*;

    #[tokio::test]
    async fn links_are_followed() {
        let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        for (key, text) in [
            ("t/_symlink/manifest", "s3://one/t/b%20c.parquet\r\n\ns3a://other/a.parquet\n"),
            ("t/b%20c.parquet", "1"),
            ("v/manifest", "hdfs://one/gone\n"),
        ] {
            store.put(&Path::parse(key).unwrap(), PutPayload::from(text.to_owned())).await.unwrap();
        }
        let read = async |key: &str| {
            let manifest = store.head(&Path::parse(key).unwrap()).await.unwrap();
            links(Arc::clone(&store), "one".to_owned(), vec![manifest]).await
        };
        let found = read("t/_symlink/manifest").await.unwrap();
        assert_eq!(found, [S3Uri::new("one", "t/b%20c.parquet"), S3Uri::new("other", "a.parquet")]);
        let error = read("v/manifest").await.unwrap_err().to_string();
        assert!(error.contains("links to 'hdfs://one/gone', which is not in S3"), "{error}");
        let look_at = |key: &str| look(vec![(Arc::clone(&store), S3Uri::new("one", key))]);
        assert_eq!(look_at("t/b%20c.parquet").await.unwrap()[0].size, 1);
        assert!(matches!(look_at("gone").await, Err(Error::Store { uri, .. }) if uri == "s3://one/gone"));
    }
}
