//! Errors as the person at the terminal sees them: `error:`, `caused by:`, `hint:`.

use std::io::{self, Write};

use boathouse::command::{Failure, FailureKind};

use crate::exit::ExitStatus;
use crate::printer::{CYAN, RED, RESET};

/// What a command can end with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The façade or the running server said so.
    #[error("{}", .0.message)]
    Failed(Failure),
    /// Wrong usage that clap cannot see.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// How to fix it.
        hint: Option<String>,
    },
    /// Writing the answer failed.
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
    /// Interrupted from the keyboard.
    #[error("interrupted")]
    Interrupted,
}

/// Shorthand for commands.
pub(crate) type Result<T = ExitStatus> = std::result::Result<T, CliError>;

impl CliError {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: None }
    }

    pub(crate) fn usage_with_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: Some(hint.into()) }
    }

    /// An operation that failed for a reason only the command line knows.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::Failed(Failure::new(FailureKind::Failed, message))
    }

    /// A reader that went away (`| head`) is no failure.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Write(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(crate) fn status(&self) -> ExitStatus {
        match self {
            Self::Failed(failure) => match failure.kind {
                FailureKind::Failed => ExitStatus::Failure,
                FailureKind::Usage => ExitStatus::Usage,
                FailureKind::Bug => ExitStatus::Bug,
            },
            Self::Usage { .. } => ExitStatus::Usage,
            Self::Write(_) => ExitStatus::Failure,
            Self::Interrupted => ExitStatus::Interrupted,
        }
    }

    /// Writes the error to stderr.
    pub(crate) fn report(&self) {
        self.write(&mut anstream::stderr()).ok();
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{RED}error:{RESET} {self}")?;
        let hint = match self {
            Self::Failed(failure) => {
                for cause in &failure.causes {
                    writeln!(out, "  {RED}caused by:{RESET} {cause}")?;
                }
                failure.hint.as_deref()
            }
            Self::Usage { hint, .. } => hint.as_deref(),
            Self::Write(_) | Self::Interrupted => None,
        };
        match hint {
            Some(hint) => writeln!(out, "\n{CYAN}hint:{RESET} {hint}"),
            None => Ok(()),
        }
    }
}

impl From<Failure> for CliError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<boathouse::Error> for CliError {
    fn from(error: boathouse::Error) -> Self {
        Self::Failed(Failure::from(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_show_causes_and_hints() {
        let failure = Failure {
            kind: FailureKind::Failed,
            message: "table 'd.t' is not there".into(),
            causes: vec!["the catalog is empty".into()],
            hint: Some("`boathouse tables` lists them".into()),
        };
        let mut out = Vec::new();
        CliError::Failed(failure).write(&mut anstream::StripStream::new(&mut out)).expect("writes");
        assert_eq!(
            String::from_utf8(out).expect("text"),
            "error: table 'd.t' is not there\n  caused by: the catalog is empty\n\nhint: `boathouse tables` lists them\n"
        );
        assert_eq!(CliError::usage("x").status(), ExitStatus::Usage);
        assert_eq!(CliError::Interrupted.status(), ExitStatus::Interrupted);
    }
}
