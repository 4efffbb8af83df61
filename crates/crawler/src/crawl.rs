//! A crawl: list, inspect, group, reconcile. It reads the lake and the catalog and changes neither.

use std::sync::Arc;

use boathouse_catalog::{Catalog, PageRequest, PartitionsRequest, TablesRequest};
use boathouse_lake::{Lake, Meter, MeteredStore, key_to_path};
use futures::{StreamExt, TryStreamExt, stream};
use object_store::ObjectStore;
use tokio_util::sync::CancellationToken;

use crate::classifier::Prepared;
use crate::group::group;
use crate::inspect::inspect;
use crate::listing::{TargetListing, list, sampled};
use crate::options::CrawlOptions;
use crate::plan::{LogLine, Plan};
use crate::reconcile::{ExistingTable, Reconciled, Reconciler};
use crate::schema::{Object, Outcome};
use crate::table::{FoundTable, TableContext};
use crate::targets::{CrawlTarget, S3Target};
use crate::{Error, Result};

/// Objects read at the same time.
const READS_MAX: usize = 16;

/// How far a crawl has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
    pub options: &'a CrawlOptions,
    pub now_ms: i64,
    pub progress: Option<ProgressSink>,
    pub cancel: CancellationToken,
}

impl Crawl<'_> {
    /// Plans the crawl of the targets.
    pub async fn plan(&self, targets: &[CrawlTarget]) -> Result<Plan> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Error::Cancelled),
            plan = self.run(targets) => plan,
        }
    }

    async fn run(&self, targets: &[CrawlTarget]) -> Result<Plan> {
        let options = self.options;
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
        let (mut found, mut roots) = (Vec::new(), Vec::new());
        let classifiers: Arc<[Prepared]> = options.classifiers.iter().map(Prepared::new).collect::<Result<_>>()?;
        for target in targets {
            let CrawlTarget::S3(target) = target else { return Err(not_crawled(target)) };
            let listing = list(self.lake, target).await?;
            progress.objects_listed += listing.objects.len() as u64;
            self.tell(progress);
            let objects = self.inspect_all(target, &listing, &classifiers, &meter, &mut progress).await?;
            plan.objects += objects.len() as u64;
            plan.bytes += objects.iter().map(|object| object.size).sum::<u64>();
            plan.objects_read += objects.iter().filter(|object| object.outcome != Outcome::NotSampled).count() as u64;
            plan.log.extend(listing.notes.iter().cloned());
            found.extend(self.tables(target, &listing, &objects, &mut plan.log));
            roots.push(listing.root);
            progress.tables = found.len() as u64;
            self.tell(progress);
        }
        plan.bytes_read = meter.bytes_read();
        if let Some(threshold) = options.configuration.table_threshold.filter(|threshold| found.len() > *threshold) {
            return Err(Error::TableThreshold { found: found.len(), threshold });
        }
        let reconciler = Reconciler { options, roots: &roots, now_ms: self.now_ms };
        let existing = self.existing(&reconciler, &found).await?;
        let Reconciled { tables, log } = reconciler.reconcile(found, &existing);
        plan.tables = tables;
        plan.log.extend(log);
        Ok(plan)
    }

    fn tell(&self, progress: CrawlProgress) {
        if let Some(sink) = &self.progress {
            sink(progress);
        }
    }

    fn tables(
        &self,
        target: &S3Target,
        listing: &TargetListing,
        objects: &[Object],
        log: &mut Vec<LogLine>,
    ) -> Vec<FoundTable> {
        let (candidates, notes) = group(&listing.root, listing.is_object, objects, &self.options.configuration);
        log.extend(notes);
        let context = TableContext {
            root: &listing.root,
            objects,
            exclusions: &target.exclusions,
            crawler: &self.options.crawler_name,
        };
        candidates.iter().map(|candidate| context.table(candidate)).collect()
    }

    /// Classifies what the target's sample size takes, several objects at a time, in key order.
    async fn inspect_all(
        &self,
        target: &S3Target,
        listing: &TargetListing,
        classifiers: &Arc<[Prepared]>,
        meter: &Meter,
        progress: &mut CrawlProgress,
    ) -> Result<Vec<Object>> {
        let store: Arc<dyn ObjectStore> =
            Arc::new(MeteredStore::new(self.lake.store(&listing.root.bucket).await?, meter.clone()));
        let chosen = sampled(&listing.objects, target.sample_size);
        let work = listing.objects.clone().into_iter().zip(chosen).map(|((key, size), read)| {
            let (store, classifiers) = (Arc::clone(&store), Arc::clone(classifiers));
            async move {
                let outcome =
                    if read { inspect_apart(store, &key, size, classifiers).await } else { Outcome::NotSampled };
                Object { key, size, outcome }
            }
        });
        let mut objects = Vec::with_capacity(listing.objects.len());
        let mut results = stream::iter(work).buffered(READS_MAX);
        while let Some(object) = results.next().await {
            objects.push(object);
            progress.objects_classified += 1;
            self.tell(*progress);
        }
        Ok(objects)
    }

    /// The database's tables; with partitions where the crawl may touch them.
    async fn existing(&self, reconciler: &Reconciler<'_>, found: &[FoundTable]) -> Result<Vec<ExistingTable>> {
        let database = &self.options.database;
        let request = TablesRequest { expression: None, page: PageRequest::all() };
        let tables = self.catalog.tables(database, request).await?.items;
        stream::iter(tables)
            .then(async |table| {
                let mut existing = ExistingTable { table, partitions: Vec::new() };
                let concerned = reconciler.is_ours(&existing.table)
                    || found.iter().any(|found| Some(found.location.as_str()) == existing.location());
                if concerned && !existing.table.partition_keys.is_empty() {
                    let request = PartitionsRequest::default();
                    existing.partitions = self.catalog.partitions(database, &existing.table.name, request).await?.items;
                }
                Ok(existing)
            })
            .try_collect()
            .await
    }
}

/// Crawlers with such targets are not made; a crawl without a crawler may still have them.
fn not_crawled(target: &CrawlTarget) -> Error {
    let kind = match target {
        CrawlTarget::S3(_) => "S3Targets",
        CrawlTarget::Jdbc(_) => "JdbcTargets",
        CrawlTarget::Catalog(_) => "CatalogTargets",
        CrawlTarget::Delta(_) => "DeltaTargets",
        CrawlTarget::Iceberg(_) => "IcebergTargets",
        CrawlTarget::Hudi(_) => "HudiTargets",
    };
    Error::invalid(format!("{kind} is not supported: leave it out."))
}

/// On a task of its own: objects are inspected on all cores, and a panic in a decoder is one bad object.
async fn inspect_apart(store: Arc<dyn ObjectStore>, key: &str, size: u64, classifiers: Arc<[Prepared]>) -> Outcome {
    let path = match key_to_path(key) {
        Ok(path) => path,
        Err(error) => return Outcome::Unreadable(error.to_string()),
    };
    let task = tokio::spawn(async move { inspect(store.as_ref(), &path, size, &classifiers).await });
    match task.await {
        Ok(outcome) => outcome,
        Err(_) => Outcome::Unreadable("its decoder failed on it".to_owned()),
    }
}
