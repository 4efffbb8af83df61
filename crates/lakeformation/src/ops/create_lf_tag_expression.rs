//! `CreateLFTagExpression`: names an expression of tags.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateLFTagExpression.html>

use boathouse_permissions::Expression;
use serde::{Deserialize, Serialize};

use crate::shapes::tag::{self, LfTag};
use crate::{Error, LakeFormation, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
    description: Option<String>,
    catalog_id: Option<String>,
    expression: Vec<LfTag>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    checks::name("name", &input.name)?;
    checks::description(input.description.as_deref())?;
    let tags = tag::expression(input.expression)?;
    let expression = Expression { name: input.name, description: input.description, tags };
    service.permissions.create_expression(&service.scope(), expression).await?;
    Ok(Output {})
}
