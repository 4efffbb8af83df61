//! Logs on stderr: warnings, unless more is asked for.

use std::io::IsTerminal;

use boathouse::config::names;
use tracing_subscriber::EnvFilter;

/// Starts logging at `-v` repeated `verbose` times; `BOATHOUSE_LOG` has the last word.
pub(crate) fn start(verbose: u8) {
    // s3s writes every refused request as an error, with what was sent in it, however long that is. What
    // is our fault among these is logged where it happens.
    let level = match verbose {
        0 => "warn,s3s=off",
        1 => "warn,s3s=off,boathouse=info",
        2 => "info,s3s=off,boathouse=debug",
        _ => "debug,boathouse=trace",
    };
    let filter = std::env::var(names::ENV_LOG).ok().and_then(|filter| EnvFilter::try_new(filter).ok());
    tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|| EnvFilter::new(level)))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
        .without_time()
        .init();
}
