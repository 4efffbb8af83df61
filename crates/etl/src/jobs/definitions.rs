//! Jobs: made, read, changed, dropped.

use super::registry::Jobs;
use super::rows::{self, Page};
use super::spec::{Job, JobSpec};
use crate::{Error, Result};

impl Jobs {
    /// Makes a job.
    ///
    /// # Errors
    /// [`Error::JobExists`]; what is wrong with the settings or the graph.
    pub async fn create(&self, name: &str, spec: JobSpec) -> Result<Job> {
        spec.check(name)?;
        let now = self.now_ms();
        let scope = self.scope();
        let job = Job { name: name.to_owned(), spec, created_ms: now, modified_ms: now };
        self.inner
            .state
            .write(move |connection| {
                if rows::job(connection, &scope, &job.name)?.is_some() {
                    return Err(Error::JobExists(job.name));
                }
                rows::put_job(connection, &scope, &job)?;
                Ok(job)
            })
            .await
    }

    /// One job.
    ///
    /// # Errors
    /// [`Error::JobNotFound`].
    pub async fn job(&self, name: &str) -> Result<Job> {
        let (scope, name) = (self.scope(), name.to_owned());
        self.inner.state.read(move |connection| found(rows::job(connection, &scope, &name)?, name)).await
    }

    /// Jobs by name, at most `max` of them, from where a page before ended.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn jobs(&self, next: Option<String>, max: usize) -> Result<Page<Job>> {
        let (scope, after) = (self.scope(), next.unwrap_or_default());
        self.inner
            .state
            .read(move |connection| {
                let mut items = rows::jobs(connection, &scope, &after, max.saturating_add(1))?;
                let more = items.len() > max;
                items.truncate(max);
                let next = items.last().filter(|_| more).map(|job| job.name.clone());
                Ok(Page { items, next })
            })
            .await
    }

    /// Replaces all settings of a job; what is not given is gone.
    ///
    /// # Errors
    /// [`Error::JobNotFound`]; what is wrong with the settings or the graph.
    pub async fn update(&self, name: &str, spec: JobSpec) -> Result<Job> {
        spec.check(name)?;
        let (scope, name, now) = (self.scope(), name.to_owned(), self.now_ms());
        self.inner
            .state
            .write(move |connection| {
                let old = found(rows::job(connection, &scope, &name)?, name)?;
                let job = Job { spec, modified_ms: now, ..old };
                rows::put_job(connection, &scope, &job)?;
                Ok(job)
            })
            .await
    }

    /// Drops a job with its runs, if it is there; runs going on are stopped.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn delete(&self, name: &str) -> Result<()> {
        let (scope, name) = (self.scope(), name.to_owned());
        let open = self
            .inner
            .state
            .write(move |connection| {
                let open: Vec<String> = rows::open_runs(connection)?
                    .into_iter()
                    .filter(|(of, run)| *of == scope && run.job_name == name)
                    .map(|(_, run)| run.id)
                    .collect();
                rows::delete_job(connection, &scope, &name)?;
                Ok::<_, Error>(open)
            })
            .await?;
        for id in open {
            if let Some(run) = self.inner.going_on.lock().get(&id) {
                run.stop.cancel();
            }
        }
        Ok(())
    }
}

fn found(job: Option<Job>, name: String) -> Result<Job> {
    job.ok_or(Error::JobNotFound(name))
}
