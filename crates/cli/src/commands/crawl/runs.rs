//! `boathouse crawl runs`: what can be undone.

use boathouse::command::{Outcome, Request};
use boathouse::time_text;

use crate::cli::GlobalArgs;
use crate::commands::unexpected;
use crate::error::Result;
use crate::exit::ExitStatus;
use crate::human;
use crate::printer::Printer;
use crate::render::Rows;
use crate::session::Session;

pub(crate) async fn run(global: &GlobalArgs, printer: Printer) -> Result {
    let session = Session::open(global).await?;
    let Outcome::CrawlRuns(runs) = session.outcome(Request::CrawlRuns, printer).await? else {
        return Err(unexpected());
    };
    let time = |ms: i64| time_text(ms).unwrap_or_default();
    let times: Vec<String> = runs.iter().map(|run| time(run.applied_ms)).collect();
    let states: Vec<String> = runs
        .iter()
        .map(|run| match (&run.undone_ms, &run.refused) {
            (Some(at), _) => format!("undone {}", time(*at)),
            (None, Some(why)) => format!("cannot be undone: {why}"),
            (None, None) if run.interrupted => "was cut off; its manifests can be undone".to_owned(),
            (None, None) => "can be undone".to_owned(),
        })
        .collect();
    Rows::default()
        .text("run", runs.iter().map(|run| Some(run.id.as_str())))
        .text("crawler", runs.iter().map(|run| Some(run.crawler.as_str())))
        .text("applied", times.iter().map(|time| Some(time.as_str())))
        .text("state", states.iter().map(|state| Some(state.as_str())))
        .print(printer, &human::counted(runs.len() as u64, "run", "runs"))?;
    Ok(ExitStatus::Success)
}
