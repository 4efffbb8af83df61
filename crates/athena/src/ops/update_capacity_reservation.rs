//! `UpdateCapacityReservation`: changes how much is reserved.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateCapacityReservation.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    target_dpus: Option<i32>,
    name: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    let dpus = checks::dpus(&mut all, "targetDpus", input.target_dpus);
    checks::reservation(&mut all, "name", input.name.as_ref());
    all.finish()?;
    athena.queries.update_reservation(&input.name.unwrap_or_default(), dpus).await?;
    Ok(Output {})
}
