//! `CancelCapacityReservation`: gives reserved capacity back.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_CancelCapacityReservation.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::reservation(&mut all, "name", input.name.as_ref());
    all.finish()?;
    athena.queries.cancel_reservation(&input.name.unwrap_or_default()).await?;
    Ok(Output {})
}
