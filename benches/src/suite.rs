//! A suite of queries over tables in Parquet, TPC-H or TPC-DS: the lake they run on.
//!
//! `crates/conformance/python/make_tpc_cases.py` makes the tables and the queries.

use std::path::Path;

use boathouse::Boathouse;
use boathouse::command::{self, CrawlCommand, Message, Outcome, Request, SqlCommand};
use futures::StreamExt;
use serde::Deserialize;

use crate::{Error, Result};

const SUITE_BUCKET: &str = "suite";
pub(crate) const SUITE_DATABASE: &str = "suite";
const CASES: &str = "cases.jsonl";

/// One query of a suite.
#[derive(Debug, Clone, Deserialize)]
pub struct SuiteQuery {
    /// Its name, such as `tpch-01`.
    pub id: String,
    /// Its text.
    pub sql: String,
}

/// Reads the queries of a folder that `make_tpc_cases.py` made.
///
/// # Errors
/// When the file cannot be read or is not written as it must be.
pub fn load_queries(folder: &Path) -> Result<Vec<SuiteQuery>> {
    let path = folder.join(CASES);
    let text = std::fs::read_to_string(&path).map_err(|error| Error::File(path.clone(), error))?;
    let read = |line| serde_json::from_str(line).map_err(|error| Error::Workload(path.clone(), error.to_string()));
    text.lines().filter(|line| !line.trim().is_empty()).map(read).collect()
}

/// The tables of a folder: `<name>.parquet` each, sorted by name.
///
/// # Errors
/// When the folder cannot be read.
pub fn table_files(folder: &Path) -> Result<Vec<(String, std::path::PathBuf)>> {
    let unreadable = |error| Error::File(folder.to_owned(), error);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "parquet") {
            found.push((path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), path));
        }
    }
    found.sort();
    Ok(found)
}

/// A lake with the tables of a suite, crawled as any other data.
pub struct Suite {
    house: Boathouse,
}

impl Suite {
    /// Opens the lake in `lake` over the tables of `folder`.
    ///
    /// # Errors
    /// When the lake or a table cannot be made.
    pub async fn open(lake: &Path, folder: &Path) -> Result<Self> {
        let house = Boathouse::open(lake).await?;
        house.lake().ensure_bucket(SUITE_BUCKET).await.map_err(|error| Error::Work(error.to_string()))?;
        let bucket = lake.join("buckets").join(SUITE_BUCKET);
        for (name, file) in table_files(folder)? {
            let target = bucket.join(&name).join(format!("{name}.parquet"));
            if !target.exists() {
                std::fs::create_dir_all(bucket.join(&name)).map_err(|error| Error::File(target.clone(), error))?;
                let linked = std::fs::hard_link(&file, &target).or_else(|_| std::fs::copy(&file, &target).map(drop));
                linked.map_err(|error| Error::File(target, error))?;
            }
        }
        let crawl = CrawlCommand {
            target: format!("s3://{SUITE_BUCKET}/"),
            database: SUITE_DATABASE.to_owned(),
            ..CrawlCommand::default()
        };
        let suite = Self { house };
        suite.execute(Request::Crawl(crawl)).await?;
        Ok(suite)
    }

    /// Makes a bucket beside the one of the tables.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn make_bucket(&self, name: &str) -> Result<()> {
        self.house.lake().ensure_bucket(name).await.map_err(|error| Error::Work(error.to_string()))
    }

    /// Runs a query to its last row: how many it has.
    ///
    /// # Errors
    /// When the query fails.
    pub async fn run(&self, sql: &str) -> Result<u64> {
        self.execute(Request::Sql(SqlCommand { sql: sql.to_owned(), database: SUITE_DATABASE.to_owned() })).await
    }

    async fn execute(&self, request: Request) -> Result<u64> {
        let mut messages = command::execute(&self.house, request);
        let mut rows = 0;
        while let Some(message) = messages.next().await {
            match message {
                Message::Progress(_) | Message::Schema(_) => {}
                Message::Batch(batch) => rows += u64::try_from(batch.num_rows()).unwrap_or(u64::MAX),
                Message::Done(outcome) => {
                    let crawled = if let Outcome::Crawl(done) = *outcome { done.files } else { 0 };
                    return Ok(rows.max(crawled));
                }
                Message::Failed(failure) => return Err(Error::Work(failure.message)),
            }
        }
        Err(Error::Work("a command ended without an answer".to_owned()))
    }
}
