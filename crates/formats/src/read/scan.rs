//! A table's partitions to an execution plan.

use std::collections::HashSet;
use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};
use boathouse_schema::{S3Uri, partition_segment};
use datafusion::catalog::Session;
use datafusion::common::config::TableParquetOptions;
use datafusion::common::stats::Precision;
use datafusion::common::{DFSchema, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::FileScanConfigBuilder;
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::Expr;
use datafusion::physical_expr::conjunction_opt;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::union::UnionExec;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::{ObjectMeta, ObjectStore};
use url::Url;

use super::evolve::source_columns;
use super::footer_meter::ScannedFooters;
use super::hidden::{Hidden, HiddenColumn};
use super::lake_files::LakeFiles;
use super::parquet::{self, Footers, ParquetColumns};
use super::partitions::TypedPartition;
use super::recipe::{Kitchen, Recipe};
use super::source::SourceColumn;
use super::table::has_subquery;
use super::text::{Codec, LineFormat};
use super::{RowFormat, TableLayout, files, links, partitions, splits};
use crate::{Error, Result, buckets};

/// Partitions whose manifests are read at the same time.
const MANIFESTS_MAX: usize = 16;

/// What a query wants of a table.
pub(crate) struct Scan<'a> {
    pub(crate) session: &'a dyn Session,
    pub(crate) table: &'a TableLayout,
    pub(crate) schema: TableSchema,
    pub(crate) projection: Option<&'a Vec<usize>>,
    /// Columns the filters name, which are read though they may not be projected.
    pub(crate) filter_columns: Vec<usize>,
    pub(crate) limit: Option<usize>,
    /// A location may name one object.
    pub(crate) objects: bool,
    /// The objects at locations are manifests that link to data files.
    pub(crate) links: bool,
    /// What of a row's file the query needs.
    pub(crate) hidden: Hidden,
    /// The buckets that are read; all if it does not say.
    pub(crate) buckets: Option<HashSet<u32>>,
    /// Filters that each file answers for all its rows.
    pub(crate) on_files: Vec<Expr>,
    /// Filters that each row answers for itself.
    pub(crate) on_rows: Vec<Expr>,
}

/// Files of one bucket and one layout.
struct Group {
    bucket: String,
    store: Arc<dyn ObjectStore>,
    layout: TableLayout,
    columns: Vec<SourceColumn>,
    files: Vec<PartitionedFile>,
}

impl Scan<'_> {
    /// The plan that reads these partitions.
    pub(crate) async fn plan(&self, partitions: Vec<TypedPartition>) -> Result<Arc<dyn ExecutionPlan>> {
        let mut plans = Vec::new();
        for group in self.groups(partitions).await? {
            plans.extend(self.plan_group(group).await?);
        }
        match plans.len() {
            0 => Ok(Arc::new(EmptyExec::new(self.projected_schema()?))),
            1 => Ok(plans.swap_remove(0)),
            _ => Ok(UnionExec::try_new(plans)?),
        }
    }

    fn projected_schema(&self) -> Result<SchemaRef> {
        let schema = self.schema.table_schema();
        match self.projection {
            Some(indices) => Ok(Arc::new(schema.project(indices)?)),
            None => Ok(Arc::clone(schema)),
        }
    }

    fn store(&self, bucket: &str) -> Result<Arc<dyn ObjectStore>> {
        Ok(self.session.runtime_env().object_store(store_url(self.table, bucket)?)?)
    }

    /// Lists the partitions and puts together what is read in the same way.
    async fn groups(&self, partitions: Vec<TypedPartition>) -> Result<Vec<Group>> {
        let mut locations = Vec::with_capacity(partitions.len());
        for typed in &partitions {
            let location = typed.partition.location.clone();
            locations.push((self.store(&location.bucket)?, location));
        }
        let listings = files::list(locations, self.objects).await?;
        let listings = self.data_files(&partitions, listings).await?;
        let mut groups: Vec<Group> = Vec::new();
        for (index, bucket, objects) in &listings {
            let typed = &partitions[*index];
            let layout = typed.partition.layout.as_ref().unwrap_or(self.table);
            let found = groups.iter().position(|group| group.bucket == *bucket && group.layout == *layout);
            let index = match found {
                Some(index) => index,
                None => {
                    groups.push(Group {
                        bucket: bucket.clone(),
                        store: self.store(bucket)?,
                        layout: layout.clone(),
                        columns: source_columns(self.table, layout, &typed.partition)?,
                        files: Vec::new(),
                    });
                    groups.len() - 1
                }
            };
            let files = self.files(bucket, objects, typed)?;
            groups[index].files.extend(files);
        }
        let constants = Arc::new(Schema::new(self.schema.table_partition_cols().clone()));
        for group in &mut groups {
            let files = std::mem::take(&mut group.files);
            group.files =
                partitions::prune(self.session, &constants, files, |file| &file.partition_values, &self.on_files)?;
        }
        groups.retain(|group| !group.files.is_empty());
        Ok(groups)
    }

    /// The files of one partition that may have rows for the query.
    fn files(&self, bucket: &str, objects: &[ObjectMeta], typed: &TypedPartition) -> Result<Vec<PartitionedFile>> {
        let needs_number = self.hidden.needs(HiddenColumn::Bucket);
        let numbers = if needs_number || self.buckets.is_some() { self.numbers(objects, typed) } else { None };
        if needs_number && numbers.is_none() {
            return Err(not_bucketed(self.table, objects, typed));
        }
        let mut files = Vec::with_capacity(objects.len());
        for (index, meta) in objects.iter().enumerate() {
            let number = numbers.as_ref().and_then(|numbers| numbers.get(index).copied());
            if let (Some(number), Some(wanted)) = (number, &self.buckets)
                && !wanted.contains(&number)
            {
                continue;
            }
            files.push(self.hidden.file(bucket, meta.clone(), typed, number)?);
        }
        Ok(files)
    }

    /// The bucket of each file, if the partition is bucketed as its table is and its files prove it.
    fn numbers(&self, objects: &[ObjectMeta], typed: &TypedPartition) -> Option<Vec<u32>> {
        let bucketing = self.table.bucketing.as_ref()?;
        let differs = typed.partition.layout.as_ref().is_some_and(|own| own.bucketing.as_ref() != Some(bucketing));
        if differs || self.links {
            return None;
        }
        let keys: Vec<&str> = objects.iter().map(|meta| meta.location.as_ref()).collect();
        buckets::numbers(bucketing, &keys)
    }

    /// The data files by partition and bucket: what was listed, or what that links to.
    async fn data_files(
        &self,
        partitions: &[TypedPartition],
        listings: Vec<Vec<ObjectMeta>>,
    ) -> Result<Vec<(usize, String, Vec<ObjectMeta>)>> {
        let listed =
            partitions.iter().zip(listings).map(|(typed, found)| (typed.partition.location.bucket.clone(), found));
        if !self.links {
            return Ok(listed.enumerate().map(|(index, (bucket, found))| (index, bucket, found)).collect());
        }
        let mut reads = Vec::with_capacity(partitions.len());
        for (bucket, manifests) in listed {
            reads.push(links::links(self.store(&bucket)?, bucket, manifests));
        }
        let targets: Vec<Vec<S3Uri>> = stream::iter(reads).buffered(MANIFESTS_MAX).try_collect().await?;
        let targets: Vec<(usize, S3Uri)> = targets
            .into_iter()
            .enumerate()
            .flat_map(|(index, targets)| targets.into_iter().map(move |target| (index, target)))
            .collect();
        let mut stores = Vec::with_capacity(targets.len());
        for (_, target) in &targets {
            stores.push((self.store(&target.bucket)?, target.clone()));
        }
        let mut files: Vec<(usize, String, Vec<ObjectMeta>)> = Vec::new();
        for ((index, target), meta) in targets.into_iter().zip(links::look(stores).await?) {
            match files.last_mut() {
                _ if meta.size == 0 => {}
                Some((last, bucket, metas)) if *last == index && *bucket == target.bucket => metas.push(meta),
                _ => files.push((index, target.bucket, vec![meta])),
            }
        }
        Ok(files)
    }

    /// The plan that reads the files of a group; none when none of them has rows for the query.
    async fn plan_group(&self, mut group: Group) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let used = |index: usize| {
            self.projection.is_none_or(|indices| indices.contains(&index)) || self.filter_columns.contains(&index)
        };
        let recipe = Recipe::new(&group.bucket, &group.layout, &group.columns, used);
        let is_parquet = matches!(group.layout.format, RowFormat::Parquet(_));
        let scanned = ScannedFooters::of(self.session.config(), &self.table.name);
        let statistics = if is_parquet && self.session.config().collect_statistics() {
            self.read_statistics(&mut group, &recipe, &scanned).await?
        } else {
            self.sizes(&group)
        };
        if group.files.is_empty() {
            return Ok(None);
        }
        let global = self.session.config_options().execution.parquet.clone();
        let kitchen = Kitchen {
            runtime: self.session.runtime_env(),
            store: Arc::clone(&group.store),
            parquet: TableParquetOptions { global, ..Default::default() },
            scanned,
        };
        let dish = recipe.source(&self.schema, None, kitchen)?;
        let target = self.session.config().target_partitions();
        let (url, can_split) = (store_url(self.table, &group.bucket)?, Splitting::of(&group)?);
        let file_groups = splits::groups(group.files, target, |file| can_split.allows(file));
        let config = FileScanConfigBuilder::new(url, dish.source)
            .with_file_groups(file_groups)
            .with_limit(self.limit)
            .with_statistics(statistics)
            .with_expr_adapter(dish.adapter)
            .with_projection_indices(self.projection.cloned())?
            .build();
        Ok(Some(DataSourceExec::from_data_source(LakeFiles::new(config, recipe))))
    }

    /// Sizes are all that is known before a file is read; a join builds on its smaller side by them.
    fn sizes(&self, group: &Group) -> Statistics {
        let mut statistics = Statistics::new_unknown(self.schema.table_schema());
        if !matches!(group.layout.format, RowFormat::Parquet(_)) {
            let bytes = group.files.iter().map(|file| usize::try_from(file.object_meta.size).unwrap_or(usize::MAX));
            statistics.total_byte_size = Precision::Inexact(bytes.fold(0, usize::saturating_add));
        }
        statistics
    }

    /// Leaves out the files that have no rows for the query, by their footers. Tells whether there were any.
    async fn prune(&self, group: &mut Group, columns: &Arc<ParquetColumns>, footers: &Footers) -> Result<bool> {
        let schema = self.schema.file_schema();
        let is_of_file = |filter: &&Expr| {
            filter.column_refs().iter().all(|column| schema.index_of(&column.name).is_ok())
                && !filter.is_volatile()
                && !has_subquery(filter)
        };
        let names = DFSchema::try_from(Arc::clone(schema))?;
        let conditions = self.on_rows.iter().filter(is_of_file);
        let conditions = conditions.map(|filter| self.session.create_physical_expr(filter.clone(), &names));
        let Some(condition) = conjunction_opt(conditions.collect::<Result<Vec<_>, _>>()?) else { return Ok(false) };
        let objects: Vec<ObjectMeta> = group.files.iter().map(|file| file.object_meta.clone()).collect();
        let mut wanted = parquet::wanted(&footers.all(&objects).await?, &condition, columns, schema).into_iter();
        let before = group.files.len();
        group.files.retain(|_| wanted.next().unwrap_or(true));
        Ok(group.files.len() < before)
    }

    /// Notes what the footers say of each file, and gives it for all of them. With a limit, files it does not
    /// reach are left out: the engine hands a limit down only when no filter stands between.
    async fn read_statistics(
        &self,
        group: &mut Group,
        recipe: &Recipe,
        scanned: &ScannedFooters,
    ) -> Result<Statistics> {
        let schema = self.schema.table_schema();
        let columns = &Arc::new(recipe.parquet_columns(self.schema.file_schema())?);
        let footers = parquet::footers(self.session.runtime_env(), Arc::clone(&group.store), &group.bucket);
        let footers = footers.counted_by(scanned.clone());
        let pruned = self.prune(group, columns, &footers).await?;
        let objects: Vec<ObjectMeta> = group.files.iter().map(|file| file.object_meta.clone()).collect();
        let files = footers.statistics(objects, self.limit, columns, schema).await?;
        let complete = files.len() == group.files.len() && !pruned;
        group.files.truncate(files.len());
        let all = parquet::of_files(&files, schema)?;
        for (file, known) in group.files.iter_mut().zip(files) {
            file.statistics = Some(known);
        }
        Ok(if complete { all } else { all.to_inexact() })
    }
}

/// Which files of a group can be cut into byte ranges.
struct Splitting {
    /// Uncompressed ones can.
    plain: bool,
    all: bool,
}

impl Splitting {
    /// Fails for a file of text that cannot be decompressed.
    fn of(group: &Group) -> Result<Self> {
        let (all, plain) = match &group.layout.format {
            RowFormat::Orc(_) => (true, false),
            // The engine cuts Parquet; of the others, values are found from the file's beginning on.
            RowFormat::Parquet(_) | RowFormat::Avro(_) | RowFormat::Ion(_) | RowFormat::CloudTrail(_) => (false, false),
            RowFormat::LazySimple(options) => (false, lines(options, group)?),
            RowFormat::OpenCsv(options) => (false, lines(options, group)?),
            RowFormat::Grok(options) => (false, lines(options, group)?),
            RowFormat::Regex(options) => (false, lines(options, group)?),
            RowFormat::Json(options) => (false, lines(options, group)?),
        };
        Ok(Self { plain, all })
    }

    fn allows(&self, file: &PartitionedFile) -> bool {
        self.all || self.plain && matches!(Codec::of_key(file.object_meta.location.as_ref(), ""), Ok(Codec::Plain))
    }
}

/// Whether lines can be found anywhere in a file. One header line begins at offset 0 and so belongs to the first
/// range; more may reach into the second, and where a footer begins is known at the end of the file only.
fn lines(format: &impl LineFormat, group: &Group) -> Result<bool> {
    for file in &group.files {
        let key = file.object_meta.location.as_ref();
        Codec::of_key(key, &format!("s3://{}/{key}", group.bucket))?;
    }
    let (header_lines, footer_lines) = format.skipped_lines();
    Ok(header_lines <= 1 && footer_lines == 0)
}

/// Where a bucket's objects are got from. The table is named as the user of the address, so that whoever keeps the
/// stores can tell what is read for which table.
fn store_url(table: &TableLayout, bucket: &str) -> Result<ObjectStoreUrl> {
    let invalid =
        |error: &dyn std::fmt::Display| Error::InvalidLayout(format!("'{bucket}' cannot be a bucket: {error}"));
    let mut url = Url::parse(&format!("s3://{bucket}")).map_err(|error| invalid(&error))?;
    url.set_username(&table.name).map_err(|()| invalid(&"it is no host"))?;
    ObjectStoreUrl::parse(url).map_err(|error| invalid(&error))
}

/// Trino's text for files that are not what the buckets of their table want.
fn not_bucketed(table: &TableLayout, objects: &[ObjectMeta], typed: &TypedPartition) -> Error {
    let count = table.bucketing.as_ref().map_or(0, |bucketing| bucketing.buckets.count);
    let keys = table.partition_keys.iter().zip(&typed.partition.values);
    let segments: Vec<String> = keys.map(|((key, _), value)| partition_segment(key, Some(value))).collect();
    let partition = if segments.is_empty() { "<UNPARTITIONED>".to_owned() } else { segments.join("/") };
    let name = objects.first().and_then(|meta| meta.location.filename()).unwrap_or_default();
    Error::Partition {
        message: format!(
            "HIVE_INVALID_BUCKET_FILES: Hive table '{}' is corrupt. File '{name}' does not match the standard naming \
             pattern, and the number of files in the directory ({}) does not match the declared bucket count ({count}) \
             for partition: {partition}",
            table.name,
            objects.len()
        ),
        location: typed.partition.location.to_string(),
    }
}
