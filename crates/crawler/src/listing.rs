//! What a target holds: its objects in key order, without what no table is made of.

use std::collections::BTreeMap;

use boathouse_lake::{Lake, key_to_path, path_to_key};
use boathouse_schema::S3Uri;
use futures::TryStreamExt;
use object_store::ObjectStore;

use crate::glob::Glob;
use crate::plan::LogLine;
use crate::targets::S3Target;
use crate::{Error, Result};

/// Ignored objects named one by one in the report.
const NAMED_IGNORED_MAX: usize = 5;

/// The objects of one target.
#[derive(Debug)]
pub(crate) struct TargetListing {
    /// The folder, ending with `/` unless it is the bucket; or the object.
    pub root: S3Uri,
    /// The include path is an object, not a folder.
    pub is_object: bool,
    /// Key and size, sorted by key.
    pub objects: Vec<(String, u64)>,
    /// What was left out, and why.
    pub notes: Vec<LogLine>,
}

/// Lists a target.
pub(crate) async fn list(lake: &Lake, target: &S3Target) -> Result<TargetListing> {
    let bucket = &target.path.bucket;
    lake.bucket(bucket).await?;
    let store = lake.store(bucket).await?;
    if let Some(size) = object_size(store.as_ref(), &target.path.key).await? {
        return Ok(TargetListing {
            root: target.path.clone(),
            is_object: true,
            objects: vec![(target.path.key.clone(), size)],
            notes: Vec::new(),
        });
    }
    let root = target.path.clone().folder();
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| Error::Listing {
        bucket: bucket.clone(),
        prefix: root.key.clone(),
        source,
    };
    let prefix = match root.key.strip_suffix('/') {
        Some(key) => Some(key_to_path(key).map_err(|error| failed(error.into()))?),
        None => None,
    };
    let found: Vec<(String, u64)> = store
        .list(prefix.as_ref())
        .map_ok(|meta| (path_to_key(&meta.location), meta.size))
        .try_collect()
        .await
        .map_err(|error| failed(error.into()))?;
    let filter = Filter::new(&root, &target.exclusions)?;
    let (objects, notes) = filter.apply(found);
    Ok(TargetListing { root, is_object: false, objects, notes })
}

async fn object_size(store: &dyn ObjectStore, key: &str) -> Result<Option<u64>> {
    use object_store::ObjectStoreExt;
    if key.is_empty() || key.ends_with('/') {
        return Ok(None);
    }
    let Ok(path) = key_to_path(key) else { return Ok(None) };
    match store.head(&path).await {
        Ok(meta) => Ok(Some(meta.size)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(Error::Lake(error.into())),
    }
}

/// Decides which objects count.
struct Filter<'a> {
    root: &'a S3Uri,
    exclusions: Vec<Glob>,
}

impl<'a> Filter<'a> {
    /// Patterns may also begin with the include path, because that is how tables show them.
    fn new(root: &'a S3Uri, exclusions: &[String]) -> Result<Self> {
        let prefix = root.to_string();
        let relative = |pattern: &'_ String| Glob::new(pattern.strip_prefix(&prefix).unwrap_or(pattern));
        Ok(Self { root, exclusions: exclusions.iter().map(relative).collect::<Result<_>>()? })
    }

    fn apply(&self, mut found: Vec<(String, u64)>) -> (Vec<(String, u64)>, Vec<LogLine>) {
        found.sort_unstable();
        let mut ignored: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        found.retain(|(key, size)| {
            let Some(relative) = key.strip_prefix(self.root.key.as_str()) else { return false };
            match self.ignored(relative, *size) {
                Some(why) => {
                    ignored.entry(why).or_default().push(key.clone());
                    false
                }
                None => true,
            }
        });
        let notes = ignored.into_iter().map(|(why, keys)| self.note(why, &keys)).collect();
        (found, notes)
    }

    fn ignored(&self, relative: &str, size: u64) -> Option<&'static str> {
        if self.exclusions.iter().any(|glob| glob.matches(relative)) {
            return Some("excluded by a pattern of the target");
        }
        if relative.is_empty() || relative.ends_with('/') || relative.ends_with("_$folder$") {
            return Some("a folder marker");
        }
        if relative.split('/').any(|part| part.starts_with(['_', '.'])) {
            return Some("a name beginning with _ or . , which queries do not read");
        }
        (size == 0).then_some("an object of zero bytes")
    }

    fn note(&self, why: &str, keys: &[String]) -> LogLine {
        let named: Vec<String> =
            keys.iter().take(NAMED_IGNORED_MAX).map(|key| format!("s3://{}/{key}", self.root.bucket)).collect();
        let more = match keys.len() - named.len() {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        LogLine::info(format!("ignored, {why}: {}{more}", named.join(", ")))
    }
}

/// At most `size` of each folder's objects, first and last and evenly between, by key: the same
/// listing always gives the same sample.
pub(crate) fn sampled(objects: &[(String, u64)], size: Option<u32>) -> Vec<bool> {
    let Some(size) = size.and_then(|size| usize::try_from(size).ok()) else { return vec![true; objects.len()] };
    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, (key, _)) in objects.iter().enumerate() {
        folders.entry(key.rsplit_once('/').map_or("", |(folder, _)| folder)).or_default().push(i);
    }
    let mut chosen = vec![false; objects.len()];
    for members in folders.values() {
        let take = size.max(1).min(members.len());
        for i in 0..take {
            let place = if take == 1 { 0 } else { i * (members.len() - 1) / (take - 1) };
            chosen[members[place]] = true;
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(exclusions: &[&str], keys: &[(&str, u64)]) -> (Vec<String>, Vec<String>) {
        let root = S3Uri::new("b", "x/");
        let patterns: Vec<String> = exclusions.iter().map(|p| (*p).to_owned()).collect();
        let filter = Filter::new(&root, &patterns).unwrap();
        let found = keys.iter().map(|(key, size)| (format!("x/{key}"), *size)).collect();
        let (kept, notes) = filter.apply(found);
        (kept.into_iter().map(|(key, _)| key).collect(), notes.into_iter().map(|note| note.text).collect())
    }

    #[test]
    fn markers_and_exclusions_are_left_out_and_said() {
        let keys = [
            ("b.csv", 1),
            ("a.csv", 1),
            ("_SUCCESS", 0),
            ("_temporary/0/c.csv", 9),
            (".a.crc", 1),
            ("d_$folder$", 0),
            ("empty.csv", 0),
            ("skip/c.csv", 1),
        ];
        let (kept, notes) = kept(&["skip/**"], &keys);
        assert_eq!(kept, ["x/a.csv", "x/b.csv"]);
        assert_eq!(notes.len(), 4, "{notes:?}");
        assert!(notes.iter().any(|note| note.contains("zero bytes: s3://b/x/empty.csv")), "{notes:?}");
    }

    #[test]
    fn patterns_may_name_the_include_path() {
        assert_eq!(kept(&["s3://b/x/*.zip"], &[("a.zip", 1), ("a.csv", 1)]).0, ["x/a.csv"]);
    }

    #[test]
    fn samples_are_spread_and_stable() {
        let objects: Vec<(String, u64)> = (0..10).map(|i| (format!("x/{i}"), 1)).collect();
        let chosen = |size| -> Vec<usize> {
            sampled(&objects, size).iter().enumerate().filter(|(_, taken)| **taken).map(|(i, _)| i).collect()
        };
        assert_eq!(chosen(Some(3)), [0, 4, 9]);
        assert_eq!(chosen(Some(1)), [0]);
        assert_eq!(chosen(None).len(), 10);
        assert_eq!(chosen(Some(99)).len(), 10);
    }
}
