//! Capacity reservations.

use boathouse_query::{Reservation, ReservationState};
use boathouse_wire::EpochSeconds;
use serde::{Deserialize, Serialize};

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
    pub(crate) name: String,
}
