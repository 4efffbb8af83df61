//! The work of a run, in the background.

use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::arguments;
use super::registry::{GoingOn, Jobs};
use super::rows;
use super::run::{JobRun, RunState};
use super::spec::{Job, dpus_per_worker};
use crate::run::{RunControl, RunReport};
use crate::{Error, Result};

impl Jobs {
    /// Does the work of a stored run, and of its retries, on a task of its own.
    pub(super) fn spawn(&self, job: Job, run: JobRun) {
        let stop = CancellationToken::new();
        let (done, watcher) = watch::channel(());
        self.inner.going_on.lock().insert(run.id.clone(), GoingOn { stop: stop.clone(), done: watcher });
        let jobs = self.clone();
        tokio::spawn(async move {
            let id = run.id.clone();
            let ended = jobs.carry_out(&job, run, &stop).await;
            jobs.inner.going_on.lock().remove(&id);
            match ended {
                Ok(run) => jobs.retry(job, &run).await,
                Err(error) => tracing::error!(run = id, %error, "the state of a run could not be kept"),
            }
            drop(done);
        });
    }

    async fn carry_out(&self, job: &Job, mut run: JobRun, stop: &CancellationToken) -> Result<JobRun> {
        let started = Instant::now();
        if !self.enter(&run, RunState::Running).await? {
            stop.cancel();
        }
        let minutes = run.settings.timeout_minutes.and_then(|minutes| u64::try_from(minutes).ok()).unwrap_or(1);
        let timeout = Duration::from_secs(minutes.saturating_mul(60));
        let mut timed_out = false;
        let outcome = {
            let mut work = std::pin::pin!(self.work(job, &run, stop));
            tokio::select! {
                outcome = &mut work => outcome,
                () = tokio::time::sleep(timeout) => {
                    timed_out = true;
                    stop.cancel();
                    work.await
                }
            }
        };
        run.execution_seconds = i32::try_from(started.elapsed().as_secs()).unwrap_or(i32::MAX);
        run.dpu_seconds = Some(dpus(&run)? * started.elapsed().as_secs_f64());
        (run.state, run.error_message) = match &outcome {
            Ok(_) => (RunState::Succeeded, None),
            Err(Error::Stopped) if timed_out => {
                (RunState::Timeout, Some(format!("the run took longer than its Timeout of {minutes} minutes")))
            }
            Err(Error::Stopped) => (RunState::Stopped, None),
            Err(error) => (RunState::Failed, Some(error_text(error))),
        };
        run.report = outcome.ok();
        self.finish(run).await
    }

    async fn work(&self, job: &Job, run: &JobRun, stop: &CancellationToken) -> Result<RunReport> {
        let Some(graph) = job.spec.graph.as_ref().filter(|graph| !graph.nodes.is_empty()) else {
            return Err(Error::InvalidInput(
                "scripts are not run yet: give the job CodeGenConfigurationNodes (a visual job) instead".to_owned(),
            ));
        };
        if let Some(refusal) = arguments::refusal(&run.arguments) {
            return Err(Error::InvalidInput(refusal));
        }
        let ignored = arguments::without_effect(&run.arguments);
        if !ignored.is_empty() {
            self.log(&run.id, &format!("arguments without effect on a visual job: {}", ignored.join(", "))).await?;
        }
        let control = RunControl { stop: stop.clone(), progress: None, config: self.inner.config };
        self.run_now(graph, &control).await
    }

    /// Moves a run to `state` unless it was asked to stop meanwhile; false then.
    async fn enter(&self, run: &JobRun, state: RunState) -> Result<bool> {
        let (scope, job, id, now) = (self.scope(), run.job_name.clone(), run.id.clone(), self.now_ms());
        self.inner
            .state
            .write(move |connection| {
                let mut run = rows::run(connection, &scope, &job, &id)?;
                if run.state != RunState::Starting {
                    return Ok(false);
                }
                run.state = state;
                run.modified_ms = now;
                rows::put_run(connection, &scope, &run)?;
                rows::log(connection, &id, now, &format!("{state}"))?;
                Ok(true)
            })
            .await
    }

    async fn finish(&self, mut run: JobRun) -> Result<JobRun> {
        let (scope, now) = (self.scope(), self.now_ms());
        run.modified_ms = now;
        run.completed_ms = Some(now);
        self.inner
            .state
            .write(move |connection| {
                // A job that was deleted meanwhile takes its runs with it.
                match rows::run(connection, &scope, &run.job_name, &run.id) {
                    Err(Error::RunNotFound { .. }) => return Ok(run),
                    other => other?,
                };
                for line in lines(&run) {
                    rows::log(connection, &run.id, now, &line)?;
                }
                rows::put_run(connection, &scope, &run)?;
                Ok(run)
            })
            .await
    }

    async fn log(&self, run: &str, line: &str) -> Result<()> {
        let (run, line, now) = (run.to_owned(), line.to_owned(), self.now_ms());
        self.inner.state.write(move |connection| rows::log(connection, &run, now, &line)).await
    }

    /// Starts the next attempt of a run that failed, while there are any.
    async fn retry(&self, job: Job, failed: &JobRun) {
        let again = matches!(failed.state, RunState::Failed | RunState::Timeout);
        if !again || failed.attempt >= job.spec.max_retries.unwrap_or(0) {
            return;
        }
        let attempt = failed.attempt + 1;
        let first = failed.id.split("_attempt_").next().unwrap_or(&failed.id);
        let now = self.now_ms();
        let run = JobRun {
            id: format!("{first}_attempt_{attempt}"),
            attempt,
            previous_run_id: Some(failed.id.clone()),
            state: RunState::Starting,
            started_ms: now,
            modified_ms: now,
            completed_ms: None,
            execution_seconds: 0,
            dpu_seconds: None,
            error_message: None,
            report: None,
            ..failed.clone()
        };
        let (scope, stored) = (self.scope(), run.clone());
        let kept = self
            .inner
            .state
            .write(move |connection| {
                let there = rows::job(connection, &scope, &stored.job_name)?.is_some();
                if there {
                    rows::put_run(connection, &scope, &stored)?;
                }
                Ok::<_, Error>(there)
            })
            .await;
        match kept {
            Ok(true) => self.spawn(job, run),
            Ok(false) => {}
            Err(error) => tracing::error!(run = run.id, %error, "a retry could not be started"),
        }
    }
}

/// Data processing units of a run: workers × units of each, or what was asked for.
fn dpus(run: &JobRun) -> Result<f64> {
    // Ten units are what Glue takes for a Spark job that says nothing.
    const DPUS_DEFAULT: f64 = 10.0;
    let settings = &run.settings;
    Ok(match (settings.number_of_workers, settings.max_capacity, settings.allocated_capacity) {
        (Some(workers), _, _) => f64::from(workers) * dpus_per_worker(settings.worker_type.as_deref())?,
        (None, Some(capacity), _) => capacity,
        (None, None, Some(capacity)) => f64::from(capacity),
        (None, None, None) => DPUS_DEFAULT,
    })
}

/// An error with what caused it.
fn error_text(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(&format!(": {cause_text}"));
        }
        source = cause.source();
    }
    text
}

fn lines(run: &JobRun) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(report) = &run.report {
        lines.extend(report.notes.iter().cloned());
        for (id, node) in &report.nodes {
            let rows = node.rows.map_or_else(|| "rows not counted".to_owned(), |rows| format!("{rows} rows"));
            lines.push(format!("{id} ({}): {rows}", node.kind));
        }
        lines.extend(
            report.files.iter().map(|file| format!("wrote {}: {} rows, {} bytes", file.uri, file.rows, file.bytes)),
        );
        lines.extend(report.tables.iter().map(|table| format!("registered {table}")));
    }
    lines.extend(run.error_message.iter().map(|message| format!("error: {message}")));
    lines.push(run.state.to_string());
    lines
}
