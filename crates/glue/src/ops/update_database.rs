//! `UpdateDatabase`: replaces everything of a database.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateDatabase.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    name: String,
    database_input: shapes::DatabaseInput,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("name", &input.name)])?;
    checks::database(&input.database_input)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    glue.catalog.update_database(&input.name, input.database_input.into()).await?;
    Ok(Output {})
}
