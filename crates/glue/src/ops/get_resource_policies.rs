//! `GetResourcePolicies`: all policies, the catalog's own first.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetResourcePolicies.html>

use serde::{Deserialize, Serialize};

use crate::shapes::policy::Policy;
use crate::{Error, Glue, checks};

const PAGE_ITEMS_MAX: usize = 1_000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    get_resource_policies_response_list: Vec<Policy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    let found = glue.settings.policies(&glue.scope(), page).await?;
    Ok(Output {
        get_resource_policies_response_list: found.items.into_iter().map(Into::into).collect(),
        next_token: found.next_token,
    })
}
