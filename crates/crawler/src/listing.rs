//! What a target holds: its objects in key order, without what no table is made of.

use std::collections::{BTreeMap, BTreeSet};

use boathouse_lake::{Lake, LeftOut, key_to_path, path_to_key};
use boathouse_schema::S3Uri;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore};

use crate::glob::Glob;
use crate::memory::{Remembered, folder_and_name};
use crate::plan::LogLine;
use crate::table_format::{TableFormat, table_formats_below};
use crate::targets::S3Target;
use crate::{Error, Result};

/// Ignored objects named one by one in the report.
const NAMED_IGNORED_MAX: usize = 5;
/// Folders of one level that are listed each by itself; of more, one listing after the other is quicker.
const FOLDERS_APART_MAX: usize = 64;
/// Listings under way at the same time.
const LISTINGS_MAX: usize = 8;

/// One object of a listing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Listed {
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// Changes whenever the bytes do.
    pub etag: Option<String>,
}

impl Listed {
    fn of(meta: ObjectMeta) -> Self {
        Self { key: path_to_key(&meta.location), size: meta.size, etag: meta.e_tag }
    }
}

/// The objects of one target.
#[derive(Debug)]
pub(crate) struct TargetListing {
    /// The folder, ending with `/` unless it is the bucket; or the object.
    pub root: S3Uri,
    /// The include path is an object, not a folder.
    pub is_object: bool,
    /// Sorted by key.
    pub objects: Vec<Listed>,
    /// What was left out, and why.
    pub notes: Vec<LogLine>,
    /// Folders with the books of a table format, relative to the root.
    pub formats: BTreeMap<String, TableFormat>,
}

/// Lists a target.
pub(crate) async fn list(lake: &Lake, target: &S3Target) -> Result<TargetListing> {
    let bucket = &target.path.bucket;
    lake.bucket(bucket).await?;
    let left_out = LeftOut::default();
    let store = lake.store_noting(bucket, left_out.clone()).await?;
    if let Some(object) = object(store.as_ref(), &target.path.key).await? {
        return Ok(TargetListing {
            root: target.path.clone(),
            is_object: true,
            objects: vec![object],
            notes: Vec::new(),
            formats: BTreeMap::new(),
        });
    }
    let root = target.path.clone().folder();
    let mut found = all(store.as_ref(), path_of(&root, &root.key)?).await.map_err(|error| failed(&root, error))?;
    found.extend(markers(&left_out));
    let formats = table_formats_below(found.iter().filter_map(|object| object.key.strip_prefix(root.key.as_str())));
    let filter = Filter::new(&root, &target.exclusions)?;
    let (objects, mut notes) = filter.apply(found);
    notes.extend(out_of_reach(&root, &left_out));
    Ok(TargetListing { root, is_object: false, objects, notes, formats })
}

/// The objects of these folders as they are now, and what is remembered of all others.
pub(crate) async fn list_touched(
    lake: &Lake,
    target: &S3Target,
    touched: &BTreeSet<String>,
    remembered: &Remembered,
) -> Result<TargetListing> {
    let root = target.path.clone().folder();
    lake.bucket(&root.bucket).await?;
    let left_out = LeftOut::default();
    let store = lake.store_noting(&root.bucket, left_out.clone()).await?;
    let listings = touched.iter().cloned().map(|folder| {
        let (store, root) = (&store, &root);
        async move {
            let path = path_of(root, &folder)?;
            let level = store.list_with_delimiter(path.as_ref()).await.map_err(|error| failed(root, error))?;
            Ok::<_, Error>(level.objects.into_iter().map(Listed::of).collect::<Vec<_>>())
        }
    });
    let parts: Vec<Vec<Listed>> = stream::iter(listings).buffered(LISTINGS_MAX).try_collect().await?;
    let found = parts.into_iter().flatten().chain(markers(&left_out)).collect();
    let (mut objects, mut notes) = Filter::new(&root, &target.exclusions)?.apply(found);
    notes.extend(out_of_reach(&root, &left_out));
    for (folder, entries) in remembered.folders.iter().filter(|(folder, _)| !touched.contains(*folder)) {
        objects.extend(entries.iter().map(|entry| Listed {
            key: format!("{folder}{}", entry.name),
            size: entry.size,
            etag: entry.etag.clone(),
        }));
    }
    objects.sort_unstable();
    // Books lie in folders whose names queries do not read: what is remembered has none of them.
    Ok(TargetListing { root, is_object: false, objects, notes, formats: BTreeMap::new() })
}

/// Objects whose keys end with `/`, which listings of stores leave out.
fn markers(left_out: &LeftOut) -> impl Iterator<Item = Listed> {
    left_out.markers().into_iter().map(|key| Listed { key, size: 0, etag: None })
}

/// What a listing left out because no query can read it, either.
fn out_of_reach(root: &S3Uri, left_out: &LeftOut) -> Option<LogLine> {
    let mut keys = left_out.keys();
    keys.retain(|key| key.starts_with(&root.key));
    let named: Vec<String> =
        keys.iter().take(NAMED_IGNORED_MAX).map(|key| format!("s3://{}/{}", root.bucket, key.escape_debug())).collect();
    let more = match keys.len() - named.len() {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    (!keys.is_empty()).then(|| {
        let why = "a part of the key is empty, '.' or '..', or has a control character";
        LogLine::warn(format!("out of reach of crawls and queries, for {why}: {}{more}", named.join(", ")))
    })
}

fn failed(root: &S3Uri, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Listing { bucket: root.bucket.clone(), prefix: root.key.clone(), source: source.into() }
}

/// The path of a folder's prefix; none is that of the bucket.
fn path_of(root: &S3Uri, folder: &str) -> Result<Option<Path>> {
    folder.strip_suffix('/').map(|key| key_to_path(key).map_err(|error| failed(root, error))).transpose()
}

/// Everything below a folder, several parts at a time.
async fn all(store: &dyn ObjectStore, mut folder: Option<Path>) -> object_store::Result<Vec<Listed>> {
    let mut found = Vec::new();
    let parts = loop {
        let level = store.list_with_delimiter(folder.as_ref()).await?;
        if level.common_prefixes.len() > FOLDERS_APART_MAX {
            break KeyRange::shares(&folder, &level.common_prefixes);
        }
        found.extend(level.objects.into_iter().map(Listed::of));
        match <[Path; 1]>::try_from(level.common_prefixes) {
            Ok([only]) => folder = Some(only),
            Err(folders) => break folders.into_iter().map(KeyRange::of_folder).collect(),
        }
    };
    let mut parts = stream::iter(parts).map(|part| part.list(store)).buffer_unordered(LISTINGS_MAX);
    while let Some(part) = parts.try_next().await? {
        found.extend(part);
    }
    drop(parts);
    Ok(found)
}

/// Keys below a folder, from one to before another. Stores list keys in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct KeyRange {
    folder: Option<Path>,
    /// A folder to begin with, whose keys begin with it and `/`.
    from: Option<Path>,
    /// A folder to stop before.
    to: Option<Path>,
}

impl KeyRange {
    fn of_folder(folder: Path) -> Self {
        Self { folder: Some(folder), ..Self::default() }
    }

    /// All keys below a folder of these folders, in about equal shares: so many folders that to ask for each of them
    /// would cost more than it gains.
    fn shares(folder: &Option<Path>, folders: &[Path]) -> Vec<Self> {
        let mut starts: Vec<&Path> = folders.iter().collect();
        starts.sort_unstable_by_key(|path| format!("{path}/"));
        let share = starts.len().div_ceil(LISTINGS_MAX).max(1);
        let mut bounds: Vec<Option<Path>> = starts.into_iter().step_by(share).skip(1).cloned().map(Some).collect();
        bounds.insert(0, None);
        bounds.push(None);
        let range = |pair: &[Option<Path>]| Self { folder: folder.clone(), from: pair[0].clone(), to: pair[1].clone() };
        bounds.windows(2).map(range).collect()
    }

    async fn list(self, store: &dyn ObjectStore) -> object_store::Result<Vec<Listed>> {
        let start = |folder: &Path| format!("{}/", path_to_key(folder));
        let (from, to) = (self.from.as_ref().map(start), self.to.as_ref().map(start));
        // What is listed after `a` may also be `a-b/c`, which is before `a/b`.
        let objects = match &self.from {
            Some(from) => store.list_with_offset(self.folder.as_ref(), from),
            None => store.list(self.folder.as_ref()),
        };
        objects
            .map_ok(Listed::of)
            .try_filter(|object| std::future::ready(from.as_ref().is_none_or(|from| object.key >= *from)))
            .try_take_while(|object| std::future::ready(Ok(to.as_ref().is_none_or(|to| object.key < *to))))
            .try_collect()
            .await
    }
}

async fn object(store: &dyn ObjectStore, key: &str) -> Result<Option<Listed>> {
    use object_store::ObjectStoreExt;
    if key.is_empty() || key.ends_with('/') {
        return Ok(None);
    }
    let Ok(path) = key_to_path(key) else { return Ok(None) };
    match store.head(&path).await {
        Ok(meta) => Ok(Some(Listed { key: key.to_owned(), size: meta.size, etag: meta.e_tag })),
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

    fn apply(&self, mut found: Vec<Listed>) -> (Vec<Listed>, Vec<LogLine>) {
        // The parts are sorted, which this sort makes use of.
        found.sort();
        let mut ignored: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        found.retain(|Listed { key, size, .. }| {
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
pub(crate) fn sampled(objects: &[Listed], size: Option<u32>) -> Vec<bool> {
    let Some(size) = size.and_then(|size| usize::try_from(size).ok()) else { return vec![true; objects.len()] };
    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, object) in objects.iter().enumerate() {
        folders.entry(folder_and_name(&object.key).0).or_default().push(i);
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

    fn listed(key: String, size: u64) -> Listed {
        Listed { key, size, etag: None }
    }

    fn kept(exclusions: &[&str], keys: &[(&str, u64)]) -> (Vec<String>, Vec<String>) {
        let root = S3Uri::new("b", "x/");
        let patterns: Vec<String> = exclusions.iter().map(|p| (*p).to_owned()).collect();
        let filter = Filter::new(&root, &patterns).unwrap();
        let found = keys.iter().map(|(key, size)| listed(format!("x/{key}"), *size)).collect();
        let (kept, notes) = filter.apply(found);
        (kept.into_iter().map(|object| object.key).collect(), notes.into_iter().map(|note| note.text).collect())
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

    #[tokio::test]
    async fn shares_of_many_folders_are_all_of_it_once() {
        use object_store::ObjectStoreExt;
        let store = object_store::memory::InMemory::new();
        let mut keys: Vec<String> = (0..FOLDERS_APART_MAX + 70).map(|i| format!("t/k={i}/x")).collect();
        // Names that sort between a folder's name and what is in it, and objects beside the folders.
        keys.extend(["t/k=1-1/x", "t/k=10", "t/k=100!/deep/er/x", "t/a", "t/z"].map(str::to_owned));
        for key in &keys {
            store.put(&Path::from(key.as_str()), "x".into()).await.unwrap();
        }
        let mut found: Vec<String> = all(&store, None).await.unwrap().into_iter().map(|listed| listed.key).collect();
        found.sort_unstable();
        keys.sort_unstable();
        assert_eq!(found, keys);
        let level = store.list_with_delimiter(Some(&Path::from("t"))).await.unwrap().common_prefixes;
        let shares = KeyRange::shares(&Some(Path::from("t")), &level);
        assert_eq!(shares.len(), LISTINGS_MAX);
        for share in shares {
            let part = share.list(&store).await.unwrap();
            assert!(part.len() > 10 && part.len() < 30, "{}", part.len());
        }
    }

    #[test]
    fn patterns_may_name_the_include_path() {
        assert_eq!(kept(&["s3://b/x/*.zip"], &[("a.zip", 1), ("a.csv", 1)]).0, ["x/a.csv"]);
    }

    #[test]
    fn samples_are_spread_and_stable() {
        let objects: Vec<Listed> = (0..10).map(|i| listed(format!("x/{i}"), 1)).collect();
        let chosen = |size| -> Vec<usize> {
            sampled(&objects, size).iter().enumerate().filter(|(_, taken)| **taken).map(|(i, _)| i).collect()
        };
        assert_eq!(chosen(Some(3)), [0, 4, 9]);
        assert_eq!(chosen(Some(1)), [0]);
        assert_eq!(chosen(None).len(), 10);
        assert_eq!(chosen(Some(99)).len(), 10);
    }
}
