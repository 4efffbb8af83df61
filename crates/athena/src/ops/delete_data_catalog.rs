//! `DeleteDataCatalog`: forgets a data catalog. What it stands for is not touched, whatever DeleteCatalogOnly says.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_DeleteDataCatalog.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    data_catalog: shapes::DataCatalog,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let gone = athena.queries.delete_data_catalog(&input.name).await?;
    Ok(Output { data_catalog: shapes::DataCatalog::deleted(gone) })
}
