//! Files of one place as Parquet at another.

use std::sync::Arc;

use boathouse_etl::{ConvertRequest, Place, RunControl, convert};
use boathouse_formats::write::Compression;
use boathouse_lake::ListRequest;
use tokio_util::sync::CancellationToken;

use crate::command::execute::Sink;
use crate::command::{ConvertCommand, ConvertOutcome, Progress, Unit};
use crate::{Boathouse, Error, Result};

pub(crate) async fn run(house: &Boathouse, command: ConvertCommand, sink: &Sink) -> Result<ConvertOutcome> {
    let mut request = ConvertRequest::new(command.source.parse()?, command.target.parse()?);
    request.format = command.format.as_deref().map(str::parse).transpose()?;
    request.compression = command.compression.as_deref().map_or(Ok(Compression::default()), str::parse)?;
    request.partition_by = command.partition_by;
    prepare_target(house, &request.target, &command.target).await?;
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

/// Makes the bucket unless it is there, and refuses a target with files in it: a second conversion would
/// double the rows of whoever reads the folder.
async fn prepare_target(house: &Boathouse, target: &Place, text: &str) -> Result<()> {
    let is_empty = match target {
        Place::S3(uri) => {
            house.lake().ensure_bucket(&uri.bucket).await?;
            let prefix = if uri.key.ends_with(".parquet") { uri.key.clone() } else { uri.clone().folder().key };
            let request = ListRequest { prefix, max_keys: 1, ..ListRequest::default() };
            house.lake().list(&uri.bucket, request).await?.objects.is_empty()
        }
        Place::Local(path) => match tokio::fs::read_dir(path).await {
            Ok(mut entries) => {
                let failed = |source| Error::LocalFile { path: path.clone(), source };
                entries.next_entry().await.map_err(failed)?.is_none()
            }
            Err(_) => !tokio::fs::try_exists(path).await.unwrap_or(true),
        },
    };
    if is_empty { Ok(()) } else { Err(Error::TargetNotEmpty(text.to_owned())) }
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
