//! `GetCapacityAssignmentConfiguration`: whose queries run on a reservation.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetCapacityAssignmentConfiguration.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    capacity_reservation_name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    capacity_assignment_configuration: Configuration,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    capacity_reservation_name: String,
    capacity_assignments: Vec<shapes::CapacityAssignment>,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let reservation = athena.queries.reservation(&input.capacity_reservation_name).await?;
    let assignment = |names: Vec<String>| shapes::CapacityAssignment { work_group_names: Some(names) };
    Ok(Output {
        capacity_assignment_configuration: Configuration {
            capacity_reservation_name: reservation.name,
            capacity_assignments: reservation.assignments.into_iter().flatten().map(assignment).collect(),
        },
    })
}
