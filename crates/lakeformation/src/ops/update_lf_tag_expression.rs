//! `UpdateLFTagExpression`: replaces what a named expression says.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_UpdateLFTagExpression.html>

use serde::Serialize;

use crate::shapes::tag::NamedExpressionInput;
use crate::{Error, LakeFormation};

pub(super) type Input = NamedExpressionInput;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.permissions.update_expression(&service.scope(), input.read(service)?).await?;
    Ok(Output {})
}
