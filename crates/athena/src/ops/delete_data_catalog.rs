//! `DeleteDataCatalog`: forgets a data catalog. What it stands for is not touched, whatever DeleteCatalogOnly says.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_DeleteDataCatalog.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    data_catalog: shapes::DataCatalog,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required(&mut all, "name", input.name.as_ref(), 1, 256);
    all.finish()?;
    let gone = athena.queries.delete_data_catalog(&input.name.unwrap_or_default()).await?;
    Ok(Output { data_catalog: shapes::DataCatalog::deleted(gone) })
}
