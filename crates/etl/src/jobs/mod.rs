//! Named jobs and their runs, kept in the state.

mod arguments;
mod definitions;
mod execute;
mod registry;
mod rows;
mod run;
mod runs;
mod spec;

pub use registry::Jobs;
pub use rows::{Page, RunLogLine};
pub use run::{JobRun, RunState, StartRun};
pub use spec::{Job, JobCommand, JobSpec, SourceControl};

#[cfg(test)]
mod tests;
