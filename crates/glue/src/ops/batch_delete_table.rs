//! `BatchDeleteTable`: drops many tables; those that cannot be dropped are told.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeleteTable.html>

use serde::{Deserialize, Serialize};

use crate::error::ErrorDetail;
use crate::{Error, Glue, checks};

const TABLES_MAX: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    transaction_id: Option<String>,
    database_name: String,
    tables_to_delete: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    errors: Vec<TableError>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name)])?;
    checks::name_list("tablesToDelete", &input.tables_to_delete, TABLES_MAX)?;
    checks::transaction(input.transaction_id.as_deref())?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    glue.catalog.database(&input.database_name).await?;
    let mut errors = Vec::new();
    for table_name in input.tables_to_delete {
        match glue.catalog.delete_table(&input.database_name, &table_name).await {
            Ok(()) => glue.tags.forget(&format!("table/{}/{table_name}", input.database_name).to_lowercase()).await?,
            Err(error) => errors.push(TableError { table_name, error_detail: Error::from(error).into() }),
        }
    }
    Ok(Output { errors })
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct TableError {
    table_name: String,
    error_detail: ErrorDetail,
}
