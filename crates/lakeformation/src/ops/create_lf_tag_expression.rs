//! `CreateLFTagExpression`: names an expression of tags.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateLFTagExpression.html>

use serde::Serialize;

use crate::shapes::tag::NamedExpressionInput;
use crate::{Error, LakeFormation};

pub(super) type Input = NamedExpressionInput;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.permissions.create_expression(&service.scope(), input.read(service)?).await?;
    Ok(Output {})
}
