//! `GetDatabase`: one database.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabase.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    database: shapes::Database,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("name", &input.name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let database = glue.catalog.database(&input.name).await?;
    Ok(Output { database: shapes::Database::new(database, glue.account()) })
}
