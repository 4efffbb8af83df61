//! `ListLFTagExpressions`: the named expressions by name.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListLFTagExpressions.html>

use serde::{Deserialize, Serialize};

use crate::shapes::tag::LfTagExpression;
use crate::{Error, LakeFormation, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    #[serde(rename = "LFTagExpressions")]
    expressions: Vec<LfTagExpression>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    let page = checks::page(input.next_token, input.max_results)?;
    let found = service.permissions.expressions(&service.scope(), page).await?;
    let shown = |expression| LfTagExpression::new(service.account(), expression);
    Ok(Output { expressions: found.items.into_iter().map(shown).collect(), next_token: found.next_token })
}
