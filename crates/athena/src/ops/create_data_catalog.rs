//! `CreateDataCatalog`: makes a data catalog known.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateDataCatalog.html>

use boathouse_query::{DataCatalog, DataCatalogType};
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
    #[serde(rename = "Type")]
    kind: DataCatalogType,
    description: Option<String>,
    parameters: Option<shapes::Parameters>,
    tags: Option<Vec<shapes::Tag>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    data_catalog: shapes::DataCatalog,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let definition = shapes::CatalogDefinition {
        name: input.name,
        kind: input.kind,
        description: input.description,
        parameters: input.parameters,
    };
    let catalog = DataCatalog::from(definition);
    let tags = shapes::Tag::pairs(input.tags)?;
    athena.queries.create_data_catalog(catalog.clone(), tags).await?;
    Ok(Output { data_catalog: catalog.into() })
}
