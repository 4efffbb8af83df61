//! Generate, crawl, convert, crawl again, query both, compare.

use std::time::{Duration, Instant};

use boathouse::Boathouse;
use boathouse::command::{
    CrawlCommand, CrawlOutcome, JobCommand, JobOutcome, JobSource, Outcome, Progress, Request, Unit,
};
use boathouse::lake::{ListRequest, PutOptions};
use futures::StreamExt;

use crate::commands::unexpected;
use crate::demo::compare::{DOUBLE_TOLERANCE, difference};
use crate::demo::queries::{QUERIES, Query};
use crate::demo::report::{Generated, QueryReport, Report, Run, Step, peak_memory_bytes};
use crate::demo::trips::{Month, months};
use crate::demo::zones;
use crate::error::{CliError, Result};
use crate::printer::{CYAN, Printer, RESET};
use crate::progress::Bar;
use crate::session::Session;

const RAW_BUCKET: &str = "raw";
const CURATED_BUCKET: &str = "curated";
const RAW_DATABASE: &str = "raw";
const CURATED_DATABASE: &str = "curated";
/// The job, as Glue Studio would save it.
const JOB: &str = include_str!("job.json");
/// Files written at once.
const WRITERS: usize = 2;

/// What the demo is run with.
pub(crate) struct Demo {
    pub(crate) house: Boathouse,
    pub(crate) session: Session,
    pub(crate) rows: u64,
    pub(crate) printer: Printer,
}

/// Runs it, prints its report, and says whether all answers were equal.
pub(crate) async fn run(demo: &Demo) -> Result<bool> {
    demo.prepare().await?;
    let started = Instant::now();
    demo.say(1, "generate", &format!("trips and zones into s3://{RAW_BUCKET}"));
    let generate = demo.generate().await?;
    demo.say(2, "crawl", &format!("s3://{RAW_BUCKET} into database '{RAW_DATABASE}'"));
    let crawl_csv = demo.crawl(RAW_BUCKET, RAW_DATABASE).await?;
    demo.say(3, "job", &format!("CSV and JSON to partitioned Parquet in s3://{CURATED_BUCKET}"));
    let job = demo.job().await?;
    demo.say(4, "crawl", &format!("s3://{CURATED_BUCKET} into database '{CURATED_DATABASE}'"));
    let crawl_parquet = demo.crawl(CURATED_BUCKET, CURATED_DATABASE).await?;
    demo.say(5, "query", &format!("{} queries on both", QUERIES.len()));
    let mut queries = Vec::new();
    for query in QUERIES {
        queries.push(demo.query(query).await?);
    }
    let report = Report {
        rows: demo.rows,
        generate,
        crawl_csv,
        job,
        crawl_parquet,
        answers_equal: queries.iter().all(|query| query.equal),
        queries,
        double_tolerance: DOUBLE_TOLERANCE,
        total_ms: started.elapsed().as_secs_f64() * 1000.0,
        peak_memory_bytes: peak_memory_bytes(),
        prices: demo.house.config().prices(),
    };
    if demo.printer.output.is_machine_document() {
        report.print_json(demo.printer)?;
    } else {
        report.print(demo.printer)?;
    }
    Ok(report.answers_equal)
}

impl Demo {
    fn say(&self, step: u32, name: &str, text: &str) {
        self.printer.say(&format!("{CYAN}{step}/5{RESET} {name:9} {text}"));
    }

    /// The demo's buckets must be its own: it would mix its files with somebody's.
    async fn prepare(&self) -> Result<()> {
        for bucket in [RAW_BUCKET, CURATED_BUCKET] {
            self.house.lake().ensure_bucket(bucket).await.map_err(boathouse::Error::from)?;
            let request = ListRequest { max_keys: 1, ..ListRequest::default() };
            let listing = self.house.lake().list(bucket, request).await.map_err(boathouse::Error::from)?;
            if !listing.objects.is_empty() {
                return Err(CliError::usage_with_hint(
                    format!("bucket '{bucket}' in {} is not empty", self.house.dir().display()),
                    "leave out --dir for a temporary folder, or name an empty one",
                ));
            }
        }
        Ok(())
    }

    async fn generate(&self) -> Result<Generated> {
        let started = Instant::now();
        let months = months(self.rows);
        let mut bar = Bar::new(self.printer);
        let mut written =
            futures::stream::iter(months.iter().map(|month| self.write_month(*month))).buffer_unordered(WRITERS);
        let (mut files, mut bytes, mut done) = (0, 0, 0);
        while let Some(outcome) = written.next().await {
            let (month, size) = outcome?;
            files += 1;
            bytes += size;
            done += month.trips;
            bar.update(&Progress { stage: "generating".into(), done, total: Some(self.rows), unit: Unit::Rows });
        }
        let body = futures::stream::once(async { Ok(zones::json()) });
        let zones = self.house.lake().put(RAW_BUCKET, zones::KEY, PutOptions::default(), body).await;
        let zones = zones.map_err(boathouse::Error::from)?;
        Ok(Generated { files: files + 1, bytes: bytes + zones.size, ms: millis(started.elapsed()) })
    }

    /// On a task of its own, so that both cores make rows.
    async fn write_month(&self, month: Month) -> Result<(Month, u64)> {
        let lake = self.house.lake().clone();
        let task =
            tokio::spawn(async move { lake.put(RAW_BUCKET, &month.key(), PutOptions::default(), month.csv()).await });
        let info = task.await.map_err(|error| CliError::failed(error.to_string()))?;
        Ok((month, info.map_err(boathouse::Error::from)?.size))
    }

    async fn crawl(&self, bucket: &str, database: &str) -> Result<Step> {
        let started = Instant::now();
        let mut outcomes = Vec::new();
        // A crawler has a target for each: trips and zones have nothing to do with each other.
        for folder in ["trips", "zones"] {
            let command = CrawlCommand {
                target: format!("s3://{bucket}/{folder}/"),
                database: database.to_owned(),
                ..CrawlCommand::default()
            };
            match self.session.outcome(Request::Crawl(command), self.printer).await? {
                Outcome::Crawl(outcome) => outcomes.push(*outcome),
                _ => return Err(unexpected()),
            }
        }
        let measured = started.elapsed();
        let sum = |of: fn(&CrawlOutcome) -> u64| outcomes.iter().map(of).sum();
        let changes = outcomes.iter().flat_map(|outcome| &outcome.changes);
        Ok(Step {
            ms: millis(measured),
            tables: changes.filter(|change| change.kind == "table").map(|change| change.name.clone()).collect(),
            rows: None,
            files: sum(|outcome| outcome.files),
            bytes_read: sum(|outcome| outcome.bytes_read),
            bytes_written: 0,
            peak_memory_bytes: peak_memory_bytes(),
            aws: self.house.config().glue.price.crawler(measured),
        })
    }

    async fn job(&self) -> Result<Step> {
        let started = Instant::now();
        let job = JobSource::Inline { file: "demo.json".into(), text: JOB.to_owned() };
        let command = JobCommand { job, arguments: Default::default() };
        let Outcome::JobRun(outcome) = self.session.outcome(Request::JobRun(command), self.printer).await? else {
            return Err(unexpected());
        };
        let measured = started.elapsed();
        let JobOutcome { rows, files, bytes_read, bytes_written, .. } = outcome;
        Ok(Step {
            ms: millis(measured),
            tables: Vec::new(),
            rows: Some(rows),
            files,
            bytes_read,
            bytes_written,
            peak_memory_bytes: peak_memory_bytes(),
            aws: self.house.config().glue.price.job(measured),
        })
    }

    async fn query(&self, query: &Query) -> Result<QueryReport> {
        let csv = self.house.sql(RAW_DATABASE, query.sql).await?;
        let parquet = self.house.sql(CURATED_DATABASE, query.sql).await?;
        let difference = difference(&csv.batches, &parquet.batches)?;
        let run = |answer: &boathouse::Answer| Run {
            ms: answer.stats.millis,
            bytes_scanned: answer.stats.bytes_scanned,
            athena_usd: answer.stats.athena_usd,
        };
        let (csv_run, parquet_run) = (run(&csv), run(&parquet));
        #[expect(clippy::cast_precision_loss, reason = "a ratio of two digits")]
        let ratio = |a: u64, b: u64| a as f64 / b as f64;
        Ok(QueryReport {
            name: query.name,
            sql: query.sql,
            rows: csv.stats.rows,
            csv: csv_run,
            parquet: parquet_run,
            scan_ratio: (parquet_run.bytes_scanned > 0)
                .then(|| ratio(csv_run.bytes_scanned, parquet_run.bytes_scanned)),
            equal: difference.is_none(),
            difference,
        })
    }
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
