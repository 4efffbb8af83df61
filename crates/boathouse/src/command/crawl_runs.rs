//! The runs that can be taken back.

use boathouse_crawler::UndoableRun;

use crate::{Boathouse, Result};

pub(super) async fn run(house: &Boathouse) -> Result<Vec<UndoableRun>> {
    Ok(house.crawlers().undoable_runs().await?)
}
