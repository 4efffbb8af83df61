//! `GetTable`: one table definition.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetTable.html>

use boathouse_wire::Reported;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::shapes::TableAttribute;
use crate::shapes::iceberg::IcebergTableMetadata;
use crate::{Error, Glue, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    audit_context: Option<Reported<checks::AuditContext>>,
    database_name: String,
    name: String,
    query_as_of_time: Option<IgnoredAny>,
    transaction_id: Option<String>,
    /// Changes of views are done when they are answered here, so no table has a status.
    #[serde(rename = "IncludeStatusDetails")]
    _include_status_details: Option<bool>,
    attributes_to_get: Option<Vec<TableAttribute>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    table: Shown,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("name", &input.name)])?;
    checks::refuse("QueryAsOfTime", input.query_as_of_time.is_some())?;
    checks::audit_context(input.audit_context.as_ref())?;
    checks::transaction(input.transaction_id.as_deref())?;
    let (whole, latest) = wanted(input.attributes_to_get.as_deref())?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let table = glue.catalog.table(&input.database_name, &input.name).await?;
    let table = glue.with_columns(table).await?;
    let metadata = if latest { glue.latest_metadata(&table).await? } else { None };
    let iceberg_table_metadata = metadata.as_ref().map(IcebergTableMetadata::shown).transpose()?;
    let table = shapes::Table { iceberg_table_metadata, ..shapes::Table::new(table, glue.account()) };
    let table = if whole { Shown::Whole(Box::new(table)) } else { Shown::latest(table) };
    Ok(Output { table })
}

/// Whether the definition and whether the latest metadata are asked for.
fn wanted(attributes: Option<&[TableAttribute]>) -> Result<(bool, bool), Error> {
    match attributes {
        None | Some([TableAttribute::Default]) => Ok((true, false)),
        Some([TableAttribute::LatestIcebergMetadata]) => Ok((false, true)),
        Some(
            [TableAttribute::Default, TableAttribute::LatestIcebergMetadata]
            | [TableAttribute::LatestIcebergMetadata, TableAttribute::Default],
        ) => Ok((true, true)),
        Some(_) => Err(Error::InvalidInput(
            "AttributesToGet of GetTable is DEFAULT, LATEST_ICEBERG_METADATA, or both.".to_owned(),
        )),
    }
}

/// A table, whole or only its metadata.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Shown {
    Whole(Box<shapes::Table>),
    #[serde(rename_all = "PascalCase")]
    Latest {
        name: String,
        database_name: String,
        catalog_id: String,
        version_id: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        iceberg_table_metadata: Option<Box<IcebergTableMetadata>>,
    },
}

impl Shown {
    fn latest(table: shapes::Table) -> Self {
        Self::Latest {
            name: table.name,
            database_name: table.database_name,
            catalog_id: table.catalog_id,
            version_id: table.version_id,
            iceberg_table_metadata: table.iceberg_table_metadata.map(Box::new),
        }
    }
}
