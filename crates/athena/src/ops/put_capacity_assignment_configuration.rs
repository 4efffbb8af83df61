//! `PutCapacityAssignmentConfiguration`: says whose queries run on a reservation.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_PutCapacityAssignmentConfiguration.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    capacity_reservation_name: String,
    capacity_assignments: Vec<shapes::CapacityAssignment>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let groups = input.capacity_assignments.into_iter();
    let groups: Vec<Vec<String>> = groups.map(|group| group.work_group_names.unwrap_or_default()).collect();
    athena.queries.assign_reservation(&input.capacity_reservation_name, groups).await?;
    Ok(Output {})
}
