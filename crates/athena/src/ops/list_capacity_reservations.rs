//! `ListCapacityReservations`: the capacity reservations by name.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListCapacityReservations.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, pages, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    capacity_reservations: Vec<shapes::CapacityReservation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let page = pages::page(input.next_token, input.max_results, 50);
    let page = athena.queries.reservations(page).await?.map(shapes::CapacityReservation::from);
    Ok(Output { capacity_reservations: page.items, next_token: page.next_token })
}
