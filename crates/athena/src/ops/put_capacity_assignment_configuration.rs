//! `PutCapacityAssignmentConfiguration`: says whose queries run on a reservation.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_PutCapacityAssignmentConfiguration.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    capacity_reservation_name: Option<String>,
    capacity_assignments: Option<Vec<shapes::CapacityAssignment>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::reservation(&mut all, "capacityReservationName", input.capacity_reservation_name.as_ref());
    if input.capacity_assignments.is_none() {
        all.missing("capacityAssignments");
    }
    let groups = input.capacity_assignments.unwrap_or_default().into_iter();
    let groups: Vec<Vec<String>> = groups.map(|group| group.work_group_names.unwrap_or_default()).collect();
    for (number, name) in groups.iter().flatten().enumerate() {
        checks::workgroup(&mut all, &format!("capacityAssignments.workGroupNames.{}.member", number + 1), Some(name));
    }
    all.finish()?;
    athena.queries.assign_reservation(&input.capacity_reservation_name.unwrap_or_default(), groups).await?;
    Ok(Output {})
}
