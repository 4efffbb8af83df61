//! `GetTables`: the tables of a database by name.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetTables.html>

use boathouse_catalog::TablesRequest;
use boathouse_wire::Reported;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::shapes::TableAttribute;
use crate::{Error, Glue, checks, shapes};

const PAGE_ITEMS_MAX: usize = 100;
const EXPRESSION_CHARS_MAX: usize = 2_048;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    audit_context: Option<Reported<checks::AuditContext>>,
    database_name: String,
    expression: Option<String>,
    next_token: Option<String>,
    max_results: Option<i32>,
    attributes_to_get: Option<Vec<TableAttribute>>,
    query_as_of_time: Option<IgnoredAny>,
    transaction_id: Option<String>,
    resource_share_type: Option<ResourceShareType>,
    /// Changes of views are done when they are answered here, so no table has a status.
    #[serde(rename = "IncludeStatusDetails")]
    _include_status_details: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    table_list: Vec<Listed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name)])?;
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    if let Some(expression) = &input.expression {
        checks::length("expression", expression, 0, EXPRESSION_CHARS_MAX)?;
    }
    checks::refuse("QueryAsOfTime", input.query_as_of_time.is_some())?;
    checks::audit_context(input.audit_context.as_ref())?;
    checks::transaction(input.transaction_id.as_deref())?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let attributes = input.attributes_to_get.unwrap_or_default();
    checks::refuse(
        "AttributesToGet LATEST_ICEBERG_METADATA",
        attributes.contains(&TableAttribute::LatestIcebergMetadata),
    )?;
    let request = TablesRequest { expression: input.expression, page };
    let page = glue.catalog.tables(&input.database_name, request).await?;
    let mut table_list = Vec::with_capacity(page.items.len());
    let federated_only = input.resource_share_type == Some(ResourceShareType::Federated);
    for table in page.items {
        if federated_only && table.federated_table.is_none() {
            continue;
        }
        let table = shapes::Table::new(glue.with_columns_if_there(table).await?, glue.account());
        table_list.push(list(table, &attributes));
    }
    Ok(Output { table_list, next_token: page.next_token })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum ResourceShareType {
    Federated,
    All,
}

/// A table, whole or only what was asked for.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Listed {
    Whole(Box<shapes::Table>),
    #[serde(rename_all = "PascalCase")]
    Part {
        name: String,
        database_name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        table_type: Option<String>,
    },
}

fn list(table: shapes::Table, attributes: &[TableAttribute]) -> Listed {
    if attributes.is_empty() || attributes.contains(&TableAttribute::Default) {
        return Listed::Whole(Box::new(table));
    }
    Listed::Part {
        name: table.name,
        database_name: table.database_name,
        table_type: table.table_type.filter(|_| attributes.contains(&TableAttribute::TableType)),
    }
}
