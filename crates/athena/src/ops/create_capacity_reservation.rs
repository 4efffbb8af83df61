//! `CreateCapacityReservation`: reserves capacity, which is there at once.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateCapacityReservation.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    target_dpus: Option<i32>,
    name: Option<String>,
    tags: Option<Vec<shapes::Tag>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    let dpus = checks::dpus(&mut all, "targetDpus", input.target_dpus);
    checks::reservation(&mut all, "name", input.name.as_ref());
    shapes::Tag::check(&mut all, input.tags.as_deref().unwrap_or_default());
    all.finish()?;
    let tags = input.tags.unwrap_or_default().into_iter().map(shapes::Tag::into_pair).collect();
    athena.queries.create_reservation(&input.name.unwrap_or_default(), dpus, tags).await?;
    Ok(Output {})
}
