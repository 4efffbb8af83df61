//! Progress on stderr: a bar on a terminal, a line every ten seconds elsewhere.

use std::time::{Duration, Instant};

use boathouse::command::{Progress, Unit};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::human;
use crate::printer::Printer;

const LINE_EVERY: Duration = Duration::from_secs(10);

/// Shows how far something is.
pub(crate) struct Bar {
    printer: Printer,
    bar: Option<ProgressBar>,
    stage: String,
    said: Instant,
}

impl Bar {
    pub(crate) fn new(printer: Printer) -> Self {
        let bar =
            printer.shows_bars().then(|| ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10)));
        Self { printer, bar, stage: String::new(), said: Instant::now() }
    }

    pub(crate) fn update(&mut self, progress: &Progress) {
        let Some(bar) = &self.bar else { return self.say(progress) };
        if self.stage != progress.stage {
            self.stage.clone_from(&progress.stage);
            bar.reset();
            bar.set_style(style(progress));
            bar.set_message(progress.stage.clone());
        }
        if let Some(total) = progress.total {
            bar.set_length(total);
        }
        bar.set_position(progress.done);
    }

    fn say(&mut self, progress: &Progress) {
        if self.printer.no_progress || self.said.elapsed() < LINE_EVERY {
            return;
        }
        self.said = Instant::now();
        let amount = |n| match progress.unit {
            Unit::Bytes => human::bytes(n),
            Unit::Files => human::counted(n, "file", "files"),
            Unit::Rows => human::counted(n, "row", "rows"),
        };
        let total = progress.total.map(|total| format!(" of {}", amount(total))).unwrap_or_default();
        self.printer.say(&format!("{}: {}{total}", progress.stage, amount(progress.done)));
    }

    /// Takes the bar off the screen before something else is written.
    pub(crate) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

fn style(progress: &Progress) -> ProgressStyle {
    let amount = match (progress.unit, progress.total) {
        (Unit::Bytes, Some(_)) => "{bytes} of {total_bytes} ({bytes_per_sec}, {eta} left)",
        (Unit::Bytes, None) => "{bytes} ({bytes_per_sec})",
        (Unit::Files, Some(_)) => "{human_pos} of {human_len} files",
        (Unit::Files, None) => "{human_pos} files",
        (Unit::Rows, Some(_)) => "{human_pos} of {human_len} rows ({eta} left)",
        (Unit::Rows, None) => "{human_pos} rows ({per_sec})",
    };
    let bar = if progress.total.is_some() { "{bar:24.cyan/dim} " } else { "{spinner} " };
    ProgressStyle::with_template(&format!("{{msg:14}} {bar}{amount}")).unwrap_or_else(|_| ProgressStyle::default_bar())
}
