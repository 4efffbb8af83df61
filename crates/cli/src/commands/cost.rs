//! `boathouse cost`: what queries have read, and what Athena would have charged for them.

mod span;
mod what_if;

use boathouse::command::{CostCommand, Outcome, Request};
use boathouse::query::{Spending, SpendingTotal};
use clap::{Args, Subcommand, ValueEnum};

use crate::cli::GlobalArgs;
use crate::commands::unexpected;
use crate::error::Result;
use crate::exit::ExitStatus;
use crate::human;
use crate::printer::Printer;
use crate::render::Rows;
use crate::session::Session;

/// Characters of a statement that a line shows.
const SQL_CHARS_MAX: usize = 60;

/// `boathouse cost`
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\x1b[1;32mExamples:\x1b[0m
  boathouse cost --by table --since 7d
  boathouse cost --workgroup reports --output csv
  boathouse cost what-if 0f2f2a30-… --partition-by raw.trips=year,month"
)]
pub(crate) struct CostArgs {
    #[command(subcommand)]
    pub(crate) command: Option<CostSubcommand>,
    /// What the cost is told by
    #[arg(long, value_enum, default_value = "query")]
    pub(crate) by: By,
    /// Of queries started within this time: 90s, 30m, 24h, 7d
    #[arg(long, value_name = "TIME", value_parser = span::millis)]
    pub(crate) since: Option<i64>,
    /// Of queries in this workgroup
    #[arg(long, value_name = "NAME")]
    pub(crate) workgroup: Option<String>,
}

/// What else there is to ask.
#[derive(Debug, Subcommand)]
pub(crate) enum CostSubcommand {
    /// Run a query again over copies of its tables in Parquet, and compare what is scanned
    WhatIf(what_if::WhatIfArgs),
}

/// What the cost is told by.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum By {
    /// Each query, the newest first
    Query,
    /// Workgroups, the most expensive first
    Workgroup,
    /// Tables, the most expensive first; a query's cost is shared out by the bytes it read of each
    Table,
}

pub(crate) async fn run(args: CostArgs, global: &GlobalArgs, printer: Printer) -> Result {
    if let Some(CostSubcommand::WhatIf(args)) = args.command {
        return what_if::run(args, global, printer).await;
    }
    let session = Session::open(global).await?;
    let request = Request::Cost(CostCommand { since_ms: args.since, workgroup: args.workgroup });
    let Outcome::Cost(cost) = session.outcome(request, printer).await? else { return Err(unexpected()) };
    let footer = footer(&cost.total);
    match args.by {
        By::Query => queries(&cost.queries).print(printer, &footer)?,
        By::Workgroup => totals("workgroup", &cost.workgroups).print(printer, &footer)?,
        By::Table => totals("table", &cost.tables).print(printer, &footer)?,
    }
    Ok(ExitStatus::Success)
}

fn queries(all: &[Spending]) -> Rows {
    Rows::default()
        .text("query", all.iter().map(|it| Some(it.id.as_str())))
        .text("started", all.iter().map(|it| boathouse::time_text(it.submitted_ms)))
        .text("workgroup", all.iter().map(|it| Some(it.workgroup.as_str())))
        .text("state", all.iter().map(|it| Some(it.state.as_str())))
        .number("scanned_bytes", all.iter().map(|it| Some(it.scanned_bytes)))
        .number("billed_bytes", all.iter().map(|it| Some(it.billed_bytes)))
        .text("usd", all.iter().map(|it| Some(usd(it.usd))))
        .text("sql", all.iter().map(|it| Some(line(&it.sql))))
}

fn totals(of: &str, all: &[SpendingTotal]) -> Rows {
    Rows::default()
        .text(of, all.iter().map(|it| it.name.as_deref()))
        .number("queries", all.iter().map(|it| Some(it.queries)))
        .number("scanned_bytes", all.iter().map(|it| Some(it.scanned_bytes)))
        .number("billed_bytes", all.iter().map(|it| Some(it.billed_bytes)))
        .text("usd", all.iter().map(|it| Some(usd(it.usd))))
}

/// Dollars as a number that programs read: a query of the least size costs 0.00004768371582.
fn usd(amount: f64) -> String {
    format!("{amount:.10}")
}

fn footer(total: &SpendingTotal) -> String {
    let queries = human::counted(total.queries, "query", "queries");
    let (scanned, billed) = (human::bytes(total.scanned_bytes), human::mebibytes(total.billed_bytes));
    format!("{queries} · {scanned} scanned · {billed} billed · ≈ {} on Athena", human::usd(total.usd))
}

/// A statement on one line.
fn line(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(SQL_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_fit_on_a_line() {
        assert_eq!(line(" SELECT a,\n\t b\nFROM t "), "SELECT a, b FROM t");
        let long = line(&"é".repeat(SQL_CHARS_MAX + 1));
        assert_eq!((long.chars().count(), long.ends_with('…')), (SQL_CHARS_MAX + 1, true));
    }

    #[test]
    fn the_footer_sums_up() {
        let total = SpendingTotal {
            name: None,
            queries: 2,
            scanned_bytes: 12_000_000,
            billed_bytes: 22 << 20,
            usd: 0.000_104_9,
        };
        assert_eq!(footer(&total), "2 queries · 12.0 MB scanned · 22 MiB billed · ≈ $0.000105 on Athena");
    }
}
