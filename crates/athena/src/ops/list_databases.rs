//! `ListDatabases`: the databases of the data catalog.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListDatabases.html>

use boathouse_catalog::PageRequest;
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, metadata, shapes};

const PAGE_MAX: i32 = 50;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_name: Option<String>,
    next_token: Option<String>,
    max_results: Option<i32>,
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    database_list: Vec<shapes::Database>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required(&mut all, "catalogName", input.catalog_name.as_ref(), 1, 256);
    checks::paging(&mut all, input.next_token.as_ref(), input.max_results, (1, PAGE_MAX));
    checks::workgroup(&mut all, "workGroup", input.work_group.as_ref());
    all.finish()?;
    let catalog = input.catalog_name.unwrap_or_default();
    metadata::check_names(athena, &catalog, input.work_group.as_deref()).await?;
    let items_max = usize::try_from(input.max_results.unwrap_or(PAGE_MAX)).ok();
    let (token, request) = (input.next_token.clone(), PageRequest { items_max, token: input.next_token });
    let page = athena.catalog.databases(request).await.map_err(metadata::of_listing(token))?;
    let databases = athena.visible_databases(page.items).await?;
    Ok(Output {
        database_list: databases.into_iter().map(shapes::Database::from).collect(),
        next_token: page.next_token,
    })
}
