//! `ListDataCatalogs`: the data catalogs by name.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListDataCatalogs.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, pages, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    work_group: Option<String>,
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    data_catalogs_summary: Vec<shapes::DataCatalogSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    crate::metadata::check_workgroup(athena, input.work_group.as_deref()).await?;
    let page = pages::page(input.next_token, input.max_results, 50);
    let page = athena.queries.data_catalogs(page).await?.map(shapes::DataCatalogSummary::from);
    Ok(Output { data_catalogs_summary: page.items, next_token: page.next_token })
}
