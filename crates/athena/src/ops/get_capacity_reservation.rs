//! `GetCapacityReservation`: one capacity reservation.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetCapacityReservation.html>

use serde::Serialize;

use crate::shapes::{CapacityReservation, ReservationName as Input};
use crate::{Athena, Error};

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    capacity_reservation: CapacityReservation,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    Ok(Output { capacity_reservation: athena.queries.reservation(&input.name).await?.into() })
}
