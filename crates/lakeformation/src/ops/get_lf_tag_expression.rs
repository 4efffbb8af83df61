//! `GetLFTagExpression`: a named expression.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetLFTagExpression.html>

use serde::{Deserialize, Serialize};

use crate::shapes::tag::LfTagExpression;
use crate::{Error, LakeFormation};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
    catalog_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    #[serde(flatten)]
    expression: LfTagExpression,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    let found = service.permissions.expression(&service.scope(), &input.name).await?;
    Ok(Output { expression: LfTagExpression::new(service.account(), found) })
}
