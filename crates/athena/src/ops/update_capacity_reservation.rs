//! `UpdateCapacityReservation`: changes how much is reserved.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateCapacityReservation.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    target_dpus: u32,
    name: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    athena.queries.update_reservation(&input.name, input.target_dpus).await?;
    Ok(Output {})
}
