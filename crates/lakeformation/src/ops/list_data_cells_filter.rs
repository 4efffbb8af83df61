//! `ListDataCellsFilter`: the data-cells filters of a table, or of all.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListDataCellsFilter.html>

use serde::{Deserialize, Serialize};

use crate::shapes::filter::DataCellsFilter;
use crate::shapes::resource::TableResource;
use crate::{Error, LakeFormation, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    table: Option<TableResource>,
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    data_cells_filters: Vec<DataCellsFilter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    let page = checks::page(input.next_token, input.max_results)?;
    let table = input.table.map(|table| table.read(service)).transpose()?;
    let of = match &table {
        None => None,
        Some((database, Some(table))) => Some((database.as_str(), table.as_str())),
        Some((_, None)) => return Err(Error::InvalidInput("TableWildcard is not supported by boathouse".to_owned())),
    };
    let found = service.permissions.filters(&service.scope(), of, page).await?;
    let shown = |filter| DataCellsFilter::new(service.account(), filter);
    Ok(Output { data_cells_filters: found.items.into_iter().map(shown).collect(), next_token: found.next_token })
}
