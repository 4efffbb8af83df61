//! The one place that writes: data to stdout, talk to stderr.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;

/// How data is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Output {
    /// A table on a terminal, ndjson in a pipe.
    #[default]
    Auto,
    /// A table with types and a footer.
    Table,
    /// One JSON array.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// CSV with a header line.
    Csv,
    /// An Arrow IPC stream.
    Arrow,
}

impl Output {
    /// `auto` resolved by where stdout goes.
    pub(crate) fn resolve(self) -> Self {
        match self {
            Self::Auto if io::stdout().is_terminal() => Self::Table,
            Self::Auto => Self::Ndjson,
            other => other,
        }
    }

    /// Whether a report is wanted as JSON; in a pipe it stays a table, because somebody may be reading along.
    pub(crate) fn is_machine_document(self) -> bool {
        matches!(self, Self::Json | Self::Ndjson)
    }

    /// Whether the reader is a program.
    pub(crate) fn is_machine(self) -> bool {
        !matches!(self.resolve(), Self::Table)
    }
}

/// Where a command's words and data go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Printer {
    /// The `--output` that was asked for.
    pub(crate) output: Output,
    /// No talk beyond errors.
    pub(crate) quiet: bool,
    /// No progress bars.
    pub(crate) no_progress: bool,
}

impl Printer {
    /// Stdout, with colours stripped unless a terminal (or `CLICOLOR_FORCE`) wants them.
    pub(crate) fn data(self) -> impl Write {
        anstream::stdout()
    }

    /// Raw stdout for bytes that are no text.
    pub(crate) fn binary(self) -> impl Write {
        io::stdout().lock()
    }

    /// One line of data.
    pub(crate) fn line(self, text: &str) -> io::Result<()> {
        let mut out = self.data();
        writeln!(out, "{text}")?;
        out.flush()
    }

    /// One line of talk. Nobody hears a closed stderr, so its failure is not ours.
    pub(crate) fn say(self, text: &str) {
        if !self.quiet {
            writeln!(anstream::stderr(), "{text}").ok();
        }
    }

    /// `warning: …`
    pub(crate) fn warn(self, text: &str) {
        writeln!(anstream::stderr(), "{YELLOW}warning:{RESET} {text}").ok();
    }

    /// Whether bars may be drawn.
    pub(crate) fn shows_bars(self) -> bool {
        !self.quiet && !self.no_progress && io::stderr().is_terminal()
    }
}

/// The four colours of the command line, and what ends them; anstream strips them where they do not belong.
pub(crate) const GREEN: &str = "\x1b[32m";
/// Errors.
pub(crate) const RED: &str = "\x1b[1;31m";
/// Warnings.
pub(crate) const YELLOW: &str = "\x1b[33m";
/// Hints and paths.
pub(crate) const CYAN: &str = "\x1b[36m";
/// Less important: types, NULL.
pub(crate) const DIM: &str = "\x1b[2m";
/// Table headings.
pub(crate) const BOLD: &str = "\x1b[1m";
/// Back to normal.
pub(crate) const RESET: &str = "\x1b[0m";
