//! `GetDatabase`: one database of the data catalog.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetDatabase.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, metadata, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_name: Option<String>,
    database_name: Option<String>,
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    database: shapes::Database,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required(&mut all, "catalogName", input.catalog_name.as_ref(), 1, 256);
    checks::required(&mut all, "databaseName", input.database_name.as_ref(), 1, 128);
    checks::workgroup(&mut all, "workGroup", input.work_group.as_ref());
    all.finish()?;
    let catalog = input.catalog_name.unwrap_or_default();
    metadata::check_names(athena, &catalog, input.work_group.as_deref()).await?;
    let database = athena.catalog.database(&input.database_name.unwrap_or_default()).await?;
    Ok(Output { database: athena.visible_database(database).await?.into() })
}
