//! The rows of a statement on their way into files.

use std::sync::Arc;
use std::time::Instant;

use boathouse_formats::write::{FileFormat, WriteOptions, WriteReport, write_files};
use boathouse_lake::{Meter, MeteredStore};
use boathouse_schema::{HiveType, S3Uri};
use boathouse_sql::analyzer::Analyzed;
use datafusion::physical_plan::execute_stream;

use super::Wrote;
use super::columns::as_stored;
use super::place::Place;
use crate::embedded::Stats;
use crate::explain::Ran;
use crate::stack::Deep;
use crate::steps::with_steps;
use crate::{Failure, Queries};

/// Partitions and buckets that a statement may write at a time.
const WRITERS_MAX: usize = 100;

/// What is asked for the rows of one statement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) queries: &'a Queries,
    pub(super) query: &'a Analyzed,
    pub(super) meter: &'a Meter,
    pub(super) started: Instant,
    /// Where the plan is noted.
    pub(super) ran: Option<&'a Ran>,
}

/// Files of this format, with the limit that there is for statements.
pub(super) fn options(format: FileFormat, partition_keys: &[String]) -> WriteOptions {
    let writers_max = Some(WRITERS_MAX);
    WriteOptions { partition_keys: partition_keys.to_vec(), writers_max, ..WriteOptions::new(format) }
}

impl Rows<'_> {
    /// Writes the rows under these names and types.
    ///
    /// # Errors
    /// The query's failure, or why rows cannot be written. Then nothing can be seen of them.
    pub(super) async fn write(
        &self,
        columns: &[(String, HiveType)],
        place: Place,
        options: &WriteOptions,
    ) -> Result<(WriteReport, Wrote), Failure> {
        let session = self.queries.engine().session(self.queries.lake(), self.meter)?;
        let plan = session.create_physical_plan(&self.query.plan).await?;
        let plan = with_steps(plan)?;
        let rows = execute_stream(Arc::clone(&plan), session.task_ctx())?;
        let planning_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let stats = Stats { meter: self.meter.clone(), plan: Some(Deep::new(plan)), planning_ms, ..Stats::default() };
        if let Some(ran) = self.ran {
            ran.note(&stats);
        }
        let bucket = place.folder.bucket.clone();
        let store = self.queries.lake().store(&bucket).await.map_err(|error| unwritable(&place.folder, &error))?;
        let store = Arc::new(MeteredStore::new(store, self.meter.clone()));
        let written = write_files(as_stored(rows, columns)?, store, &bucket, Arc::new(place), options).await;
        let report = written.map_err(|error| Failure::from(datafusion::error::DataFusionError::from(error)))?;
        let (rows, bytes) = (report.rows, report.bytes);
        let input_rows = stats.snapshot().input_rows;
        Ok((report, Wrote { rows, manifest: None, planning_ms, input_rows, bytes }))
    }
}

fn unwritable(folder: &S3Uri, error: &boathouse_lake::Error) -> Failure {
    match error {
        boathouse_lake::Error::NoSuchBucket(_) | boathouse_lake::Error::InvalidBucketName { .. } => {
            let text = format!("Unable to write to {folder}: The specified bucket does not exist");
            Failure::engine("HIVE_FILESYSTEM_ERROR", None, &text)
        }
        other => Failure::engine("HIVE_FILESYSTEM_ERROR", None, &format!("Unable to write to {folder}: {other}")),
    }
}

/// Whether there is any object in a folder.
pub(super) async fn is_empty(queries: &Queries, folder: &S3Uri) -> Result<bool, Failure> {
    let request = boathouse_lake::ListRequest { prefix: folder.key.clone(), max_keys: 1, ..Default::default() };
    match queries.lake().list(&folder.bucket, request).await {
        Ok(listing) => Ok(listing.objects.is_empty()),
        Err(error) => Err(unwritable(folder, &error)),
    }
}
