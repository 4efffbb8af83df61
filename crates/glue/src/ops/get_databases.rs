//! `GetDatabases`: the databases by name.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabases.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

const PAGE_ITEMS_MAX: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    next_token: Option<String>,
    max_results: Option<i32>,
    resource_share_type: Option<ResourceShareType>,
    attributes_to_get: Option<Vec<Attribute>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    database_list: Vec<Listed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    // Nobody shares databases with this account.
    if input.resource_share_type == Some(ResourceShareType::Foreign) {
        return Ok(Output { database_list: Vec::new(), next_token: None });
    }
    let federated_only = input.resource_share_type == Some(ResourceShareType::Federated);
    let page = glue.catalog.databases(page).await?;
    let wanted = page.items.into_iter().filter(|database| !federated_only || database.federated_database.is_some());
    let shown = wanted.map(|database| shapes::Database::new(database, glue.account()));
    let database_list = shown.map(|database| list(database, input.attributes_to_get.as_deref())).collect();
    Ok(Output { database_list, next_token: page.next_token })
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum ResourceShareType {
    Foreign,
    All,
    Federated,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Attribute {
    Name,
    TargetDatabase,
}

/// A database, whole or only what was asked for.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Listed {
    Whole(Box<shapes::Database>),
    #[serde(rename_all = "PascalCase")]
    Part {
        name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        target_database: Option<shapes::DatabaseIdentifier>,
    },
}

fn list(database: shapes::Database, attributes: Option<&[Attribute]>) -> Listed {
    match attributes {
        None | Some([]) => Listed::Whole(Box::new(database)),
        Some(attributes) => Listed::Part {
            name: database.name,
            target_database: database.target_database.filter(|_| attributes.contains(&Attribute::TargetDatabase)),
        },
    }
}
