//! Query executions as Athena has them: started, queued, run, stopped, kept, and their results read.

mod destination;
mod execution;
mod migrations;
mod pages;
mod queue;
mod reaper;
mod reuse;
mod run;
mod running;
mod stages;
mod start;
mod store;

#[cfg(test)]
mod bounds_tests;
#[cfg(test)]
mod life_tests;
#[cfg(test)]
mod reuse_tests;
#[cfg(test)]
mod tests;

pub use execution::{Execution, ExecutionState, ResultReuse, Statistics};
pub(crate) use migrations::MIGRATIONS;
pub(crate) use queue::Turns;
pub(crate) use running::Running;
pub use stages::{Stage, StageNode};
pub use start::StartRequest;
pub(crate) use store::{StoredResult, all_of_scope, ended_since, fail_interrupted, insert_result, update};
