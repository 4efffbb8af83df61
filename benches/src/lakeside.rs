//! boathouse doing the workloads, through the library.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use boathouse::Boathouse;
use boathouse::command::{self, ConvertCommand, CrawlCommand, Message, Outcome, Request, SqlCommand};
use boathouse_server::{Server, ServerConfig, ServerHandle};
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use futures::StreamExt;

use crate::athena::AthenaClient;
use crate::{BUCKET, DataSize, Error, Kind, Result, Workload, generate};

const DATABASE: &str = "bench";

/// A lake with the data in it and tables over the data.
pub struct Lakeside {
    house: Boathouse,
    bucket: PathBuf,
    runs: AtomicU64,
    athena: AthenaClient,
    /// Serves `athena` until it is dropped.
    _server: ServerHandle,
}

/// What shows that the work was done: rows written, or the sum of all whole numbers of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer(pub Option<u64>);

impl Lakeside {
    /// Opens the lake in `folder` and makes what is missing of its data and tables.
    ///
    /// # Errors
    /// When the data cannot be made.
    pub async fn open(folder: &Path, size: DataSize) -> Result<Self> {
        let house = Boathouse::open(folder).await?;
        house.lake().ensure_bucket(BUCKET).await.map_err(|error| Error::Work(error.to_string()))?;
        let bucket = folder.join("buckets").join(BUCKET);
        generate(&bucket, size)?;
        let auth = Vec::new();
        let config = ServerConfig { auth, ..ServerConfig::default() };
        let server = Server::start(house.clone(), config).await.map_err(|error| Error::Work(error.to_string()))?;
        let athena = AthenaClient::connect(server.addr(), format!("s3://{BUCKET}/results/")).await?;
        let lakeside = Self { house, bucket, runs: AtomicU64::new(0), athena, _server: server };
        if !lakeside.bucket.join("trips_parquet").exists() {
            lakeside.convert("trips_csv", "trips_parquet", Some("snappy")).await?;
        }
        for table in ["trips_csv", "trips_parquet"] {
            lakeside.crawl(table, DATABASE).await?;
        }
        Ok(lakeside)
    }

    /// Does a workload once.
    ///
    /// # Errors
    /// When the work fails.
    pub async fn run(&self, workload: &Workload) -> Result<Answer> {
        let source = workload.source.as_deref().unwrap_or_default();
        let run = self.runs.fetch_add(1, Ordering::Relaxed);
        match workload.kind {
            Kind::Convert => {
                let target = format!("converted/run-{}-{}", std::process::id(), run);
                self.convert(source, &target, workload.compression.as_deref()).await
            }
            Kind::Crawl => {
                let database = format!("crawl_{}_{}", std::process::id(), run);
                self.crawl(source, &database).await
            }
            Kind::Query => self.query(workload.sql.as_deref().unwrap_or_default()).await,
            Kind::Request => {
                let rows = self.athena.query(workload.sql.as_deref().unwrap_or_default()).await?;
                Ok(Answer(u64::try_from(rows).ok()))
            }
        }
    }

    /// Removes what a run left behind; not part of what is measured.
    ///
    /// # Errors
    /// When files cannot be removed.
    pub fn tidy(&self) -> Result<()> {
        for folder in ["converted", "results"].map(|name| self.bucket.join(name)) {
            match std::fs::remove_dir_all(&folder) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Error::File(folder, error)),
                _ => {}
            }
        }
        Ok(())
    }

    async fn convert(&self, source: &str, target: &str, compression: Option<&str>) -> Result<Answer> {
        let request = Request::Convert(ConvertCommand {
            source: format!("s3://{BUCKET}/{source}/"),
            target: format!("s3://{BUCKET}/{target}/"),
            format: Some("csv".to_owned()),
            partition_by: Vec::new(),
            compression: compression.map(str::to_owned),
        });
        match self.execute(request).await?.0 {
            Outcome::Convert(done) => Ok(Answer(Some(done.rows))),
            other => Err(Error::Work(format!("a conversion ended as {other:?}"))),
        }
    }

    async fn crawl(&self, source: &str, database: &str) -> Result<Answer> {
        let request = Request::Crawl(CrawlCommand {
            target: format!("s3://{BUCKET}/{source}/"),
            database: database.to_owned(),
            ..CrawlCommand::default()
        });
        match self.execute(request).await?.0 {
            Outcome::Crawl(done) => Ok(Answer(Some(done.files))),
            other => Err(Error::Work(format!("a crawl ended as {other:?}"))),
        }
    }

    async fn query(&self, sql: &str) -> Result<Answer> {
        let request = Request::Sql(SqlCommand { sql: sql.to_owned(), database: DATABASE.to_owned() });
        let (_, batches) = self.execute(request).await?;
        Ok(Answer(u64::try_from(batches.iter().map(whole_numbers).sum::<i64>()).ok()))
    }

    async fn execute(&self, request: Request) -> Result<(Outcome, Vec<RecordBatch>)> {
        let mut messages = command::execute(&self.house, request);
        let mut batches = Vec::new();
        while let Some(message) = messages.next().await {
            match message {
                Message::Progress(_) | Message::Schema(_) => {}
                Message::Batch(batch) => batches.push(batch),
                Message::Done(outcome) => return Ok((*outcome, batches)),
                Message::Failed(failure) => return Err(Error::Work(failure.message)),
            }
        }
        Err(Error::Work("a command ended without an answer".to_owned()))
    }
}

fn whole_numbers(batch: &RecordBatch) -> i64 {
    let columns = batch.columns().iter().filter(|column| column.data_type().is_integer());
    columns
        .filter_map(|column| cast(column, &DataType::Int64).ok())
        .map(|column| column.as_primitive::<Int64Type>().iter().flatten().sum::<i64>())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_workload_can_be_run() {
        let folder = tempfile::tempdir().unwrap();
        let lakeside = Lakeside::open(folder.path(), DataSize { trips: 1_000, files: 20 }).await.unwrap();
        for workload in Workload::load_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("workloads")).unwrap() {
            let answer = lakeside.run(&workload).await.unwrap();
            let wanted = match workload.name.as_str() {
                "convert" => Some(1_000),
                "crawl" => Some(20),
                "query_one" | "round_trip" => Some(1),
                _ => None,
            };
            assert!(answer.0 > Some(0), "{}: {answer:?}", workload.name);
            assert!(wanted.is_none() || answer.0 == wanted, "{}: {answer:?}", workload.name);
        }
        lakeside.tidy().unwrap();
    }
}
