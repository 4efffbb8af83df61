//! `ListDatabases`: the databases of the data catalog.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListDatabases.html>

use boathouse_catalog::PageRequest;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, metadata, shapes};

const PAGE_MAX: i32 = 50;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_name: String,
    next_token: Option<String>,
    max_results: Option<i32>,
    work_group: Option<String>,
    attributes_to_get: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    database_list: Vec<shapes::Database>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    // Nothing besides the name can be asked for.
    let is_name_only = input.attributes_to_get.is_some_and(|attributes| !attributes.is_empty());
    let shown = |database: shapes::Database| if is_name_only { database.name_only() } else { database };
    let catalog = input.catalog_name;
    metadata::check_names(athena, &catalog, input.work_group.as_deref()).await?;
    let items_max = usize::try_from(input.max_results.unwrap_or(PAGE_MAX)).ok();
    let (token, request) = (input.next_token.clone(), PageRequest { items_max, token: input.next_token });
    let page = athena.catalog.databases(request).await.map_err(metadata::of_listing(token))?;
    let databases = athena.visible_databases(page.items).await?;
    Ok(Output {
        database_list: databases.into_iter().map(shapes::Database::from).map(shown).collect(),
        next_token: page.next_token,
    })
}
