//! Which objects a source's paths stand for.

use std::sync::Arc;

use boathouse_schema::S3Uri;
use futures::TryStreamExt;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};

use super::blocks::SourceObject;
use super::glob::glob;
use crate::{Error, Result};

/// Which objects under the paths are taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    /// Sub-folders too.
    pub recurse: bool,
    /// Patterns of keys that are left out; matched against the whole location and against the part
    /// below the path.
    pub exclusions: Vec<String>,
}

/// The objects of one path, in the order of their keys.
#[derive(Debug)]
pub(crate) struct ListedPath {
    pub path: S3Uri,
    pub objects: Vec<SourceObject>,
}

/// Lists a path: an object of this very key, or a folder. Empty objects and what Hadoop hides
/// (`_name`, `.name`, `name_$folder$`) are left out.
pub(crate) async fn list(store: &Arc<dyn ObjectStore>, path: &S3Uri, selection: &Selection) -> Result<ListedPath> {
    let failed = |source| Error::Store { uri: path.to_string(), source };
    let excluded = selection.exclusions.iter().map(|pattern| glob(pattern)).collect::<Result<Vec<_>>>()?;
    let key = path.key.trim_end_matches('/');
    let location = boathouse_lake::key_to_path(key)?;
    let object = |meta| SourceObject { store: Arc::clone(store), bucket: path.bucket.clone(), meta };
    if !key.is_empty() && !path.key.ends_with('/') {
        match store.head(&location).await {
            Ok(meta) if meta.size > 0 => return Ok(ListedPath { path: path.clone(), objects: vec![object(meta)] }),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    let prefix = (!key.is_empty()).then_some(&location);
    let mut found: Vec<ObjectMeta> = store.list(prefix).try_collect().await.map_err(failed)?;
    let all = found.len();
    let mut in_subfolders = 0;
    found.retain(|meta| {
        let below = meta.location.as_ref().strip_prefix(key).unwrap_or(meta.location.as_ref()).trim_start_matches('/');
        let hidden = below.split('/').any(|part| part.starts_with(['_', '.']) || part.ends_with("_$folder$"));
        let deep = below.contains('/');
        let uri = format!("s3://{}/{}", path.bucket, meta.location);
        let left_out = hidden || meta.size == 0 || excluded.iter().any(|p| p.is_match(below) || p.is_match(&uri));
        if !left_out && deep && !selection.recurse {
            in_subfolders += 1;
        }
        !left_out && (selection.recurse || !deep)
    });
    if found.is_empty() {
        let message = match (in_subfolders, all) {
            (0, 0) => "there is no object here".to_owned(),
            (0, all) => format!("all of the {all} objects here are empty, hidden or excluded"),
            (deep, _) => format!("there are only objects in sub-folders ({deep}): set Recurse to read them"),
        };
        return Err(Error::data(path.to_string(), message));
    }
    found.sort_by(|a, b| a.location.cmp(&b.location));
    Ok(ListedPath { path: path.clone(), objects: found.into_iter().map(object).collect() })
}
