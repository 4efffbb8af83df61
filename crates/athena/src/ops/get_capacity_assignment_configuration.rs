//! `GetCapacityAssignmentConfiguration`: whose queries run on a reservation.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetCapacityAssignmentConfiguration.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    capacity_reservation_name: Option<String>,
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
    let mut all = Constraints::new();
    checks::reservation(&mut all, "capacityReservationName", input.capacity_reservation_name.as_ref());
    all.finish()?;
    let reservation = athena.queries.reservation(&input.capacity_reservation_name.unwrap_or_default()).await?;
    let assignment = |names: Vec<String>| shapes::CapacityAssignment { work_group_names: Some(names) };
    Ok(Output {
        capacity_assignment_configuration: Configuration {
            capacity_reservation_name: reservation.name,
            capacity_assignments: reservation.assignments.into_iter().flatten().map(assignment).collect(),
        },
    })
}
