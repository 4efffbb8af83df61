//! The one place that knows exit codes.

use std::process::ExitCode;

/// How the command ended, as the shell sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// Everything that was asked for was done.
    Success,
    /// The operation failed: a query or job FAILED, a table is not there.
    Failure,
    /// Wrong usage or configuration; the code clap itself uses.
    Usage,
    /// A bug in boathouse.
    Bug,
    /// What was found is not what was expected.
    Drift,
    /// Interrupted from the keyboard: 128 + SIGINT, as shells count it.
    Interrupted,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        ExitCode::from(match status {
            ExitStatus::Success => 0,
            ExitStatus::Failure => 1,
            ExitStatus::Usage => 2,
            ExitStatus::Bug => 3,
            ExitStatus::Drift => 4,
            ExitStatus::Interrupted => 130,
        })
    }
}
