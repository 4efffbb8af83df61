//! A job, run to its end.

use std::path::Path;

use boathouse_etl::{Graph, RunReport, RunState, StartRun};
use serde::Deserialize;

use crate::command::convert::control;
use crate::command::execute::Sink;
use crate::command::{JobCommand, JobOutcome, JobSource, NodeOutcome};
use crate::{Boathouse, Error, Result};

pub(crate) async fn run(house: &Boathouse, command: JobCommand, sink: &Sink) -> Result<JobOutcome> {
    match command.job {
        JobSource::Named(name) => {
            let start = StartRun { arguments: command.arguments, ..StartRun::default() };
            named(house, name, start).await
        }
        JobSource::Inline { file, .. } if !command.arguments.is_empty() => Err(Error::Usage(format!(
            "{} has no place for arguments: only jobs made with CreateJob do",
            file.display()
        ))),
        JobSource::Inline { file, text } => {
            let graph = graph(&file, &text)?;
            let control = control(house, "running", sink);
            let _stopped_when_dropped = control.stop.clone().drop_guard();
            let report = house.jobs().run_now(&graph, &control).await?;
            Ok(outcome(file.display().to_string(), None, report))
        }
    }
}

async fn named(house: &Boathouse, name: String, start: StartRun) -> Result<JobOutcome> {
    let run = house.jobs().start_run(&name, start).await?;
    let mut guard = StopWhenDropped { house: house.clone(), job: name.clone(), run: Some(run.id.clone()) };
    let run = house.jobs().wait(&name, &run.id).await?;
    guard.run = None;
    match (run.state, run.report) {
        (RunState::Succeeded, report) => Ok(outcome(name, Some(run.id), report.unwrap_or_default())),
        (state, _) => Err(Error::JobFailed {
            job: name,
            state: state.to_string(),
            message: run.error_message.unwrap_or_else(|| "no reason was recorded".to_owned()),
        }),
    }
}

/// A run whose caller goes away (Ctrl-C) is not left going on.
struct StopWhenDropped {
    house: Boathouse,
    job: String,
    run: Option<String>,
}

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        let Some(run) = self.run.take() else { return };
        let (house, job) = (self.house.clone(), std::mem::take(&mut self.job));
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                house.jobs().stop(&job, &run).await.ok();
            });
        }
    }
}

/// The nodes themselves, or a `CreateJob` request with them.
#[derive(Deserialize)]
struct CreateJob {
    #[serde(rename = "CodeGenConfigurationNodes")]
    nodes: Graph,
}

fn graph(file: &Path, text: &str) -> Result<Graph> {
    let failed = |error: serde_json::Error| Error::JobFile { path: file.to_owned(), message: error.to_string() };
    if text.contains("\"CodeGenConfigurationNodes\"") {
        return Ok(serde_json::from_str::<CreateJob>(text).map_err(failed)?.nodes);
    }
    serde_json::from_str(text).map_err(failed)
}

fn outcome(job: String, run_id: Option<String>, report: RunReport) -> JobOutcome {
    let nodes = report.nodes.into_iter();
    JobOutcome {
        job,
        run_id,
        nodes: nodes.map(|(name, node)| NodeOutcome { name, kind: node.kind, rows: node.rows }).collect(),
        rows: report.rows_written,
        files: report.files.len() as u64,
        bytes_read: report.bytes_read,
        bytes_written: report.bytes_written,
        millis: report.millis,
        notes: report.notes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_alone_or_in_a_request() {
        let nodes = r#"{"a":{"S3JsonSource":{"Name":"in","Paths":["s3://b/x"]}}}"#;
        let file = Path::new("job.json");
        let bare = graph(file, nodes).expect("parses");
        let wrapped = graph(file, &format!(r#"{{"Name":"j","CodeGenConfigurationNodes":{nodes}}}"#)).expect("parses");
        assert_eq!((bare.nodes.len(), bare), (1, wrapped));
        assert!(graph(file, "[]").is_err_and(|error| error.to_string().starts_with("job.json:")));
    }
}
