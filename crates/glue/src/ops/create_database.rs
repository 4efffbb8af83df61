//! `CreateDatabase`: makes a database.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CreateDatabase.html>

use serde::{Deserialize, Serialize};

use crate::{Error, Glue, checks, shapes, tags};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    database_input: shapes::DatabaseInput,
    tags: Option<tags::TagMap>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::database(&input.database_input)?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    if let Some(target) = &input.database_input.target_database {
        glue.check_root(target.catalog_id.as_deref())?;
    }
    let tags = input.tags.unwrap_or_default();
    tags::check(&tags)?;
    let made = glue.catalog.create_database(input.database_input.into()).await?;
    if !tags.is_empty() {
        glue.tags.add(&format!("database/{}", made.name), tags).await?;
    }
    Ok(Output {})
}
