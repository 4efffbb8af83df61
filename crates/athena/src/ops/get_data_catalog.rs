//! `GetDataCatalog`: one data catalog.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetDataCatalog.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, metadata, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    data_catalog: shapes::DataCatalog,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    metadata::check_workgroup(athena, input.work_group.as_deref()).await?;
    Ok(Output { data_catalog: athena.queries.data_catalog(&input.name).await?.into() })
}
