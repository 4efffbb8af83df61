//! `GetDataCatalog`: one data catalog.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetDataCatalog.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, metadata, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: Option<String>,
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    data_catalog: shapes::DataCatalog,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required(&mut all, "name", input.name.as_ref(), 1, 256);
    checks::workgroup(&mut all, "workGroup", input.work_group.as_ref());
    all.finish()?;
    metadata::check_workgroup(athena, input.work_group.as_deref()).await?;
    Ok(Output { data_catalog: athena.queries.data_catalog(&input.name.unwrap_or_default()).await?.into() })
}
