//! `CreateDataCatalog`: makes a data catalog known.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateDataCatalog.html>

use boathouse_query::{DataCatalog, DataCatalogType};
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
    let mut all = Constraints::new();
    definition.check(&mut all);
    shapes::Tag::check(&mut all, input.tags.as_deref().unwrap_or_default());
    all.finish()?;
    let catalog = DataCatalog::from(definition);
    let tags = input.tags.unwrap_or_default().into_iter().map(shapes::Tag::into_pair).collect();
    athena.queries.create_data_catalog(catalog.clone(), tags).await?;
    Ok(Output { data_catalog: catalog.into() })
}
