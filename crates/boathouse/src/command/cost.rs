//! What queries have read and what Athena would have charged for them.

use boathouse_query::SpendingTotal;

use crate::command::{CostCommand, CostOutcome};
use crate::{Boathouse, Result};

pub(super) async fn run(house: &Boathouse, command: CostCommand) -> Result<CostOutcome> {
    let since_ms = command.since_ms.map_or(i64::MIN, |since_ms| house.now_ms().saturating_sub(since_ms));
    let mut queries = house.queries().spending(since_ms).await?;
    if let Some(workgroup) = &command.workgroup {
        house.queries().workgroup(workgroup).await?;
        queries.retain(|query| query.workgroup == *workgroup);
    }
    Ok(CostOutcome {
        total: SpendingTotal::of_all(&queries),
        workgroups: SpendingTotal::by_workgroup(&queries),
        tables: SpendingTotal::by_table(&queries),
        queries,
    })
}
