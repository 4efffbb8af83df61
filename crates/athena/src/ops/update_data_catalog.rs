//! `UpdateDataCatalog`: changes a data catalog whole.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateDataCatalog.html>

use boathouse_query::DataCatalogType;
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

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
    let definition = shapes::CatalogDefinition {
        name: input.name,
        kind: input.kind,
        description: input.description,
        parameters: input.parameters,
    };
    let mut all = Constraints::new();
    definition.check(&mut all);
    all.finish()?;
    athena.queries.update_data_catalog(definition.into()).await?;
    Ok(Output {})
}
