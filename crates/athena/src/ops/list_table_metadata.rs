//! `ListTableMetadata`: the tables of a database, by a pattern on the name.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListTableMetadata.html>

use boathouse_catalog::{PageRequest, TablesRequest};
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, metadata, shapes};

const PAGE_MAX: i32 = 50;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_name: Option<String>,
    database_name: Option<String>,
    expression: Option<String>,
    next_token: Option<String>,
    max_results: Option<i32>,
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    table_metadata_list: Vec<shapes::TableMetadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required(&mut all, "catalogName", input.catalog_name.as_ref(), 1, 256);
    checks::required(&mut all, "databaseName", input.database_name.as_ref(), 1, 128);
    if let Some(expression) = &input.expression {
        all.length("expression", expression, 0, 256);
    }
    checks::paging(&mut all, input.next_token.as_ref(), input.max_results, (1, PAGE_MAX));
    checks::workgroup(&mut all, "workGroup", input.work_group.as_ref());
    all.finish()?;
    let catalog = input.catalog_name.unwrap_or_default();
    metadata::check_names(athena, &catalog, input.work_group.as_deref()).await?;
    let request = TablesRequest {
        expression: input.expression.filter(|expression| !expression.is_empty()),
        page: PageRequest {
            items_max: usize::try_from(input.max_results.unwrap_or(PAGE_MAX)).ok(),
            token: input.next_token,
        },
    };
    let database = input.database_name.unwrap_or_default();
    let token = request.page.token.clone();
    let page = athena.catalog.tables(&database, request).await.map_err(metadata::of_listing(token))?;
    let tables = athena.visible_tables(&database, page.items).await?;
    Ok(Output {
        table_metadata_list: tables.into_iter().map(shapes::TableMetadata::from).collect(),
        next_token: page.next_token,
    })
}
