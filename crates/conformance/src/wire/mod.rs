//! `--wire`: every query is run in this process with Athena's settings, and again through a server by
//! `StartQueryExecution` and `GetQueryResults`; columns, texts of values and failures must be the same.

mod client;
mod describe;
mod here;
mod lake;
mod told;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::case::Case;
use crate::engine::{Engine, Surroundings};
use crate::pool::STACK_BYTES;
use crate::script;
use crate::tables::Catalogs;
use client::Client;
use lake::Lake;

/// The longest statement that Athena takes.
const STATEMENT_BYTES_MAX: usize = 262_144;

/// What came of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Same,
    /// It is nothing that both can run, and why.
    LeftOut(&'static str),
    /// How what the wire told differs.
    Differs(String),
}

/// Runs all cases both ways, in their order.
pub(crate) fn run(cases: &[Case], data: &Path, threads: usize) -> Result<Vec<Outcome>, Box<dyn Error>> {
    let (lake, catalogs) = (Lake::start(data)?, Catalogs::of_a_server(data)?);
    let (next, outcomes) = (AtomicUsize::new(0), Mutex::new(vec![Outcome::LeftOut("not run"); cases.len()]));
    let work = || -> Result<(), String> {
        let mut client = Client::connect(lake.addr()).map_err(|error| error.to_string())?;
        let engine = Engine::of_athena().map_err(|error| error.to_string())?;
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(index) else { return Ok(()) };
            let outcome = outcome(case, &catalogs, &engine, &mut client);
            let outcome = outcome.unwrap_or_else(|error| Outcome::Differs(format!("no answer: {error}")));
            if let Some(place) = outcomes.lock().unwrap_or_else(PoisonError::into_inner).get_mut(index) {
                *place = outcome;
            }
        }
    };
    std::thread::scope(|scope| {
        let start = |_| std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
        let threads: Vec<_> = (0..threads).map(start).collect::<Result<_, _>>()?;
        for thread in threads {
            thread.join().map_err(|_| "a thread panicked")??;
        }
        Ok::<_, Box<dyn Error>>(())
    })?;
    Ok(outcomes.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// # Errors
/// When there is no talking to the server.
fn outcome(case: &Case, catalogs: &Catalogs, engine: &Engine, client: &mut Client) -> Result<Outcome, String> {
    if !script::is_one(&case.sql) {
        return Ok(Outcome::LeftOut("several statements"));
    }
    if case.sql.len() > STATEMENT_BYTES_MAX {
        return Ok(Outcome::LeftOut("longer than Athena takes"));
    }
    if case.sql.contains("information_schema") {
        return Ok(Outcome::LeftOut("about the server's own catalog"));
    }
    if !is_query(&case.sql) {
        return Ok(Outcome::LeftOut("no query"));
    }
    let Ok(tables) = catalogs.of(case) else { return Ok(Outcome::LeftOut("no data")) };
    let surroundings = Surroundings { engine, catalog: tables, time_max: case.time_max() };
    let here = std::panic::catch_unwind(AssertUnwindSafe(|| here::run(surroundings, &case.sql)));
    let here = match here {
        Ok(Some(told)) => told,
        Ok(None) => return Ok(Outcome::LeftOut("no query")),
        Err(_) => return Ok(Outcome::Differs("PANIC in this process".to_owned())),
    };
    let (catalog, database) = lake::context(case);
    let wire = client.run(&case.sql, catalog, database, case.time_max())?;
    // Some cases rely on an order that their query does not ask for.
    let ordered = case.ordered && case.sql.to_ascii_uppercase().contains("ORDER BY");
    Ok(told::difference(&here, &wire, ordered).map_or(Outcome::Same, Outcome::Differs))
}

/// What other statements do is not the same in a process and in a service.
fn is_query(sql: &str) -> bool {
    let first = sql.trim_start_matches(|c: char| c == '(' || c.is_whitespace());
    let word = first.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    ["SELECT", "WITH", "VALUES", "TABLE"].iter().any(|start| word.eq_ignore_ascii_case(start))
}

/// The counts, with what differs by kind, and whether nothing does.
pub(crate) fn report(outcomes: &[Outcome]) -> (String, bool) {
    let (mut same, mut left_out, mut kinds) = (0, BTreeMap::new(), BTreeMap::new());
    for outcome in outcomes {
        match outcome {
            Outcome::Same => same += 1,
            Outcome::LeftOut(why) => *left_out.entry(*why).or_insert(0) += 1,
            Outcome::Differs(how) => *kinds.entry(how.split(':').next().unwrap_or_default()).or_insert(0) += 1,
        }
    }
    let mut text = String::new();
    for (counts, what) in [(&left_out, "left out"), (&kinds, "different")] {
        for (kind, count) in counts {
            let _ = writeln!(text, "{what}, {kind:<40} {count:>6}");
        }
    }
    let differing: i32 = kinds.values().sum();
    let out: i32 = left_out.values().sum();
    let _ = writeln!(text, "{same} the same through the wire, {differing} different, {out} left out");
    (text, differing == 0)
}

/// The cases that differ, as JSON lines.
pub(crate) fn write_failures(path: &Path, cases: &[Case], outcomes: &[Outcome]) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for (case, outcome) in cases.iter().zip(outcomes) {
        let Outcome::Differs(how) = outcome else { continue };
        let line = serde_json::json!({
            "id": case.id, "category": case.category, "source": case.source_file, "line": case.line,
            "sql": case.sql, "why": how,
        });
        writeln!(file, "{line}")?;
    }
    file.flush()
}

#[cfg(test)]
mod tests;
