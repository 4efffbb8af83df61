//! A run taken back.

use boathouse_crawler::UndoSummary;

use crate::command::CrawlUndoCommand;
use crate::{Boathouse, Result};

pub(super) async fn run(house: &Boathouse, command: CrawlUndoCommand) -> Result<UndoSummary> {
    Ok(house.crawlers().undo(&command.run, command.force).await?)
}
