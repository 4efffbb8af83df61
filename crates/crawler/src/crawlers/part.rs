//! Which part of the data a run looks at, and what is remembered once it is applied.

use std::collections::BTreeSet;

use boathouse_lake::QueueMark;
use boathouse_schema::S3Uri;
use boathouse_state::rusqlite::{Connection, params};

use super::{CrawlerDefinition, Crawlers, Key, RecrawlBehavior};
use crate::incremental::{FolderId, Part};
use crate::memory::{Memory, folder_and_name};
use crate::options::CrawlOptions;
use crate::plan::LogLine;
use crate::targets::CatalogTargetDefinition;
use crate::{Error, Result};

/// Events that one run consumes.
const EVENTS_MAX: usize = 100_000;

/// What a run starts from.
pub(super) struct Beginning {
    pub part: Part,
    pub memory: Option<Memory>,
    pub log: Vec<LogLine>,
    /// There is nothing to look at.
    pub is_idle: bool,
    /// The queue, and how far it is consumed.
    consumed: Option<(String, QueueMark)>,
    /// Where the tables of catalog targets lie.
    locations: BTreeSet<FolderId>,
    behavior: RecrawlBehavior,
}

impl Crawlers {
    pub(super) async fn beginning(&self, definition: &CrawlerDefinition, options: &CrawlOptions) -> Result<Beginning> {
        let mut beginning = Beginning {
            part: Part::Everything,
            memory: Some(Memory::new(&self.state, self.catalog.scope(), options)?),
            log: Vec::new(),
            is_idle: false,
            consumed: None,
            locations: BTreeSet::new(),
            behavior: definition.recrawl_behavior,
        };
        let key = self.key(&definition.name);
        match definition.recrawl_behavior {
            RecrawlBehavior::CrawlEverything => {}
            RecrawlBehavior::CrawlNewFoldersOnly => {
                let known = self.state.read(move |connection| folders(connection, &key)).await?;
                if !known.is_empty() {
                    beginning.part = Part::NewFolders(known);
                    // No folder is looked at twice.
                    beginning.memory = None;
                }
            }
            RecrawlBehavior::CrawlEventMode => self.consume(definition, key, &mut beginning).await?,
        }
        Ok(beginning)
    }

    async fn consume(&self, definition: &CrawlerDefinition, key: Key, beginning: &mut Beginning) -> Result<()> {
        let targets = &definition.targets;
        let of_s3 = targets.s3_targets.iter().filter_map(|target| target.event_queue_arn.as_ref());
        let of_catalog = targets.catalog_targets.iter().filter_map(|target| target.event_queue_arn.as_ref());
        let queue = of_s3.chain(of_catalog).next().cloned();
        let queue = queue.ok_or_else(|| Error::invalid("EventQueueArn must be given for CRAWL_EVENT_MODE."))?;
        if !self.lake.is_queue_fed(&queue).await? {
            let why = "no bucket's notification configuration names it";
            beginning.log.push(LogLine::warn(format!("No event reaches the queue {queue}: {why}")));
        }
        beginning.locations = self.locations(&targets.catalog_targets).await?;
        let locations = beginning.locations.clone();
        let is_listed = self.state.read(move |connection| is_listed(connection, &key, &locations)).await?;
        // Taken before anything is listed: what happens meanwhile is for the next run.
        let mark = self.lake.queue_mark(&queue).await?;
        if !is_listed || mark.overflowed {
            let why = match (is_listed, beginning.locations.is_empty()) {
                (true, _) => "events were lost",
                (false, true) => "it is the first since the crawler was made or edited",
                (false, false) => "it is the first since the crawler was made or edited, or a table moved",
            };
            beginning.log.push(LogLine::info(format!("The crawl lists everything, because {why}")));
            beginning.consumed = Some((queue, mark));
            return Ok(());
        }
        beginning.log.push(LogLine::info("The crawl is running by consuming Amazon S3 events."));
        let queued = self.lake.queued_events(&queue, EVENTS_MAX).await?;
        beginning.is_idle = queued.events.is_empty();
        let touched: BTreeSet<FolderId> = queued
            .events
            .iter()
            .map(|event| (event.bucket.clone(), folder_and_name(&event.key).0.to_owned()))
            .collect();
        let (events, folders) = (queued.events.len(), touched.len());
        beginning.log.push(LogLine::info(format!("{events} events, {folders} folders to be listed")));
        beginning.consumed = Some((queue, queued.mark));
        beginning.part = Part::Touched(touched);
        Ok(())
    }

    /// Where tables of the catalog lie. Those that cannot be crawled, the crawl itself says.
    async fn locations(&self, targets: &[CatalogTargetDefinition]) -> Result<BTreeSet<FolderId>> {
        let mut locations = BTreeSet::new();
        for target in targets {
            for name in &target.tables {
                let Ok(table) = self.catalog.table(&target.database_name, name).await else { continue };
                let location = table.storage_descriptor.and_then(|descriptor| descriptor.location);
                let Some(Ok(location)) = location.map(|location| location.parse::<S3Uri>()) else { continue };
                let S3Uri { bucket, key } = location.folder();
                locations.insert((bucket, key));
            }
        }
        Ok(locations)
    }

    /// When the catalog is written: what was seen needs not be seen again.
    pub(super) async fn remember(&self, crawler: &str, beginning: Beginning, looked_at: Vec<FolderId>) -> Result<()> {
        let (key, behavior, locations) = (self.key(crawler), beginning.behavior, beginning.locations);
        let write = move |connection: &Connection| match behavior {
            RecrawlBehavior::CrawlEverything => Ok(()),
            RecrawlBehavior::CrawlNewFoldersOnly => add_folders(connection, &key, &looked_at),
            RecrawlBehavior::CrawlEventMode => {
                connection.execute(
                    "UPDATE crawler SET listed_version = version WHERE scope = ?1 AND name = ?2",
                    [&key.scope, &key.name],
                )?;
                let forget = "DELETE FROM crawler_location WHERE scope = ?1 AND crawler = ?2";
                connection.execute(forget, [&key.scope, &key.name])?;
                let keep = "INSERT INTO crawler_location (scope, crawler, bucket, folder) VALUES (?1, ?2, ?3, ?4)";
                for (bucket, folder) in &locations {
                    connection.execute(keep, [&key.scope, &key.name, bucket, folder])?;
                }
                Ok::<_, Error>(())
            }
        };
        self.state.write(write).await?;
        if let Some((queue, mark)) = beginning.consumed {
            self.lake.remove_events(&queue, mark).await?;
        }
        Ok(())
    }
}

/// Whether the crawler has seen everything once as it is now, and as the tables of these places are.
fn is_listed(connection: &Connection, key: &Key, locations: &BTreeSet<FolderId>) -> Result<bool> {
    let same = "SELECT 1 FROM crawler WHERE scope = ?1 AND name = ?2 AND listed_version = version";
    if !connection.prepare_cached(same)?.exists([&key.scope, &key.name])? {
        return Ok(false);
    }
    let known = "SELECT 1 FROM crawler_location WHERE scope = ?1 AND crawler = ?2 AND bucket = ?3 AND folder = ?4";
    let mut known = connection.prepare_cached(known)?;
    for (bucket, folder) in locations {
        if !known.exists([&key.scope, &key.name, bucket, folder])? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn folders(connection: &Connection, key: &Key) -> Result<BTreeSet<FolderId>> {
    let mut statement =
        connection.prepare_cached("SELECT bucket, folder FROM crawler_folder WHERE scope = ?1 AND crawler = ?2")?;
    let rows = statement.query_map([&key.scope, &key.name], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn add_folders(connection: &Connection, key: &Key, folders: &[FolderId]) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO crawler_folder (scope, crawler, bucket, folder) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (bucket, folder) in folders {
        statement.execute(params![key.scope, key.name, bucket, folder])?;
    }
    Ok(())
}
