//! `CreateCapacityReservation`: reserves capacity, which is there at once.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateCapacityReservation.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    target_dpus: u32,
    name: String,
    tags: Option<Vec<shapes::Tag>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let tags = shapes::Tag::pairs(input.tags)?;
    athena.queries.create_reservation(&input.name, input.target_dpus, tags).await?;
    Ok(Output {})
}
