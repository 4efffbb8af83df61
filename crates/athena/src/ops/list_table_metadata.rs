//! `ListTableMetadata`: the tables of a database, by a pattern on the name.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListTableMetadata.html>

use boathouse_catalog::{PageRequest, TablesRequest};
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, metadata, shapes};

const PAGE_MAX: i32 = 50;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_name: String,
    database_name: String,
    expression: Option<String>,
    next_token: Option<String>,
    max_results: Option<i32>,
    work_group: Option<String>,
    attributes_to_get: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    table_metadata_list: Vec<shapes::TableMetadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let asks = |name: &str| input.attributes_to_get.iter().flatten().any(|attribute| attribute == name);
    let (is_name_only, with_type) = (input.attributes_to_get.is_some(), asks("TABLE_TYPE"));
    if is_name_only && !asks("NAME") {
        return Err(Error::input("AttributesToGet must include NAME."));
    }
    let shown = |table: shapes::TableMetadata| if is_name_only { table.name_only(with_type) } else { table };
    let catalog = input.catalog_name;
    metadata::check_names(athena, &catalog, input.work_group.as_deref()).await?;
    let request = TablesRequest {
        expression: input.expression.filter(|expression| !expression.is_empty()),
        page: PageRequest {
            items_max: usize::try_from(input.max_results.unwrap_or(PAGE_MAX)).ok(),
            token: input.next_token,
        },
    };
    let database = input.database_name;
    let token = request.page.token.clone();
    let page = athena.catalog.tables(&database, request).await.map_err(metadata::of_listing(token))?;
    let tables = athena.visible_tables(&database, page.items).await?;
    Ok(Output {
        table_metadata_list: tables.into_iter().map(shapes::TableMetadata::from).map(shown).collect(),
        next_token: page.next_token,
    })
}
