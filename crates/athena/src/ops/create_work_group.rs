//! `CreateWorkGroup`: makes a workgroup.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: Option<String>,
    configuration: Option<shapes::WorkGroupConfiguration>,
    description: Option<String>,
    tags: Option<Vec<shapes::Tag>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required_workgroup(&mut all, "name", input.name.as_ref());
    if let Some(configuration) = &input.configuration {
        configuration.check(&mut all);
    }
    checks::optional(&mut all, "description", input.description.as_ref(), 0, 1024);
    shapes::Tag::check(&mut all, input.tags.as_deref().unwrap_or_default());
    all.finish()?;
    let settings = input.configuration.unwrap_or_default().into_settings()?;
    let tags = input.tags.unwrap_or_default().into_iter().map(shapes::Tag::into_pair).collect();
    athena.queries.create_workgroup(&input.name.unwrap_or_default(), input.description, settings, tags).await?;
    Ok(Output {})
}
