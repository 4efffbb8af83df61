//! What the programs have in common: how they end, print and sum up.

use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;

use crate::{Error, Result};

/// How a program ends; an error is told.
pub fn exit(outcome: Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Tells of something that went wrong and is not the end.
pub fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Prints one JSON object on a line of its own.
///
/// # Errors
/// When standard output is closed.
pub fn print(line: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string(line).map_err(|error| Error::Work(error.to_string()))?;
    writeln!(std::io::stdout(), "{text}").map_err(|error| Error::File("stdout".into(), error))
}

/// The middle one.
pub fn median(mut millis: Vec<f64>) -> f64 {
    millis.sort_by(f64::total_cmp);
    millis.get(millis.len() / 2).copied().unwrap_or_default()
}
