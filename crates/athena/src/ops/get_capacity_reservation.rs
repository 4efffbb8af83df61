//! `GetCapacityReservation`: one capacity reservation.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetCapacityReservation.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    capacity_reservation: shapes::CapacityReservation,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::reservation(&mut all, "name", input.name.as_ref());
    all.finish()?;
    let reservation = athena.queries.reservation(&input.name.unwrap_or_default()).await?;
    Ok(Output { capacity_reservation: reservation.into() })
}
