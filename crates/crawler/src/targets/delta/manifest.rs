//! Manifests: objects that list the data files of a table or of one of its partitions, for engines that do not read
//! the log. Each is put whole or not at all; they say what one version of the table is, and are written anew after
//! another.

mod undo;

use std::collections::{BTreeMap, BTreeSet};

use boathouse_lake::{Lake, Meter, PutOptions};
use boathouse_schema::{HIVE_DEFAULT_PARTITION, S3Uri, partition_segment};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};

pub(crate) use self::undo::{ManifestUndo, changed, moved, restore};
use super::super::folder::{Folder, Read};
use super::snapshot::{self, Snapshot, Values};
use crate::plan::ManifestsPlan;
use crate::{Error, Result};

/// Where manifests are.
pub(super) const FOLDER: &str = "_symlink_format_manifest";
const NAME: &str = "manifest";
/// A longer one is taken to differ.
const MANIFEST_BYTES_MAX: u64 = 256 << 20;
/// Manifests written at the same time.
const WRITES_MAX: usize = 16;

/// The folder of a partition below that of the table or of its manifests, with a slash at its end; empty without keys.
pub(super) fn partition_folder(columns: &[String], values: &Values) -> String {
    let segment = |(column, value): (&String, &Option<String>)| partition_segment(column, value.as_deref()) + "/";
    columns.iter().zip(values).map(segment).collect()
}

/// The values as the catalog has them.
pub(super) fn catalog_values(values: &Values) -> Vec<String> {
    values.iter().map(|value| value.clone().unwrap_or_else(|| HIVE_DEFAULT_PARTITION.to_owned())).collect()
}

/// Names below the folder of manifests and what is to be in them.
fn wanted(table: &S3Uri, snapshot: &Snapshot) -> BTreeMap<String, Vec<String>> {
    let columns = &snapshot.metadata.partition_columns;
    let mut manifests = BTreeMap::new();
    for (values, paths) in snapshot.files.iter().flat_map(|files| files.by_partition()) {
        let absolute = |path: String| if path.contains("://") { path } else { table.join(&path).to_string() };
        let files: Vec<String> = paths.into_iter().map(absolute).collect();
        manifests.insert(partition_folder(columns, values) + NAME, files);
    }
    if columns.is_empty() {
        // A table without rows has a manifest without lines.
        manifests.entry(NAME.to_owned()).or_default();
    }
    manifests
}

fn text(files: &[String]) -> String {
    files.iter().flat_map(|file| [file.as_str(), "\n"]).collect()
}

/// What is to be written and deleted so that the manifests say what the log says.
pub(super) async fn differences(table: &Folder, snapshot: &Snapshot) -> Read<ManifestsPlan> {
    let folder = table.folder(FOLDER);
    let mut present: BTreeMap<String, u64> = BTreeMap::new();
    let mut listing = folder.list()?;
    while let Some((name, size)) = listing.try_next().await? {
        if name == NAME || name.ends_with("/manifest") {
            present.insert(name, size);
        }
    }
    let (table_uri, version) = (table.uri().clone(), snapshot.version);
    let mut plan = ManifestsPlan { table: table_uri, version, write: Vec::new(), delete: Vec::new() };
    for (name, files) in wanted(table.uri(), snapshot) {
        let expected = text(&files);
        let size = present.remove(&name).filter(|size| *size <= MANIFEST_BYTES_MAX);
        let found = match size {
            Some(_) => folder.find(&name, MANIFEST_BYTES_MAX).await?,
            None => None,
        };
        // Whoever wrote it: the order of lines, their ends and the scheme say nothing.
        if found.is_none_or(|found| listed(&found) != listed(expected.as_bytes())) {
            plan.write.push(name);
        }
    }
    plan.delete = present.into_keys().collect();
    Ok(plan)
}

/// The files in a manifest.
fn listed(manifest: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(manifest);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.parse::<S3Uri>().map_or_else(|_| line.to_owned(), |uri| uri.to_string())).collect()
}

/// The manifests of a plan, ready to be written.
#[derive(Debug, Default)]
pub(crate) struct Manifests {
    /// What is needed to take them back.
    pub undo: Vec<ManifestUndo>,
    /// What is to be put at each place, or that it goes, table by table.
    tables: Vec<Vec<(S3Uri, Option<String>)>>,
}

/// Makes the manifests of a plan, all from the log as it was when the plan was made. Nothing is written.
///
/// # Errors
/// [`Error::PlanOutdated`] when the log has moved since.
pub(crate) async fn prepare(lake: &Lake, plans: &[ManifestsPlan]) -> Result<Manifests> {
    let mut ready = Manifests::default();
    for plan in plans.iter().filter(|plan| !plan.is_empty()) {
        let table = Folder::open(lake, &Meter::default(), &plan.table).await?;
        let read = snapshot::read(&table, true).await;
        let snapshot = read.map_err(|why| Error::invalid(format!("The Delta table at {}: {why}", plan.table)))?;
        match snapshot.filter(|snapshot| snapshot.version == plan.version) {
            Some(snapshot) => ready.tables.push(changes(plan, wanted(&plan.table, &snapshot))),
            None => return Err(Error::PlanOutdated),
        }
    }
    for (at, text) in ready.tables.iter().flatten() {
        ready.undo.push(ManifestUndo::before(lake, at, text.as_deref()).await?);
    }
    Ok(ready)
}

fn changes(plan: &ManifestsPlan, mut manifests: BTreeMap<String, Vec<String>>) -> Vec<(S3Uri, Option<String>)> {
    let key = |name: &String| plan.table.join(FOLDER).join(name);
    let puts = plan.write.iter().map(|name| (key(name), Some(text(&manifests.remove(name).unwrap_or_default()))));
    // Those of partitions that have no files any more.
    puts.chain(plan.delete.iter().map(|name| (key(name), None))).collect()
}

impl Manifests {
    /// Writes them into the lake.
    pub async fn write(self, lake: &Lake) -> Result<()> {
        for changes in self.tables {
            let (puts, deletes): (Vec<_>, Vec<_>) = changes.into_iter().partition(|(_, text)| text.is_some());
            // They go when all that count are there.
            for some in [puts, deletes] {
                let changes = some.into_iter().map(|(at, text)| change(lake, at, text));
                stream::iter(changes).buffer_unordered(WRITES_MAX).try_collect::<()>().await?;
            }
        }
        Ok(())
    }
}

/// Puts a manifest, or deletes it.
async fn change(lake: &Lake, at: S3Uri, text: Option<String>) -> Result<()> {
    let Some(text) = text else {
        lake.delete(&at.bucket, &at.key).await?;
        return Ok(());
    };
    let options = PutOptions { content_type: Some("text/plain".to_owned()), ..PutOptions::default() };
    lake.put(&at.bucket, &at.key, options, stream::iter([Ok(Bytes::from(text))])).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_partitions() {
        let columns = ["Day".to_owned(), "n".to_owned()];
        let values = vec![Some("2020-01-01 10:00".to_owned()), None];
        let folder = "Day=2020-01-01 10%3A00/n=__HIVE_DEFAULT_PARTITION__/";
        assert_eq!(partition_folder(&columns, &values), folder);
        assert_eq!(catalog_values(&values), ["2020-01-01 10:00", "__HIVE_DEFAULT_PARTITION__"]);
        assert_eq!(partition_folder(&[], &Vec::new()), "");
    }

    #[test]
    fn what_a_manifest_lists() {
        let ours = listed(b"s3://b/t/1.parquet\ns3://b/t/2.parquet\n");
        assert_eq!(ours, listed(b"s3a://b/t/2.parquet\r\n\r\ns3://b/t/1.parquet"));
        assert_ne!(ours, listed(b"s3://b/t/1.parquet"));
    }
}
