//! Capacity reservations.

use boathouse_query::{Reservation, ReservationState};
use boathouse_wire::{Constraints, EpochSeconds};
use serde::{Deserialize, Serialize};

use crate::{Error, checks};

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CapacityReservation {
    name: String,
    status: ReservationState,
    target_dpus: u32,
    allocated_dpus: u32,
    last_allocation: CapacityAllocation,
    last_successful_allocation_time: EpochSeconds,
    creation_time: EpochSeconds,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct CapacityAllocation {
    status: &'static str,
    request_time: EpochSeconds,
    request_completion_time: EpochSeconds,
}

impl From<Reservation> for CapacityReservation {
    fn from(reservation: Reservation) -> Self {
        let allocated = EpochSeconds(reservation.allocated_ms);
        Self {
            name: reservation.name,
            status: reservation.state,
            target_dpus: reservation.target_dpus,
            allocated_dpus: reservation.allocated_dpus,
            last_allocation: CapacityAllocation {
                status: "SUCCEEDED",
                request_time: allocated,
                request_completion_time: allocated,
            },
            last_successful_allocation_time: allocated,
            creation_time: reservation.created_ms.into(),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CapacityAssignment {
    pub(crate) work_group_names: Option<Vec<String>>,
}

/// Which reservation is meant.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ReservationName {
    name: Option<String>,
}

impl ReservationName {
    /// # Errors
    /// What does not keep to the model.
    pub(crate) fn checked(self) -> Result<String, Error> {
        let mut all = Constraints::new();
        checks::reservation(&mut all, "name", self.name.as_ref());
        all.finish()?;
        Ok(self.name.unwrap_or_default())
    }
}
