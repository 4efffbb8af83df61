//! `UpdateWorkGroup`: changes a workgroup; what is not mentioned stays.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateWorkGroup.html>

use boathouse_query::{WorkgroupChange, WorkgroupState};
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    work_group: Option<String>,
    description: Option<String>,
    configuration_updates: Option<shapes::WorkGroupUpdates>,
    state: Option<WorkgroupState>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required_workgroup(&mut all, "workGroup", input.work_group.as_ref());
    checks::optional(&mut all, "description", input.description.as_ref(), 0, 1024);
    if let Some(updates) = &input.configuration_updates {
        updates.check(&mut all);
    }
    all.finish()?;
    let change = input.configuration_updates.map(shapes::WorkGroupUpdates::into_change).transpose()?;
    let change = WorkgroupChange { state: input.state, description: input.description, ..change.unwrap_or_default() };
    athena.queries.update_workgroup(&input.work_group.unwrap_or_default(), change).await?;
    Ok(Output {})
}
