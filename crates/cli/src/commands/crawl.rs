//! `boathouse crawl TARGET`: files to tables; with `--dry-run` the diff and its reasons only.

use boathouse::command::{CrawlChange, CrawlCommand, CrawlOutcome, Outcome, Request};
use clap::Args;

use crate::cli::GlobalArgs;
use crate::commands::{location, unexpected};
use crate::error::{CliError, Result};
use crate::exit::ExitStatus;
use crate::human;
use crate::printer::{CYAN, DIM, GREEN, Output, Printer, RED, RESET, YELLOW};
use crate::session::Session;

/// `boathouse crawl`
#[derive(Debug, Args)]
#[command(after_help = "\x1b[1;32mExamples:\x1b[0m
  boathouse crawl ./data --database shop
  boathouse crawl s3://raw/trips/ --dry-run      the tables it would make, and why")]
pub(crate) struct CrawlArgs {
    /// s3://bucket/prefix, or a local folder, which is copied into bucket 'local' first
    pub(crate) target: String,
    /// Database of the tables; made if it is not there
    #[arg(long, short, default_value = "default")]
    pub(crate) database: String,
    /// What the names of new tables begin with
    #[arg(long, default_value = "")]
    pub(crate) table_prefix: String,
    /// Print what would change and why, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

pub(crate) async fn run(args: CrawlArgs, global: &GlobalArgs, printer: Printer) -> Result {
    let session = Session::open(global).await?;
    let request = CrawlCommand {
        target: location(&args.target)?,
        database: args.database,
        table_prefix: args.table_prefix,
        dry_run: args.dry_run,
    };
    let Outcome::Crawl(done) = session.outcome(Request::Crawl(request), printer).await? else {
        return Err(unexpected());
    };
    let json = |text: serde_json::Result<String>| text.map_err(|error| CliError::failed(error.to_string()));
    match printer.output.resolve() {
        Output::Json => printer.line(&json(serde_json::to_string_pretty(&done))?)?,
        Output::Ndjson | Output::Arrow | Output::Csv => printer.line(&json(serde_json::to_string(&done))?)?,
        Output::Table | Output::Auto => print(&done, args.dry_run, printer)?,
    }
    Ok(ExitStatus::Success)
}

fn print(done: &CrawlOutcome, reasons: bool, printer: Printer) -> Result<()> {
    for change in &done.changes {
        print_change(change, reasons, printer)?;
    }
    let count = |action: &str| done.changes.iter().filter(|change| change.action == action).count();
    let verdict = if done.dry_run { "would be " } else { "" };
    let mut parts: Vec<String> =
        [("create", "created"), ("update", "updated"), ("delete", "deleted"), ("deprecate", "deprecated")]
            .iter()
            .filter(|(action, _)| count(action) > 0)
            .map(|(action, done)| format!("{} {verdict}{done}", count(action)))
            .collect();
    if done.unchanged > 0 {
        parts.push(format!("{} unchanged", done.unchanged));
    }
    if parts.is_empty() {
        parts.push("no tables found".to_owned());
    }
    let files = human::counted(done.files, "file", "files");
    parts.push(format!("{files} seen, {} read", human::bytes(done.bytes_read)));
    parts.push(human::millis(done.millis as f64));
    printer.line(&format!("{DIM}{}{RESET}", parts.join(" · ")))?;
    Ok(())
}

fn print_change(change: &CrawlChange, reasons: bool, printer: Printer) -> Result<()> {
    let (sign, colour) = match change.action.as_str() {
        "create" => ("+", GREEN),
        "update" => ("~", YELLOW),
        _ => ("-", RED),
    };
    printer.line(&format!("{colour}{sign} {} {} {}{RESET}", change.action, change.kind, change.name))?;
    for detail in &change.details {
        printer.line(&format!("    {detail}"))?;
    }
    for reason in change.reasons.iter().filter(|_| reasons) {
        printer.line(&format!("    {CYAN}why:{RESET} {reason}"))?;
    }
    Ok(())
}
