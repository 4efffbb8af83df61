//! A plan that was kept, written if what it was made from is as it was.

use std::time::Instant;

use boathouse_crawler::Plan;

use crate::command::crawl::{ensure_database, outcome, written};
use crate::command::{CrawlApplyCommand, CrawlOutcome};
use crate::{Boathouse, Error, Result};

pub(super) async fn run(house: &Boathouse, command: CrawlApplyCommand) -> Result<CrawlOutcome> {
    let started = Instant::now();
    let text = tokio::fs::read_to_string(&command.file)
        .await
        .map_err(|source| Error::LocalFile { path: command.file.clone(), source })?;
    let plan = Plan::from_text(&text)?;
    // A plan for a database that is not there was made against an empty one.
    let is_there = house.catalog().database(&plan.database).await.is_ok();
    let made = plan.basis.as_ref().is_some_and(|basis| basis.tables.is_empty()) && !is_there;
    if made {
        ensure_database(house, &plan.database).await?;
    }
    let applied = house.crawlers().apply_planned(&plan).await;
    if made && applied.is_err() {
        house.catalog().delete_database(&plan.database).await.ok();
    }
    let target = plan.basis.as_ref().map(|basis| basis.request.options.crawler_name.as_str()).unwrap_or_default();
    let run = written(applied?.0, &plan);
    Ok(CrawlOutcome { run, ..outcome(target.strip_prefix("cli:").unwrap_or(target), &plan, started)? })
}
