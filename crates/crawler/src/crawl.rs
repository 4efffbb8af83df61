//! A crawl: list, inspect, group, reconcile. It reads the lake and the catalog and changes neither.

use std::sync::Arc;

use boathouse_catalog::{Catalog, Connections, PageRequest, TablesRequest};
use boathouse_lake::{Lake, Meter};
use boathouse_schema::S3Uri;
use futures::{StreamExt, TryStreamExt, stream};
use tokio_util::sync::CancellationToken;

use crate::apply::leave_out_unindexable;
use crate::catalog_crawl::catalog_targets;
use crate::group::{Candidate, group};
use crate::incremental::{self, FolderId, NewFolders, Part};
use crate::lint::{Found, lints, near_miss};
use crate::listing::TargetListing;
use crate::memory::Memory;
use crate::options::CrawlOptions;
use crate::plan::{LogLine, Plan};
use crate::reading::Read;
use crate::reconcile::{ExistingTable, Reconciler, is_made_by};
use crate::rules::Rules;
use crate::schema::Object;
use crate::table::{FoundTable, TableContext};
use crate::targets::{CrawlTarget, Finds, S3Target, Survey};
use crate::{Error, Result};

/// How far a crawl has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct CrawlProgress {
    /// Objects listed.
    pub objects_listed: u64,
    /// Objects classified.
    pub objects_classified: u64,
    /// Tables found.
    pub tables: u64,
}

/// Told about progress, from whatever thread.
pub type ProgressSink = Arc<dyn Fn(CrawlProgress) + Send + Sync>;

/// What a crawl works with.
pub(crate) struct Crawl<'a> {
    pub lake: &'a Lake,
    pub catalog: &'a Catalog,
    pub connections: &'a Connections,
    pub options: &'a CrawlOptions,
    pub now_ms: i64,
    pub progress: Option<ProgressSink>,
    pub cancel: CancellationToken,
    /// What earlier crawls made of objects.
    pub memory: Option<Memory>,
    pub part: Part,
}

/// What was seen of the targets in buckets.
#[derive(Default)]
pub(crate) struct Seen {
    pub tables: Vec<FoundTable>,
    /// Folders in which a table of this crawler's that was not found is gone.
    pub roots: Vec<S3Uri>,
    pub folders: Vec<FolderId>,
}

/// A plan, and what is to be remembered once it is applied.
pub(crate) struct Planned {
    pub plan: Plan,
    /// Folders that were looked at.
    pub folders: Vec<FolderId>,
}

impl Crawl<'_> {
    /// Plans the crawl of the targets.
    pub async fn plan(&self, targets: &[CrawlTarget]) -> Result<Planned> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Error::Cancelled),
            plan = self.run(targets) => plan,
        }
    }

    async fn run(&self, targets: &[CrawlTarget]) -> Result<Planned> {
        let options = self.options;
        let tables = catalog_targets(targets)?;
        if !tables.is_empty() {
            return self.run_catalog(&tables).await;
        }
        self.catalog.database(&options.database).await.map_err(|error| match error {
            boathouse_catalog::Error::DatabaseNotFound(name) => Error::DatabaseNotFound(name),
            other => other.into(),
        })?;
        let mut plan = Plan {
            database: options.database.clone(),
            created_by: options.created_by.clone(),
            partition_index: options.configuration.create_partition_index.unwrap_or(true),
            ..Plan::default()
        };
        let meter = Meter::default();
        let mut progress = CrawlProgress::default();
        let mut seen = Seen::default();
        let rules = Arc::new(Rules::of(options)?);
        let survey = Survey {
            lake: self.lake,
            meter: &meter,
            crawler: &options.crawler_name,
            connections: self.connections,
            scope: self.catalog.scope(),
        };
        let mut finds = Finds::default();
        self.forget_lost_buckets().await?;
        for target in targets {
            let CrawlTarget::S3(target) = target else {
                target.survey(&survey, &mut finds).await?;
                progress.tables = (seen.tables.len() + finds.tables.len()) as u64;
                self.tell(progress);
                continue;
            };
            self.look_at(target, (&rules, &meter), &mut progress, &mut plan, &mut seen).await?;
        }
        let Seen { tables: mut found, mut roots, folders } = seen;
        found.extend(finds.tables);
        roots.extend(finds.roots);
        plan.log.extend(finds.log);
        plan.manifests = finds.manifests;
        plan.bytes_read = meter.bytes_read();
        if let Some(threshold) = options.configuration.table_threshold.filter(|threshold| found.len() > *threshold) {
            return Err(Error::TableThreshold { found: found.len(), threshold });
        }
        let additive = matches!(self.part, Part::NewFolders(_));
        let reconciler = Reconciler {
            options,
            roots: &roots,
            spared: &finds.spared,
            servers: &finds.servers,
            now_ms: self.now_ms,
            additive,
        };
        let existing = self.existing(&reconciler, &found).await?;
        let reconciled = reconciler.reconcile(found, &existing);
        (plan.tables, plan.found) = (reconciled.tables, reconciled.found);
        plan.log.extend(reconciled.log);
        plan.lints.extend(reconciled.lints);
        plan.lints.extend(plan.decisions.iter().filter_map(near_miss));
        leave_out_unindexable(self.catalog, &mut plan).await?;
        Ok(Planned { plan, folders })
    }

    /// Lists a target, reads of its objects what is not remembered, and groups them.
    pub(crate) async fn look_at(
        &self,
        target: &S3Target,
        how: (&Arc<Rules>, &Meter),
        progress: &mut CrawlProgress,
        plan: &mut Plan,
        seen: &mut Seen,
    ) -> Result<()> {
        let (listing, remembered) = self.list(target).await?;
        seen.folders.extend(incremental::folders(&listing));
        progress.objects_listed += listing.objects.len() as u64;
        self.tell(*progress);
        let Read { objects, looked_at } = self.read_all(target, &listing, remembered, how, progress).await?;
        plan.objects += objects.len() as u64;
        plan.bytes += objects.iter().map(|object| object.size).sum::<u64>();
        plan.objects_read += looked_at;
        plan.log.extend(listing.notes.iter().cloned());
        if let Part::NewFolders(_) = self.part {
            seen.tables.extend(self.new_tables(target, &listing, objects, &mut plan.log).await?);
        } else {
            seen.tables.extend(self.tables(target, &listing, &objects, plan));
            seen.roots.push(listing.root);
        }
        progress.tables = seen.tables.len() as u64;
        self.tell(*progress);
        Ok(())
    }

    pub(crate) fn tell(&self, progress: CrawlProgress) {
        if let Some(sink) = &self.progress {
            sink(progress);
        }
    }

    fn tables(
        &self,
        target: &S3Target,
        listing: &TargetListing,
        objects: &[Object],
        plan: &mut Plan,
    ) -> Vec<FoundTable> {
        let CrawlOptions { configuration, types, explain, .. } = self.options;
        let grouped = group(&listing.root, listing.is_object, objects, configuration, *explain);
        plan.log.extend(grouped.log);
        plan.decisions.extend(grouped.decisions);
        let context = TableContext {
            root: &listing.root,
            objects,
            exclusions: &target.exclusions,
            crawler: &self.options.crawler_name,
            types: *types,
            explain: *explain,
        };
        let table = |candidate: &Candidate| {
            let (root, formats) = (&listing.root, &listing.formats);
            let lints = lints(&Found { candidate, objects, root, formats });
            FoundTable { lints, ..context.table(candidate) }
        };
        grouped.tables.iter().map(table).collect()
    }

    /// Tables of folders that no earlier run has seen.
    async fn new_tables(
        &self,
        target: &S3Target,
        listing: &TargetListing,
        objects: Vec<Object>,
        log: &mut Vec<LogLine>,
    ) -> Result<Vec<FoundTable>> {
        let request = TablesRequest { expression: None, page: PageRequest::all() };
        let tables = self.catalog.tables(&self.options.database, request).await?.items;
        let ours = tables.into_iter().map(ExistingTable::without_partitions);
        let tables: Vec<ExistingTable> =
            ours.filter(|known| is_made_by(&known.table, &self.options.crawler_name)).collect();
        let new = NewFolders {
            root: &listing.root,
            exclusions: &target.exclusions,
            crawler: &self.options.crawler_name,
            configuration: &self.options.configuration,
            tables: &tables,
        };
        Ok(new.found(objects, log))
    }

    /// The database's tables; with partitions where the crawl may touch them.
    async fn existing(&self, reconciler: &Reconciler<'_>, found: &[FoundTable]) -> Result<Vec<ExistingTable>> {
        let database = &self.options.database;
        let request = TablesRequest { expression: None, page: PageRequest::all() };
        let tables = self.catalog.tables(database, request).await?.items;
        stream::iter(tables)
            .then(async |table| {
                let mut existing = ExistingTable::without_partitions(table);
                let concerned = reconciler.is_ours(&existing.table)
                    || found.iter().any(|found| Some(found.location.as_str()) == existing.location());
                if concerned {
                    existing.read_partitions(self.catalog).await?;
                }
                Ok(existing)
            })
            .try_collect()
            .await
    }
}
