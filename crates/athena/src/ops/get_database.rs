//! `GetDatabase`: one database of the data catalog.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetDatabase.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, metadata, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_name: String,
    database_name: String,
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    database: shapes::Database,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let catalog = input.catalog_name;
    metadata::check_names(athena, &catalog, input.work_group.as_deref()).await?;
    let database = athena.catalog.database(&input.database_name).await?;
    Ok(Output { database: athena.visible_database(database).await?.into() })
}
