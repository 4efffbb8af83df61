//! What the demo found out, as data and as the closing table.

use std::io::{self, Write};

use boathouse::GlueCost;
use serde::Serialize;

use crate::human;
use crate::printer::{BOLD, CYAN, DIM, GREEN, Printer, RED, RESET};

/// The whole demo.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// Trips generated.
    pub(super) rows: u64,
    pub(super) generate: Generated,
    pub(super) crawl_csv: Step,
    pub(super) job: Step,
    pub(super) crawl_parquet: Step,
    pub(super) queries: Vec<QueryReport>,
    /// Whether every query gave the same answer on both.
    pub(super) answers_equal: bool,
    /// Room given to doubles when answers are compared; everything else must be equal.
    pub(super) double_tolerance: f64,
    /// The steps above, without starting up.
    pub(super) total_ms: f64,
    /// Most memory this process has had, where the system tells.
    pub(super) peak_memory_bytes: Option<u64>,
    pub(super) prices: boathouse::Prices,
}

/// The generated files.
#[derive(Debug, Serialize)]
pub(super) struct Generated {
    pub(super) files: u64,
    pub(super) bytes: u64,
    pub(super) ms: f64,
}

/// A crawl or the job.
#[derive(Debug, Serialize)]
pub(super) struct Step {
    pub(super) ms: f64,
    /// Tables found, or rows written.
    pub(super) tables: Vec<String>,
    pub(super) rows: Option<u64>,
    pub(super) files: u64,
    pub(super) bytes_read: u64,
    pub(super) bytes_written: u64,
    /// Most memory this process had had by then.
    pub(super) peak_memory_bytes: Option<u64>,
    /// What AWS would have billed for a run that took as long, by its published prices and minimums.
    pub(super) aws: GlueCost,
}

/// One query on both tables.
#[derive(Debug, Serialize)]
pub(super) struct QueryReport {
    pub(super) name: &'static str,
    pub(super) sql: &'static str,
    pub(super) rows: u64,
    pub(super) csv: Run,
    pub(super) parquet: Run,
    /// Bytes scanned on CSV over bytes scanned on Parquet; absent when Parquet scanned nothing.
    pub(super) scan_ratio: Option<f64>,
    pub(super) equal: bool,
    /// The first difference.
    pub(super) difference: Option<String>,
}

/// One run of a query.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Run {
    pub(super) ms: f64,
    pub(super) bytes_scanned: u64,
    /// What Athena would have billed.
    pub(super) athena_usd: f64,
}

impl Report {
    /// One JSON document.
    pub(super) fn print_json(&self, printer: Printer) -> io::Result<()> {
        printer.line(&serde_json::to_string_pretty(self)?)
    }

    /// The closing table.
    pub(super) fn print(&self, printer: Printer) -> io::Result<()> {
        let mut out = printer.data();
        self.write_queries(&mut out)?;
        self.write_steps(&mut out)?;
        self.write_verdict(&mut out)?;
        out.flush()
    }

    fn write_queries(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "\n{BOLD}{:14} {:>6}  {:^33}  {:^33}  {:>9}{RESET}", "", "", "CSV", "Parquet", "")?;
        let run_heading = format!("{:>9} {:>11} {:>11}", "time", "scanned", "Athena");
        writeln!(out, "{DIM}{:14} {:>6}  {run_heading}  {run_heading}  {:>9}{RESET}", "query", "rows", "less read")?;
        for query in &self.queries {
            let less = human::times(query.csv.bytes_scanned, query.parquet.bytes_scanned);
            let (csv, parquet) = (run_text(query.csv), run_text(query.parquet));
            writeln!(out, "{:14} {:>6}  {csv}  {parquet}  {less:>9}", query.name, human::count(query.rows))?;
        }
        let total = |of: fn(&QueryReport) -> Run| {
            self.queries.iter().map(of).fold(Run { ms: 0.0, bytes_scanned: 0, athena_usd: 0.0 }, |sum, run| Run {
                ms: sum.ms + run.ms,
                bytes_scanned: sum.bytes_scanned + run.bytes_scanned,
                athena_usd: sum.athena_usd + run.athena_usd,
            })
        };
        let (csv, parquet) = (total(|query| query.csv), total(|query| query.parquet));
        let less = human::times(csv.bytes_scanned, parquet.bytes_scanned);
        writeln!(out, "{BOLD}{:14} {:>6}  {}  {}  {less:>9}{RESET}", "all", "", run_text(csv), run_text(parquet))
    }

    fn write_steps(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "\n{BOLD}{:14} {:>9}  {:>11} {:>11}  {:>10} {:>9} {:>9}{RESET}",
            "", "time", "read", "written", "AWS bills", "DPU-hours", "AWS cost"
        )?;
        for (name, step) in [("crawl CSV", &self.crawl_csv), ("job", &self.job), ("crawl Parquet", &self.crawl_parquet)]
        {
            writeln!(
                out,
                "{name:14} {:>9}  {:>11} {:>11}  {:>10} {:>9.3} {:>9}",
                human::millis(step.ms),
                human::bytes(step.bytes_read),
                human::bytes(step.bytes_written),
                format!("{:.0} s", step.aws.billed_seconds),
                step.aws.dpu_hours,
                human::usd(step.aws.usd),
            )?;
        }
        let (athena, glue) = (&self.prices.athena, &self.prices.glue);
        writeln!(
            out,
            "{DIM}AWS figures are what AWS would have billed for runs that took this long, by its published prices and\n\
             minimums: Athena {}/TB, {} at least; crawler {:.0} s at least, {} DPU; job {:.0} s at least, {} DPU; {}/DPU-hour.{RESET}",
            human::usd(athena.usd_per_tb),
            human::mebibytes(athena.minimum_bytes),
            glue.crawler_minimum_seconds,
            glue.crawler_dpus,
            glue.job_minimum_seconds,
            glue.job_dpus,
            human::usd(glue.usd_per_dpu_hour),
        )
    }

    fn write_verdict(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out)?;
        for query in self.queries.iter().filter(|query| !query.equal) {
            let difference = query.difference.as_deref().unwrap_or_default();
            writeln!(out, "{RED}different:{RESET} {}: {difference}", query.name)?;
        }
        if self.answers_equal {
            writeln!(
                out,
                "{GREEN}equal:{RESET} all {} answers are the same on CSV and Parquet (doubles within {:e})",
                self.queries.len(),
                self.double_tolerance
            )?;
        }
        let peak = self
            .peak_memory_bytes
            .map(|bytes| format!(" · {} of memory at most", human::bytes(bytes)))
            .unwrap_or_default();
        writeln!(
            out,
            "{CYAN}{}{RESET} as {} of CSV became {} of Parquet · {} in all{peak}",
            human::counted(self.rows, "trip", "trips"),
            human::bytes(self.generate.bytes),
            human::bytes(self.job.bytes_written),
            human::millis(self.total_ms),
        )
    }
}

fn run_text(run: Run) -> String {
    format!("{:>9} {:>11} {:>11}", human::millis(run.ms), human::bytes(run.bytes_scanned), human::usd(run.athena_usd))
}

/// The most memory this process has had, as Linux counts it.
pub(super) fn peak_memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
