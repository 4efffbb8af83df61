//! Files of one place as Parquet at another.

use std::sync::Arc;

use boathouse_etl::{ConvertRequest, Place, RunControl, convert};
use boathouse_formats::write::Compression;
use tokio_util::sync::CancellationToken;

use crate::command::execute::Sink;
use crate::command::{ConvertCommand, ConvertOutcome, Progress, Unit};
use crate::{Boathouse, Result};

pub(crate) async fn run(house: &Boathouse, command: ConvertCommand, sink: &Sink) -> Result<ConvertOutcome> {
    let mut request = ConvertRequest::new(command.source.parse()?, command.target.parse()?);
    request.format = command.format.as_deref().map(str::parse).transpose()?;
    request.compression = command.compression.as_deref().map_or(Ok(Compression::default()), str::parse)?;
    request.partition_by = command.partition_by;
    if let Place::S3(uri) = &request.target {
        house.lake().ensure_bucket(&uri.bucket).await?;
    }
    let control = control(house, "converting", sink);
    let _stopped_when_dropped = control.stop.clone().drop_guard();
    let report = convert(house.lake(), house.state().clock(), &request, &control).await?;
    Ok(ConvertOutcome {
        target: command.target,
        rows: report.rows,
        files: report.files.len() as u64,
        bytes_read: report.bytes_read,
        bytes_written: report.bytes_written,
        millis: report.millis,
        notes: report.notes,
    })
}

/// How a run of this command is watched and bounded.
pub(crate) fn control(house: &Boathouse, stage: &'static str, sink: &Sink) -> RunControl {
    let sink = sink.clone();
    let progress = move |progress: boathouse_etl::Progress| {
        let (done, total, unit) = match progress.bytes_total {
            Some(total) => (progress.bytes_read.min(total), Some(total), Unit::Bytes),
            None => (progress.rows, None, Unit::Rows),
        };
        sink.progress(Progress { stage: stage.to_owned(), done, total, unit });
    };
    RunControl { stop: CancellationToken::new(), progress: Some(Arc::new(progress)), config: house.config().glue.run() }
}
