//! CSV, JSON or Parquet to Parquet, by path, in one step.

mod csv;
mod place;
mod request;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use boathouse_formats::write::{ParquetWriteOptions, WriteReport, write_parquet};
use boathouse_lake::{Lake, Meter};
use boathouse_schema::from_arrow;
use boathouse_state::Clock;
use datafusion::arrow::array::RecordBatch;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::{StreamExt, TryStreamExt};

use crate::context::Context;
use crate::run::{Progress, RunControl, stoppable, unwrap_engine};
use crate::source::{BatchSource, JsonFiles, ListedPath, parquet_table};
use crate::target::file_prefix;
use crate::{Error, Result};
use place::Opened;
pub use request::{ConvertFormat, ConvertReport, ConvertRequest, ConvertTypes, ConvertedFile, Place};

/// A column's type is widened at most so often before the conversion gives up.
const WIDENINGS_MAX: usize = 256;

/// Converts what is at the source to Parquet at the target. Types of CSV columns are inferred from the
/// beginning of the data; a later value that does not fit widens its column and starts again, which
/// costs time and nothing else, as no object is visible before all are written.
///
/// # Errors
/// A source that is not there or is not of the format, a target that cannot be written,
/// [`Error::Stopped`]. Then no object is left.
pub async fn convert(
    lake: &Lake,
    clock: &Clock,
    request: &ConvertRequest,
    control: &RunControl,
) -> Result<ConvertReport> {
    let started = std::time::Instant::now();
    let meter = Meter::default();
    let source = place::open_source(lake, &request.source, &meter).await?;
    let target = place::open_target(lake, &request.target, &meter).await?;
    let job = Conversion { request, control, clock, source: &source, target: &target, meter: meter.clone() };
    let mut notes = Vec::new();
    let outcome = job.run(lake, &mut notes).await;
    let (written, columns) = outcome.map_err(unwrap_engine)?;
    let files = place::finish_target(&target, &written).await?;
    if files.is_empty() {
        notes.push("the source has no rows: no file was written".to_owned());
    }
    Ok(ConvertReport {
        rows: written.rows,
        files,
        columns,
        bytes_read: meter.bytes_read(),
        bytes_written: written.bytes,
        millis: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        notes,
    })
}

struct Conversion<'a> {
    request: &'a ConvertRequest,
    control: &'a RunControl,
    clock: &'a Clock,
    source: &'a ListedPath,
    target: &'a Opened,
    meter: Meter,
}

type Written = (WriteReport, Vec<(String, String)>);

impl Conversion<'_> {
    async fn run(&self, lake: &Lake, notes: &mut Vec<String>) -> Result<Written> {
        let format = match self.request.format {
            Some(format) => format,
            None => self.infer_format()?,
        };
        let objects = self.source.objects.clone();
        let threads = self.control.config.threads;
        match format {
            ConvertFormat::Csv => self.convert_csv(notes).await,
            ConvertFormat::Json => {
                let files = self.unless_stopped(JsonFiles::open(objects, None, threads)).await?;
                if !files.mixed.is_empty() {
                    notes.push(format!("values of several types are kept as text: {}", files.mixed.join(", ")));
                }
                self.write(batch_stream(&files)).await
            }
            ConvertFormat::Parquet => {
                let context = Context::new(lake.clone(), self.control.config)?;
                context.register(&self.source.path.bucket, &objects)?;
                let state = context.session().state();
                let table = self.unless_stopped(parquet_table(&state, std::slice::from_ref(self.source))).await?;
                let frame = context.session().read_table(table)?;
                self.write(frame.execute_stream().await?).await
            }
        }
    }

    async fn convert_csv(&self, notes: &mut Vec<String>) -> Result<Written> {
        let objects = self.source.objects.clone();
        let open = csv::CsvTable::open(objects, self.request, self.control.config.threads);
        let mut table = self.unless_stopped(open).await?;
        notes.append(&mut table.notes);
        for _ in 0..WIDENINGS_MAX {
            let (source, typed) = table.source()?;
            let failed = match self.write(batch_stream(&source)).await {
                Ok(written) => return Ok(written),
                Err(error) => error,
            };
            // Broken quotes come first: what they tear apart does not fit any type.
            if let Some(note) = table.allow_multiline() {
                notes.push(note);
                continue;
            }
            let Some(misfit) = typed.misfit.lock().take() else { return Err(failed) };
            notes.push(table.widen(&misfit).ok_or(failed)?);
        }
        Err(Error::data(self.source.path.to_string(), "the columns change their types too often: convert them as text"))
    }

    async fn write(&self, input: SendableRecordBatchStream) -> Result<Written> {
        let schema = input.schema();
        let columns = schema
            .fields()
            .iter()
            .map(|field| Ok((field.name().clone(), from_arrow(field.data_type())?.to_string())))
            .collect::<Result<Vec<_>>>()?;
        let rows = AtomicU64::new(0);
        let total = self.source.objects.iter().map(|object| object.meta.size).sum();
        let (meter, progress) = (self.meter.clone(), self.control.progress.clone());
        let counted = input.inspect(move |batch| {
            let (Ok(batch), Some(progress)) = (batch, &progress) else { return };
            let count = batch.num_rows() as u64;
            let rows = rows.fetch_add(count, Ordering::Relaxed) + count;
            progress(Progress { rows, bytes_read: meter.bytes_read(), bytes_total: Some(total) });
        });
        let input = RecordBatchStreamAdapter::new(schema, stoppable(counted, self.control.stop.clone()));
        let mut options = ParquetWriteOptions::new(file_prefix(self.clock));
        options.compression = self.request.compression;
        options.partition_keys.clone_from(&self.request.partition_by);
        options.threads = self.control.config.threads.try_into().unwrap_or(options.threads);
        if self.target.file_name.is_some() {
            if !options.partition_keys.is_empty() {
                return Err(Error::InvalidInput(
                    "a single file cannot be partitioned: name a folder as the target".into(),
                ));
            }
            options.file_bytes_max = u64::MAX;
        }
        let store = Arc::clone(&self.target.store);
        let report = write_parquet(Box::pin(input), store, &self.target.folder, &options).await?;
        Ok((report, columns))
    }

    /// Work that only reads, given up when the conversion is to stop. Writing ends by its input's error
    /// instead, so that it has taken everything back when this returns.
    async fn unless_stopped<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::select! {
            biased;
            () = self.control.stop.cancelled() => Err(Error::Stopped),
            outcome = work => outcome,
        }
    }

    /// By the end of the first key that tells.
    fn infer_format(&self) -> Result<ConvertFormat> {
        let keys = self.source.objects.iter().map(|object| object.meta.location.as_ref());
        keys.filter_map(ConvertFormat::of_key).next().ok_or_else(|| {
            let message = "the names do not tell the format: give it as csv, json or parquet";
            Error::data(self.source.path.to_string(), message)
        })
    }
}

fn batch_stream(source: &dyn BatchSource) -> SendableRecordBatchStream {
    let schema = Arc::clone(source.schema());
    let batches = source.batches().map_err(Error::into_engine);
    let batches = batches.filter(|batch| {
        let empty = batch.as_ref().is_ok_and(|batch: &RecordBatch| batch.num_rows() == 0);
        std::future::ready(!empty)
    });
    Box::pin(RecordBatchStreamAdapter::new(schema, batches))
}

#[cfg(test)]
mod tests;
