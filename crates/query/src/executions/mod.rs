//! Query executions as Athena has them: started, queued, run, stopped, kept, and their results read.

mod execution;
mod migrations;
mod pages;
mod run;
mod running;
mod start;
mod store;
mod workgroup;

#[cfg(test)]
mod tests;

pub use execution::{Execution, ExecutionState, ResultReuse, Statistics};
pub(crate) use migrations::MIGRATIONS;
pub(crate) use running::Running;
pub use start::StartRequest;
pub(crate) use store::fail_interrupted;
pub use workgroup::{PRIMARY_WORKGROUP, Workgroup};
