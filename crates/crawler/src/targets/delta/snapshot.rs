//! The newest version of a table: its log read from a checkpoint on.

use std::collections::{BTreeMap, HashMap};

use boathouse_schema::unescape_path_value;
use futures::TryStreamExt;

use super::super::folder::{Folder, Read, Refusal};
use super::action::{Action, Add, Protocol, TableMetadata};
use super::segment::{LogFiles, commit_file};
use super::{LINE_BYTES_MAX, checkpoint, protocol};

/// Where a table keeps its log.
pub(super) const LOG: &str = "_delta_log";
/// Of tables with more data files no list of them is made: it would be held in memory whole.
const FILES_MAX: usize = 1_000_000;

/// Values of the partition columns as the log has them; `None` is NULL.
pub(super) type Values = Vec<Option<String>>;

/// What a table is at a version.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub version: u64,
    /// When that version was committed, as its writer says.
    pub committed_ms: Option<i64>,
    pub metadata: TableMetadata,
    pub files: Option<Files>,
}

/// The data files that count.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// By path, and by deletion vector where there is one.
    known: HashMap<(String, Option<String>), usize>,
    partitions: Vec<Values>,
    places: HashMap<Values, usize>,
}

impl Files {
    fn add(&mut self, add: Add, columns: &[String]) -> Read<()> {
        let value = |column: &String| add.partition_values.get(column).cloned().flatten();
        // An empty text is NULL, as the protocol has it.
        let values: Values = columns.iter().map(|column| value(column).filter(|value| !value.is_empty())).collect();
        let place = *self.places.entry(values).or_insert_with_key(|values| {
            self.partitions.push(values.clone());
            self.partitions.len() - 1
        });
        self.known.insert((add.path, add.deletion_vector.map(|vector| vector.id())), place);
        if self.known.len() > FILES_MAX {
            return Err(Refusal(format!(
                "it has more than {FILES_MAX} data files, which is more than a symlink table is made for; a native table can be made (CreateNativeDeltaTable)"
            )));
        }
        Ok(())
    }

    /// How many have deletion vectors.
    pub fn with_vectors(&self) -> usize {
        self.known.keys().filter(|(_, vector)| vector.is_some()).count()
    }

    /// The files' paths by partition, all in order. A path is relative to the table, or a whole URL.
    pub fn by_partition(&self) -> BTreeMap<&Values, Vec<String>> {
        let mut found: BTreeMap<&Values, Vec<String>> = BTreeMap::new();
        for ((path, _), place) in &self.known {
            found.entry(&self.partitions[*place]).or_default().push(unescape_path_value(path));
        }
        found.values_mut().for_each(|paths| paths.sort_unstable());
        found
    }
}

/// What the log has said so far.
#[derive(Default)]
struct Replay {
    protocol: Option<Protocol>,
    metadata: Option<TableMetadata>,
    files: Option<Files>,
    /// Files that were added before it was known by what they are partitioned.
    waiting: Vec<Add>,
}

impl Replay {
    fn apply(&mut self, action: Action) -> Read<()> {
        if let Some(protocol) = action.protocol {
            self.protocol = Some(protocol);
        }
        if let Some(metadata) = action.meta_data {
            self.metadata = Some(metadata);
        }
        let Some(files) = &mut self.files else { return Ok(()) };
        if let Some(remove) = action.remove {
            let vector = remove.deletion_vector.map(|vector| vector.id());
            files.known.remove(&(remove.path, vector));
        }
        let Some(add) = action.add else { return Ok(()) };
        match &self.metadata {
            Some(metadata) => files.add(add, &metadata.partition_columns),
            None if self.waiting.len() < FILES_MAX => {
                self.waiting.push(add);
                Ok(())
            }
            None => Err(Refusal(format!("its log adds more than {FILES_MAX} files before it says what the table is"))),
        }
    }

    /// At the end of a file of the log.
    fn settle(&mut self) -> Read<()> {
        let (Some(metadata), Some(files)) = (&self.metadata, &mut self.files) else { return Ok(()) };
        self.waiting.drain(..).try_for_each(|add| files.add(add, &metadata.partition_columns))
    }
}

async fn names(log: &Folder) -> Read<LogFiles> {
    let mut files = LogFiles::default();
    let mut listing = log.list()?;
    while let Some((name, _)) = listing.try_next().await? {
        files.add(&name)?;
    }
    Ok(files)
}

/// Reads the newest version, with the list of its data files where one is asked for; nothing without a log.
pub(super) async fn read(table: &Folder, with_files: bool) -> Read<Option<Snapshot>> {
    let log = table.folder(LOG);
    let names = names(&log).await?;
    if names.is_empty() {
        return Ok(None);
    }
    let segment = names.segment()?;
    let mut replay = Replay { files: with_files.then(Files::default), ..Replay::default() };
    for name in &segment.checkpoint {
        checkpoint::read(&log, name, with_files, |action| replay.apply(action)).await?;
    }
    replay.settle()?;
    let mut committed_ms = None;
    for version in &segment.commits {
        let name = commit_file(*version);
        committed_ms = None;
        let mut number = 0_u64;
        let line = |line: &[u8]| {
            number += 1;
            let action: Action = serde_json::from_slice(line)
                .map_err(|error| Refusal(format!("{} line {number}: {error}", log.uri().join(&name))))?;
            if let Some(info) = &action.commit_info {
                committed_ms = info.in_commit_timestamp.or(info.timestamp);
            }
            replay.apply(action)
        };
        log.lines(&name, LINE_BYTES_MAX, line).await?;
        replay.settle()?;
    }
    let metadata = replay.metadata.ok_or_else(|| Refusal::new("its transaction log does not say what the table is"))?;
    let needed = replay.protocol.ok_or_else(|| Refusal::new("its transaction log does not name a protocol"))?;
    protocol::check(&needed, &metadata)?;
    Ok(Some(Snapshot { version: segment.version, committed_ms, metadata, files: replay.files }))
}
