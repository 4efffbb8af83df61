//! What a crawl did or would do, for people and for programs.

use boathouse::command::{CrawlChange, CrawlOutcome, TableExplanation};
use boathouse::crawler::{Decision, Difference, Likeness};
use serde::Serialize;

use crate::error::{CliError, Result};
use crate::human;
use crate::printer::{CYAN, DIM, GREEN, Output, Printer, RED, RESET, YELLOW};

/// Partitions shown with what is different in them.
const PARTITIONS_SHOWN_MAX: usize = 5;

/// Prints a document where a program reads along; false where a person does.
pub(super) fn document(document: &impl Serialize, printer: Printer) -> Result<bool> {
    let failed = |error: serde_json::Error| CliError::failed(error.to_string());
    match printer.output.resolve() {
        Output::Json => printer.line(&serde_json::to_string_pretty(document).map_err(failed)?)?,
        Output::Ndjson | Output::Arrow | Output::Csv => {
            printer.line(&serde_json::to_string(document).map_err(failed)?)?;
        }
        Output::Table | Output::Auto => return Ok(false),
    }
    Ok(true)
}

/// Prints what came of a crawl.
pub(super) fn outcome(done: &CrawlOutcome, explain: bool, printer: Printer) -> Result<()> {
    if document(done, printer)? {
        return Ok(());
    }
    for warning in &done.warnings {
        printer.warn(&warning.to_string());
    }
    for one in &done.changes {
        change(one, done.dry_run, printer)?;
    }
    if explain {
        done.explanations.iter().try_for_each(|table| explanation(table, printer))?;
        done.decisions.iter().try_for_each(|one| decision(one, printer))?;
    }
    for drift in &done.drift {
        printer.line(&format!("{RED}drift:{RESET} {drift}"))?;
    }
    printer.line(&format!("{DIM}{}{RESET}", summary(done)))?;
    match &done.run {
        Some(run) => printer.line(&format!("{DIM}run {run}{RESET}"))?,
        None => printer.line(&format!("{DIM}plan {}{RESET}", done.plan_hash))?,
    }
    Ok(())
}

fn summary(done: &CrawlOutcome) -> String {
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
    if !done.drift.is_empty() {
        parts.push(format!("{}, nothing written", human::counted(done.drift.len() as u64, "drift", "drifts")));
    }
    let files = human::counted(done.files, "file", "files");
    parts.push(format!("{files} seen, {} read", human::bytes(done.bytes_read)));
    parts.push(human::millis(done.millis as f64));
    parts.join(" · ")
}

/// One change; a plan shows every fact, a crawl that was done only what it is.
fn change(change: &CrawlChange, every_fact: bool, printer: Printer) -> Result<()> {
    let (sign, colour) = match change.action.as_str() {
        "create" => ("+", GREEN),
        "update" => ("~", YELLOW),
        _ => ("-", RED),
    };
    printer.line(&format!("{colour}{sign} {} {} {}{RESET}", change.action, change.kind, change.name))?;
    if !every_fact {
        return Ok(change.details.iter().try_for_each(|detail| printer.line(&format!("    {detail}")))?);
    }
    for reason in change.reasons.iter().take(1) {
        printer.line(&format!("    {CYAN}why:{RESET} {reason}"))?;
    }
    change.differences.iter().try_for_each(|difference| fact(difference, "    ", printer))?;
    for partition in change.partitions.iter().take(PARTITIONS_SHOWN_MAX) {
        printer.line(&format!("    [{}]", partition.values.join(", ")))?;
        partition.differences.iter().try_for_each(|difference| fact(difference, "        ", printer))?;
    }
    if change.partitions.len() > PARTITIONS_SHOWN_MAX {
        printer.line(&format!("    and {} more", change.partitions.len() - PARTITIONS_SHOWN_MAX))?;
    }
    Ok(())
}

fn fact(difference: &Difference, indent: &str, printer: Printer) -> Result<()> {
    let colour = match (&difference.old, &difference.new) {
        (None, _) => GREEN,
        (_, None) => RED,
        _ => YELLOW,
    };
    Ok(printer.line(&format!("{indent}{colour}{difference}{RESET}"))?)
}

fn explanation(table: &TableExplanation, printer: Printer) -> Result<()> {
    printer.line(&format!("{CYAN}table {}{RESET}", table.table))?;
    for (i, line) in table.classified.iter().enumerate() {
        printer.line(&format!("    {}{line}", if i == 0 { "" } else { "    " }))?;
    }
    Ok(table.reasons.iter().try_for_each(|reason| printer.line(&format!("    {reason}")))?)
}

fn decision(decision: &Decision, printer: Printer) -> Result<()> {
    let verdict = if decision.is_table { "is one table or a part of one" } else { "is no table" };
    let (folder, level, reason) = (&decision.folder, decision.level, &decision.reason);
    printer.line(&format!("{CYAN}folder {folder}{RESET} (level {level}) {verdict}: {reason}"))?;
    let words = decision.likenesses.iter().map(Likeness::words);
    Ok(words.into_iter().try_for_each(|words| printer.line(&format!("    {words}")))?)
}
