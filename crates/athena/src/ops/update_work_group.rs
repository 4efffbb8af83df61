//! `UpdateWorkGroup`: changes a workgroup; what is not mentioned stays.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateWorkGroup.html>

use boathouse_query::{WorkgroupChange, WorkgroupState};
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    work_group: String,
    description: Option<String>,
    configuration_updates: Option<shapes::WorkGroupUpdates>,
    state: Option<WorkgroupState>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let change = input.configuration_updates.map(shapes::WorkGroupUpdates::into_change).transpose()?;
    let change = WorkgroupChange { state: input.state, description: input.description, ..change.unwrap_or_default() };
    athena.queries.update_workgroup(&input.work_group, change).await?;
    Ok(Output {})
}
