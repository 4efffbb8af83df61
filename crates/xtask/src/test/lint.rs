//! Formatting, the tidy rules, clippy and the API documentation, warnings being errors.

use std::path::Path;

use super::{Outcome, Tally};
use crate::{Result, process, tidy};

pub(super) fn run(root: &Path) -> Result<Outcome> {
    let mut passed = tidy::run(root)?;
    let checks: &[&[&str]] = &[
        &["fmt", "--all", "--check"],
        &["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"],
        &["doc", "--workspace", "--lib", "--no-deps", "--locked", "--quiet"],
    ];
    for check in checks {
        let mut command = process::cargo();
        command.args(*check).env("RUSTDOCFLAGS", "-D warnings").current_dir(root);
        passed &= process::watch(&mut command, |_| {})?;
    }
    Ok(Outcome { tally: Tally::default(), passed })
}
