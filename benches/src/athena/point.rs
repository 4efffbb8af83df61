//! A few rows out of ten thousand small files: how long it takes to find out that most have none.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use boathouse::Boathouse;
use boathouse::command::{self, CrawlCommand, Message, Request};
use datafusion::arrow::datatypes::DataType;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::ListingOptions;
use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;
use futures::StreamExt;

use super::{AthenaClient, RESULTS, RESULTS_BUCKET, ServerProcess, bounds, figure, percentile};
use crate::crawls::{BUCKET, Layout, Sort, make};
use crate::{Error, Figure, Result};

const LAYOUT: Layout = Layout { sort: Sort::Parquet, objects: 10_000, partitions: 500, seconds_max: None };
const DATABASE: &str = "points";
const TABLE: &str = "parquet_10000_500";
/// A number that a hundred of the files have.
const SQL: &str = "SELECT * FROM parquet_10000_500 WHERE id = 5";
const ROWS: usize = 100;
/// Runs that count, after the first.
const RUNS: usize = 21;

/// Measures it over the wire and in DataFusion alone, on the same files.
///
/// # Errors
/// When the files cannot be made, or a query fails or has another answer.
pub async fn measure(program: &Path, lake: &Path) -> Result<Vec<Figure>> {
    make(lake, LAYOUT)?;
    crawl(lake).await?;
    let server = ServerProcess::start(program, lake).await?;
    let client = AthenaClient::connect(server.addr(), RESULTS.to_owned()).await?.in_database(DATABASE);
    // Connections, and threads that have run before.
    client.query("SELECT 1").await?;
    let mut millis = Vec::with_capacity(RUNS + 1);
    for _ in 0..=RUNS {
        let started = Instant::now();
        let rows = client.query(SQL).await?;
        millis.push(started.elapsed().as_secs_f64() * 1_000.0);
        check(rows)?;
    }
    server.stop().await?;
    let alone = alone(&lake.join("buckets").join(BUCKET).join(LAYOUT.folder())).await?;
    let [ours, theirs] = [&millis, &alone].map(|all| (all[0], percentile(&all[1..], 0.5)));
    let limit = Some(bounds::POINT_AGAIN_MS_MAX);
    let of_engine = |name, value| Figure { engine: "datafusion", ..figure(name, value, "ms", None) };
    Ok(vec![
        figure("100 rows of 10,000 files, first time", ours.0, "ms", None),
        of_engine("100 rows of 10,000 files, first time", theirs.0),
        figure("100 rows of 10,000 files, again", ours.1, "ms", limit),
        of_engine("100 rows of 10,000 files, again", theirs.1),
        figure("100 rows of 10,000 files, first time, to datafusion", ours.0 / theirs.0, "times", None),
        figure("100 rows of 10,000 files, again, to datafusion", ours.1 / theirs.1, "times", None),
    ])
}

fn check(rows: usize) -> Result<()> {
    match rows {
        ROWS => Ok(()),
        rows => Err(Error::Work(format!("{SQL}: {rows} rows"))),
    }
}

/// Makes the table, and leaves the lake to the server.
async fn crawl(lake: &Path) -> Result<()> {
    let house = Boathouse::open(lake).await?;
    house.lake().ensure_bucket(RESULTS_BUCKET).await.map_err(|error| Error::Work(error.to_string()))?;
    let target = format!("s3://{BUCKET}/{}/", LAYOUT.folder());
    let crawl = CrawlCommand { target, database: DATABASE.to_owned(), ..CrawlCommand::default() };
    let mut messages = command::execute(&house, Request::Crawl(crawl));
    while let Some(message) = messages.next().await {
        if let Message::Failed(failure) = message {
            return Err(Error::Work(failure.message));
        }
    }
    Ok(())
}

/// Milliseconds of the engine without anything around it, which knows the folder and the key of its partitions.
#[expect(clippy::disallowed_methods, reason = "the engine alone plans its own SQL")]
async fn alone(folder: &Path) -> Result<Vec<f64>> {
    let failed = |error: DataFusionError| Error::Work(error.to_string());
    let context = SessionContext::new();
    let options = ListingOptions::new(Arc::new(ParquetFormat::default()))
        .with_file_extension(".parquet")
        .with_table_partition_cols(vec![("day".to_owned(), DataType::Utf8)]);
    context.register_listing_table(TABLE, folder.to_string_lossy(), options, None, None).await.map_err(failed)?;
    let mut millis = Vec::with_capacity(RUNS + 1);
    for _ in 0..=RUNS {
        let started = Instant::now();
        let batches = context.sql(SQL).await.map_err(failed)?.collect().await.map_err(failed)?;
        millis.push(started.elapsed().as_secs_f64() * 1_000.0);
        check(batches.iter().map(|batch| batch.num_rows()).sum())?;
    }
    Ok(millis)
}
