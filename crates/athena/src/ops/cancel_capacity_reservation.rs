//! `CancelCapacityReservation`: gives reserved capacity back.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_CancelCapacityReservation.html>

use serde::Serialize;

use crate::shapes::ReservationName as Input;
use crate::{Athena, Error};

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    athena.queries.cancel_reservation(&input.name).await?;
    Ok(Output {})
}
