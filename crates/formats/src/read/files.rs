//! Which objects below a location are data.
//!
//! Athena reads every object below the location, however deep, except those whose path below it has a
//! component that begins with `_` or `.`, empty ones, and folder markers.

use std::sync::Arc;

use boathouse_schema::S3Uri;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};

use crate::{Error, Result};

/// Locations listed at the same time.
const LISTINGS_MAX: usize = 32;

/// The data objects below each location, in the order of the locations and within one by key.
///
/// With `objects`, a location that has nothing below it may name one object.
pub(crate) async fn list(stores: Vec<(Arc<dyn ObjectStore>, S3Uri)>, objects: bool) -> Result<Vec<Vec<ObjectMeta>>> {
    let listings: Vec<_> = stores.into_iter().map(|(store, location)| list_one(store, location, objects)).collect();
    stream::iter(listings).buffered(LISTINGS_MAX).try_collect().await
}

async fn list_one(store: Arc<dyn ObjectStore>, location: S3Uri, objects: bool) -> Result<Vec<ObjectMeta>> {
    let key = location.key.trim_end_matches('/');
    let prefix = Path::parse(key)
        .map_err(|error| Error::InvalidLayout(format!("the location {location} cannot be listed: {error}")))?;
    let failed = |source| Error::Store { uri: location.to_string(), source };
    let below = |meta: &ObjectMeta| {
        let relative = meta.location.as_ref().strip_prefix(key).unwrap_or(meta.location.as_ref());
        is_data(relative.trim_start_matches('/'), meta.size)
    };
    let listing = store.list((!key.is_empty()).then_some(&prefix));
    let mut found: Vec<ObjectMeta> =
        listing.try_filter(|meta| futures::future::ready(below(meta))).try_collect().await.map_err(failed)?;
    if found.is_empty() && objects && !key.is_empty() && !location.key.ends_with('/') {
        match store.head(&prefix).await {
            Ok(meta) if meta.size > 0 => found.push(meta),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
            Err(source) => return Err(failed(source)),
        }
    }
    found.sort_by(|a, b| a.location.cmp(&b.location));
    Ok(found)
}

/// Whether an object is data, by its path below the location and its size in bytes.
pub(crate) fn is_data(relative: &str, size: u64) -> bool {
    size > 0
        && !relative.is_empty()
        && !relative.ends_with('/')
        && !relative.ends_with("_$folder$")
        && !relative.split('/').any(|component| component.starts_with(['_', '.']))
}

#[cfg(test)]
mod tests {
    use object_store::PutPayload;
    use object_store::memory::InMemory;

    use super::*;

    #[test]
    fn data_and_not_data() {
        for (relative, size, data) in [
            ("a.csv", 1, true),
            ("x/y/z", 1, true),
            ("k=v/a.csv", 1, true),
            ("a_b.csv", 1, true),
            ("a.csv", 0, false),
            ("_SUCCESS", 1, false),
            (".hidden", 1, false),
            ("_tmp/a.csv", 1, false),
            ("x/.staging/a.csv", 1, false),
            ("x_$folder$", 1, false),
            ("x/", 1, false),
        ] {
            assert_eq!(is_data(relative, size), data, "{relative} {size}");
        }
    }

    #[tokio::test]
    async fn a_location_is_a_folder_whether_it_ends_with_a_slash_or_not() {
        let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        for key in ["t/b.csv", "t/a/c.csv", "t/_x/d.csv", "tt/e.csv", "_u/f.csv", "one.csv"] {
            store.put(&Path::parse(key).unwrap(), PutPayload::from_static(b"1")).await.unwrap();
        }
        for (location, objects, expected) in [
            ("s3://b/t", false, vec!["t/a/c.csv", "t/b.csv"]),
            ("s3://b/t/", false, vec!["t/a/c.csv", "t/b.csv"]),
            ("s3://b/_u", false, vec!["_u/f.csv"]),
            ("s3://b/none", false, vec![]),
            ("s3://b/one.csv", false, vec![]),
            ("s3://b/one.csv", true, vec!["one.csv"]),
        ] {
            let uri: S3Uri = location.parse().unwrap();
            let found = list(vec![(Arc::clone(&store), uri)], objects).await.unwrap();
            let keys: Vec<&str> = found[0].iter().map(|meta| meta.location.as_ref()).collect();
            assert_eq!(keys, expected, "{location}");
        }
    }
}
