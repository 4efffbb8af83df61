//! `BatchDeleteTableVersion`: forgets old versions of a table; those that cannot be forgotten are told.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_BatchDeleteTableVersion.html>

use serde::{Deserialize, Serialize};

use crate::error::ErrorDetail;
use crate::{Error, Glue, checks};

const VERSIONS_MAX: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_name: String,
    table_name: String,
    version_ids: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    errors: Vec<TableVersionError>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("databaseName", &input.database_name), ("tableName", &input.table_name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    checks::name_list("versionIds", &input.version_ids, VERSIONS_MAX)?;
    glue.catalog.generation(&input.database_name, &input.table_name).await?;
    let mut errors = Vec::new();
    for version_id in input.version_ids {
        let outcome = match checks::version(&version_id) {
            Ok(version) => {
                let done = glue.catalog.delete_table_version(&input.database_name, &input.table_name, version).await;
                done.map_err(Error::from)
            }
            Err(error) => Err(error),
        };
        if let Err(error) = outcome {
            let table_name = input.table_name.clone();
            errors.push(TableVersionError { table_name, version_id, error_detail: error.into() });
        }
    }
    Ok(Output { errors })
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct TableVersionError {
    table_name: String,
    version_id: String,
    error_detail: ErrorDetail,
}
