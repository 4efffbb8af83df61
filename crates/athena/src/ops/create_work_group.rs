//! `CreateWorkGroup`: makes a workgroup.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
    configuration: Option<shapes::WorkGroupConfiguration>,
    description: Option<String>,
    tags: Option<Vec<shapes::Tag>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let settings = input.configuration.unwrap_or_default().into_settings()?;
    if input.tags.as_ref().is_some_and(Vec::is_empty) {
        return Err(Error::input("Tags provided upon WorkGroup creation must not be empty"));
    }
    let tags = shapes::Tag::pairs(input.tags)?;
    athena.queries.create_workgroup(&input.name, input.description, settings, tags).await?;
    Ok(Output {})
}
