//! `UpdateDataCatalog`: changes a data catalog whole.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateDataCatalog.html>

use boathouse_query::{DataCatalog, DataCatalogType};
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: Option<String>,
    #[serde(rename = "Type")]
    kind: Option<DataCatalogType>,
    description: Option<String>,
    parameters: Option<shapes::Parameters>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required(&mut all, "name", input.name.as_ref(), 1, 256);
    if input.kind.is_none() {
        all.missing("type");
    }
    checks::optional(&mut all, "description", input.description.as_ref(), 1, 1024);
    all.finish()?;
    let catalog = DataCatalog {
        name: input.name.unwrap_or_default(),
        kind: input.kind.unwrap_or(DataCatalogType::Glue),
        description: input.description,
        parameters: input.parameters.unwrap_or_default(),
    };
    athena.queries.update_data_catalog(catalog).await?;
    Ok(Output {})
}
