//! The pipeline in a few calls; the parts ([`Boathouse::lake`], [`Boathouse::catalog`], …) do the rest.

use boathouse_lake::PutOptions;
use boathouse_schema::S3Uri;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;

use crate::command::execute::Sink;
use crate::command::{
    ConvertCommand, ConvertOutcome, CrawlCommand, CrawlOutcome, JobCommand, JobOutcome, SqlCommand, SqlOutcome,
    TableSummary, convert, crawl, job, sql, tables,
};
use crate::{Boathouse, Result};

/// All rows of a query, and what it cost.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The columns.
    pub schema: SchemaRef,
    /// The rows.
    pub batches: Vec<RecordBatch>,
    /// Rows, bytes scanned, time, price.
    pub stats: SqlOutcome,
}

impl Boathouse {
    /// Puts `bytes` at `s3://bucket/key`, making the bucket if it is not there.
    ///
    /// # Errors
    /// When the location or its bucket cannot be had.
    pub async fn put(&self, uri: &str, bytes: impl Into<bytes::Bytes> + Send) -> Result<()> {
        let uri: S3Uri = uri.parse()?;
        let body = futures::stream::once(std::future::ready(Ok(bytes.into())));
        self.lake().ensure_bucket(&uri.bucket).await?;
        self.lake().put(&uri.bucket, &uri.key, PutOptions::default(), body).await?;
        Ok(())
    }

    /// Finds the tables in `target` (`s3://bucket/prefix` or a local folder) and writes them into `database`.
    ///
    /// # Errors
    /// When the target cannot be read.
    pub async fn crawl(&self, target: &str, database: &str) -> Result<CrawlOutcome> {
        let (target, database) = (target.to_owned(), database.to_owned());
        let command = CrawlCommand { target, database, ..CrawlCommand::default() };
        crawl::run(self, command, &Sink::silent()).await
    }

    /// Writes the files of one place as Parquet to another.
    ///
    /// # Errors
    /// When the source cannot be read or the target cannot be written.
    pub async fn convert(&self, command: ConvertCommand) -> Result<ConvertOutcome> {
        convert::run(self, command, &Sink::silent()).await
    }

    /// Runs a job to its end.
    ///
    /// # Errors
    /// When the job is not there or fails.
    pub async fn run_job(&self, command: JobCommand) -> Result<JobOutcome> {
        job::run(self, command, &Sink::silent()).await
    }

    /// The tables of one or of all databases.
    ///
    /// # Errors
    /// When the database is not there.
    pub async fn tables(&self, database: Option<&str>) -> Result<Vec<TableSummary>> {
        tables::run(self, database.map(str::to_owned)).await
    }

    /// Runs a statement and keeps all its rows; [`command::execute`](crate::command::execute) streams them.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn sql(&self, database: &str, sql: &str) -> Result<Answer> {
        let command = SqlCommand { sql: sql.to_owned(), database: database.to_owned() };
        let (schema, batches, stats) = sql::collect(self, command).await?;
        Ok(Answer { schema, batches, stats })
    }
}
