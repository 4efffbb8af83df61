//! `DeleteDatabase`: drops a database with everything in it.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteDatabase.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("name", &input.name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    glue.catalog.delete_database(&input.name).await?;
    glue.tags.forget(&format!("database/{}", input.name.to_lowercase())).await?;
    Ok(Output {})
}
