//! Runs: started, watched, stopped.

use super::arguments;
use super::registry::{GoingOn, Jobs};
use super::rows::{self, Page, RunLogLine};
use super::run::{JobRun, RunState, StartRun};
use super::spec::{Job, check_capacity, dpus_per_worker};
use crate::{Error, Result};

impl Jobs {
    /// Starts a run and returns it; the work goes on in the background.
    ///
    /// # Errors
    /// [`Error::JobNotFound`], [`Error::ConcurrentRuns`], wrong arguments.
    pub async fn start_run(&self, job: &str, start: StartRun) -> Result<JobRun> {
        dpus_per_worker(start.worker_type.as_deref())?;
        let job = self.job(job).await?;
        let queued = start.job_run_queuing_enabled.or(job.spec.job_run_queuing_enabled);
        if queued == Some(true) {
            return Err(Error::InvalidInput("JobRunQueuingEnabled is not supported yet: set it to false".to_owned()));
        }
        let run = self.new_run(&job, start)?;
        let (scope, stored) = (self.scope(), run.clone());
        let max = job.spec.concurrent_runs_max();
        self.inner
            .state
            .write(move |connection| {
                if let Some(previous) = &stored.previous_run_id {
                    rows::run(connection, &scope, &stored.job_name, previous)?;
                }
                if rows::runs_going_on(connection, &scope, &stored.job_name)? >= max {
                    return Err(Error::ConcurrentRuns { job: stored.job_name, max });
                }
                rows::put_run(connection, &scope, &stored)
            })
            .await?;
        self.spawn(job, run.clone());
        Ok(run)
    }

    fn new_run(&self, job: &Job, start: StartRun) -> Result<JobRun> {
        let spec = &job.spec;
        let now = self.now_ms();
        check_capacity(start.max_capacity, start.worker_type.as_deref(), start.number_of_workers)?;
        let without_workers = start.max_capacity.is_some();
        let capacity_given = start.worker_type.is_some() || start.number_of_workers.is_some();
        let settings = StartRun {
            timeout_minutes: Some(start.timeout_minutes.unwrap_or_else(|| spec.timeout_minutes_or_default())),
            allocated_capacity: start.allocated_capacity.or(spec.allocated_capacity),
            max_capacity: start.max_capacity.or(spec.max_capacity.filter(|_| !capacity_given)),
            number_of_workers: start.number_of_workers.or(spec.number_of_workers.filter(|_| !without_workers)),
            worker_type: start.worker_type.clone().or(spec.worker_type.clone().filter(|_| !without_workers)),
            security_configuration: start
                .security_configuration
                .clone()
                .or_else(|| spec.security_configuration.clone()),
            notify_delay_after_minutes: start.notify_delay_after_minutes.or(spec.notify_delay_after_minutes),
            execution_class: start.execution_class.clone().or_else(|| spec.execution_class.clone()),
            job_run_queuing_enabled: start.job_run_queuing_enabled.or(spec.job_run_queuing_enabled),
            ..start
        };
        if settings.timeout_minutes.is_some_and(|minutes| minutes < 1) {
            return Err(Error::InvalidInput("Timeout must be 1 or more".to_owned()));
        }
        Ok(JobRun {
            id: format!("jr_{}", [boathouse_state::new_id(), boathouse_state::new_id()].concat().replace('-', "")),
            job_name: job.name.clone(),
            attempt: 0,
            previous_run_id: settings.previous_run_id.clone(),
            state: RunState::Starting,
            arguments: arguments::merged(spec, &settings.arguments)?,
            settings,
            job_mode: spec.job_mode.clone(),
            glue_version: spec.glue_version.clone(),
            started_ms: now,
            modified_ms: now,
            completed_ms: None,
            execution_seconds: 0,
            dpu_seconds: None,
            error_message: None,
            report: None,
        })
    }

    /// One run.
    ///
    /// # Errors
    /// [`Error::JobNotFound`], [`Error::RunNotFound`].
    pub async fn run(&self, job: &str, run: &str) -> Result<JobRun> {
        let (scope, job, run) = (self.scope(), job.to_owned(), run.to_owned());
        self.inner
            .state
            .read(move |connection| {
                rows::job(connection, &scope, &job)?.ok_or_else(|| Error::JobNotFound(job.clone()))?;
                rows::run(connection, &scope, &job, &run)
            })
            .await
    }

    /// Runs of a job, the newest first.
    ///
    /// # Errors
    /// [`Error::JobNotFound`], a `next` that is no page's.
    pub async fn runs(&self, job: &str, next: Option<String>, max: usize) -> Result<Page<JobRun>> {
        let (scope, job) = (self.scope(), job.to_owned());
        let below = match next {
            Some(next) => next.parse().map_err(|_| Error::InvalidInput(format!("'{next}' is no token of a page")))?,
            None => i64::MAX,
        };
        self.inner
            .state
            .read(move |connection| {
                rows::job(connection, &scope, &job)?.ok_or_else(|| Error::JobNotFound(job.clone()))?;
                let mut found = rows::runs(connection, &scope, &job, below, max.saturating_add(1))?;
                let more = found.len() > max;
                found.truncate(max);
                let next = found.last().filter(|_| more).map(|(number, _)| number.to_string());
                Ok(Page { items: found.into_iter().map(|(_, run)| run).collect(), next })
            })
            .await
    }

    /// What a run has said so far.
    ///
    /// # Errors
    /// [`Error::JobNotFound`], [`Error::RunNotFound`].
    pub async fn run_log(&self, job: &str, run: &str) -> Result<Vec<RunLogLine>> {
        let run = self.run(job, run).await?.id;
        self.inner.state.read(move |connection| rows::log_lines(connection, &run)).await
    }

    /// Asks a run to stop; it is `STOPPING` when this returns, and `STOPPED` soon after.
    ///
    /// # Errors
    /// [`Error::RunNotFound`], [`Error::NotStoppable`] when it has ended.
    pub async fn stop(&self, job: &str, run: &str) -> Result<()> {
        let (scope, name, id, now) = (self.scope(), job.to_owned(), run.to_owned(), self.now_ms());
        self.inner
            .state
            .write(move |connection| {
                let mut run = rows::run(connection, &scope, &name, &id)?;
                if !matches!(run.state, RunState::Starting | RunState::Running) {
                    return Err(Error::NotStoppable { run: id, state: run.state.to_string() });
                }
                run.state = RunState::Stopping;
                run.modified_ms = now;
                rows::put_run(connection, &scope, &run)
            })
            .await?;
        if let Some(run) = self.inner.going_on.lock().get(run) {
            run.stop.cancel();
        }
        Ok(())
    }

    /// Waits for a run of this process to end; returns it as it is then.
    ///
    /// # Errors
    /// As [`Jobs::run`].
    pub async fn wait(&self, job: &str, run: &str) -> Result<JobRun> {
        let going_on: Option<GoingOn> = self.inner.going_on.lock().get(run).cloned();
        if let Some(mut going_on) = going_on {
            // An error means that the sender is gone, which is what is waited for.
            going_on.done.changed().await.ok();
        }
        self.run(job, run).await
    }
}
