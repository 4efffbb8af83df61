//! What jobs and their runs say, in Glue's words.

use boathouse_etl::Error as Fact;

use crate::Error;

impl From<Fact> for Error {
    fn from(fact: Fact) -> Self {
        match fact {
            Fact::JobNotFound(name) => {
                Self::EntityNotFound(format!("Job with name: {name} not found. (Entity not found)"))
            }
            Fact::RunNotFound { job, run } => {
                Self::EntityNotFound(format!("JobRun not found: job {job}, run {run}. (Entity not found)"))
            }
            Fact::JobExists(name) => {
                Self::AlreadyExists(format!("Job with name {name} already submitted with different configuration"))
            }
            Fact::ConcurrentRuns { job, .. } => {
                Self::ConcurrentRunsExceeded(format!("Concurrent runs exceeded for {job}"))
            }
            Fact::State(error) => error.into(),
            Fact::Catalog(error) => error.into(),
            fact @ (Fact::Graph(_)
            | Fact::UnknownNodeType { .. }
            | Fact::UnsupportedNodeType { .. }
            | Fact::Node { .. }
            | Fact::NotStoppable { .. }
            | Fact::InvalidInput(_)
            | Fact::Schema(_)) => Self::InvalidInput(fact.to_string()),
            other => {
                tracing::error!(error = %other, "a job operation failed");
                Self::InternalService(other.to_string())
            }
        }
    }
}
