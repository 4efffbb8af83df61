//! `system.job_runs`: the runs of stored jobs.

use std::sync::Arc;

use async_trait::async_trait;
use boathouse_etl::{JobRun, Jobs};
use boathouse_query::SystemTable;
use boathouse_types::Type;
use datafusion::arrow::array::{ArrayRef, Float64Array, Int32Array};

use super::{counts, texts, times};

/// Of jobs, and of runs of each, that are fetched at a time.
const PAGE: usize = 1000;

#[derive(Debug)]
pub(super) struct JobRunsTable(pub(super) Jobs);

#[async_trait]
impl SystemTable for JobRunsTable {
    fn columns(&self) -> Vec<(&'static str, Type)> {
        vec![
            ("run_id", Type::VARCHAR),
            ("job", Type::VARCHAR),
            ("attempt", Type::Integer),
            ("state", Type::VARCHAR),
            ("started", Type::Timestamp(3)),
            ("completed", Type::Timestamp(3)),
            ("execution_seconds", Type::Integer),
            ("dpu_seconds", Type::Double),
            ("rows_written", Type::BigInt),
            ("bytes_read", Type::BigInt),
            ("bytes_written", Type::BigInt),
            ("error", Type::VARCHAR),
        ]
    }

    async fn rows(&self, scope: &str) -> Result<Vec<ArrayRef>, String> {
        let jobs = self.0.in_scope(scope);
        let (mut all, mut next) = (Vec::new(), None);
        loop {
            let page = jobs.jobs(next, PAGE).await.map_err(|error| error.to_string())?;
            for job in page.items {
                runs_of(&jobs, &job.name, &mut all).await?;
            }
            next = page.next;
            if next.is_none() {
                return Ok(arrays(&all));
            }
        }
    }
}

async fn runs_of(jobs: &Jobs, job: &str, all: &mut Vec<JobRun>) -> Result<(), String> {
    let mut next = None;
    loop {
        let page = match jobs.runs(job, next, PAGE).await {
            Ok(page) => page,
            // It was deleted since it was listed.
            Err(boathouse_etl::Error::JobNotFound(_)) => return Ok(()),
            Err(other) => return Err(other.to_string()),
        };
        all.extend(page.items);
        next = page.next;
        if next.is_none() {
            return Ok(());
        }
    }
}

fn arrays(all: &[JobRun]) -> Vec<ArrayRef> {
    vec![
        texts(all, |run| Some(&run.id)),
        texts(all, |run| Some(&run.job_name)),
        Arc::new(all.iter().map(|run| Some(run.attempt)).collect::<Int32Array>()),
        texts(all, |run| Some(run.state.as_str())),
        times(all, |run| Some(run.started_ms)),
        times(all, |run| run.completed_ms),
        Arc::new(all.iter().map(|run| Some(run.execution_seconds)).collect::<Int32Array>()),
        Arc::new(all.iter().map(|run| run.dpu_seconds).collect::<Float64Array>()),
        counts(all, |run| run.report.as_ref().map(|report| report.rows_written)),
        counts(all, |run| run.report.as_ref().map(|report| report.bytes_read)),
        counts(all, |run| run.report.as_ref().map(|report| report.bytes_written)),
        texts(all, |run| run.error_message.as_deref()),
    ]
}
