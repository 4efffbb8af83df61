//! Crawls of very many objects: the files they are made of, and what a first and a second look take.

use std::path::Path;
use std::time::Instant;

use boathouse::Boathouse;
use boathouse::catalog::DatabaseInput;
use boathouse::crawler::{CrawlOptions, CrawlRequest, CrawlTarget};
use datafusion::arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use datafusion::parquet::arrow::ArrowWriter;
use std::sync::Arc;

use crate::partitions::{Figure, memory};
use crate::program::median;
use crate::{Error, Result};

pub(crate) const BUCKET: &str = "crawls";
/// Runs with nothing changed; the median counts.
const AGAIN_RUNS: usize = 5;
const FIRST_RUNS: usize = 3;
/// Different files of one kind; the others are further names of theirs.
const DIFFERENT_FILES: usize = 100;
const PARQUET_ROWS: i64 = 20_000;

/// What is crawled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// CSV of 20 rows.
    Csv,
    /// Parquet of some hundred kilobytes, of which the footers are read.
    Parquet,
}

/// A lake of objects of one sort, so many in so many partitions.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// Of which sort.
    pub sort: Sort,
    /// How many objects.
    pub objects: usize,
    /// In how many folders.
    pub partitions: usize,
    /// Seconds that a first crawl may take; nothing is promised of layouts without.
    pub seconds_max: Option<f64>,
}

impl Layout {
    fn name(self) -> String {
        let sort = if self.sort == Sort::Csv { "CSV" } else { "Parquet" };
        format!("{} {sort} objects in {} partitions", self.objects, self.partitions)
    }

    pub(crate) fn folder(self) -> String {
        let sort = if self.sort == Sort::Csv { "csv" } else { "parquet" };
        format!("{sort}-{}-{}", self.objects, self.partitions)
    }
}

/// Makes the files, unless they are there.
///
/// # Errors
/// When a file cannot be written.
pub fn make(home: &Path, layout: Layout) -> Result<()> {
    let folder = home.join("buckets").join(BUCKET).join(layout.folder());
    if folder.exists() {
        return Ok(());
    }
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| Error::File(path, error)
    };
    // Beside the bucket, so that half of the files are not taken for all.
    let part = home.join("part");
    std::fs::remove_dir_all(&part).ok();
    let originals = home.join("originals");
    std::fs::create_dir_all(&originals).map_err(failed(&originals))?;
    let mut sources = Vec::new();
    for number in 0..DIFFERENT_FILES.min(layout.objects) {
        let path = originals.join(format!("{}-{number}", layout.folder()));
        let bytes = if layout.sort == Sort::Csv { csv(number) } else { parquet(number)? };
        std::fs::write(&path, bytes).map_err(failed(&path))?;
        sources.push(path);
    }
    for number in 0..layout.objects {
        let day = part.join(format!("day={:04}", number % layout.partitions));
        if number < layout.partitions {
            std::fs::create_dir_all(&day).map_err(failed(&day))?;
        }
        let extension = if layout.sort == Sort::Csv { "csv" } else { "parquet" };
        let path = day.join(format!("part-{number:06}.{extension}"));
        std::fs::hard_link(&sources[number % sources.len()], &path).map_err(failed(&path))?;
    }
    std::fs::create_dir_all(home.join("buckets").join(BUCKET)).map_err(failed(home))?;
    std::fs::rename(&part, &folder).map_err(failed(&folder))
}

fn csv(number: usize) -> Vec<u8> {
    let mut text = "id,name,amount,city,paid,note\n".to_owned();
    for row in 0..20 {
        let id = number * 20 + row;
        text.push_str(&format!(
            "{id},name {id},{}.{:02},city {},{},note of {id}\n",
            id * 7,
            id % 100,
            id % 50,
            id.is_multiple_of(3)
        ));
    }
    text.into_bytes()
}

fn parquet(number: usize) -> Result<Vec<u8>> {
    let broken = |error: &dyn std::fmt::Display| Error::Work(error.to_string());
    let from = i64::try_from(number).unwrap_or(0) * PARQUET_ROWS;
    let ids = || from..from + PARQUET_ROWS;
    let batch = RecordBatch::try_from_iter([
        ("id", Arc::new(Int64Array::from_iter_values(ids())) as ArrayRef),
        ("amount", Arc::new(Float64Array::from_iter_values(ids().map(|id| id as f64 * 0.5)))),
        ("name", Arc::new(StringArray::from_iter_values(ids().map(|id| format!("name {id}"))))),
    ])
    .map_err(|error| broken(&error))?;
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).map_err(|error| broken(&error))?;
    writer.write(&batch).map_err(|error| broken(&error))?;
    writer.close().map_err(|error| broken(&error))?;
    Ok(bytes)
}

/// Crawls a layout into empty databases, then again with nothing changed.
///
/// # Errors
/// When a crawl fails, or has not found what is there.
pub async fn measure(home: &Path, layout: Layout) -> Result<Vec<Figure>> {
    let house = Boathouse::open(home).await?;
    let (mut first, mut again, mut bytes_read) = (Vec::new(), Vec::new(), 0);
    memory::forget_peak();
    let mut request = CrawlRequest::default();
    for run in 0..FIRST_RUNS {
        // Of a crawler that has seen nothing.
        let name = format!("{}_{}_{run}", layout.folder().replace('-', "_"), std::process::id());
        house.catalog().create_database(DatabaseInput::named(&name)).await.map_err(failed)?;
        let path = format!("s3://{BUCKET}/{}/", layout.folder()).parse().map_err(failed)?;
        request = CrawlRequest {
            targets: vec![CrawlTarget::s3(path)],
            options: CrawlOptions { database: name.clone(), crawler_name: name, ..CrawlOptions::default() },
        };
        let (seconds, read) = crawl(&house, &request, layout).await?;
        first.push(seconds);
        bytes_read = read;
    }
    let mut again_bytes = 0;
    for _ in 0..AGAIN_RUNS {
        let (seconds, read) = crawl(&house, &request, layout).await?;
        again.push(seconds);
        again_bytes += read;
    }
    let (first, again) = (median(first), median(again));
    let figure = |what: &str, value: f64, unit, target| Figure {
        figure: format!("{}: {what}", layout.name()),
        engine: "library",
        value,
        unit,
        target,
        check: u64::try_from(layout.objects).ok(),
    };
    let mut figures = vec![
        figure("first crawl", first, "s", layout.seconds_max),
        figure("bytes read by it", bytes_read as f64 / 1e6, "MB", None),
        figure("crawl with nothing changed", again, "s", None),
        figure("bytes read by it", again_bytes as f64 / 1e6, "MB", Some(0.0)),
        figure("nothing changed, share of the first", again / first, "of it", layout.seconds_max.map(|_| 0.2)),
    ];
    figures.extend(
        memory::peak_mib().map(|peak| figure("peak of the process", peak, "MiB", layout.seconds_max.map(|_| 400.0))),
    );
    Ok(figures)
}

async fn crawl(house: &Boathouse, request: &CrawlRequest, layout: Layout) -> Result<(f64, u64)> {
    let started = Instant::now();
    let plan = house.crawlers().plan(request).await.map_err(failed)?;
    let summary = house.crawlers().apply(&plan).await.map_err(failed)?;
    let seconds = started.elapsed().as_secs_f64();
    let partitions: usize = plan.tables.iter().map(|table| table.partitions.create.len()).sum();
    let kept: u64 = plan.tables.iter().map(|table| table.partitions.kept).sum();
    if summary.objects != layout.objects as u64 || partitions as u64 + kept != layout.partitions as u64 {
        let found = format!("{} objects, {partitions} new and {kept} kept partitions", summary.objects);
        return Err(Error::Work(format!("a crawl of {} found {found}", layout.name())));
    }
    Ok((seconds, plan.bytes_read))
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Work(error.to_string())
}
