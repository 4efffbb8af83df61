//! `ListRegistries`: registries by name.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_ListRegistries.html>

use serde::{Deserialize, Serialize};

use crate::shapes::registry::Registry;
use crate::{Error, Glue, registry};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    max_results: Option<i32>,
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    registries: Vec<Registry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let page = registry::page(input.next_token, input.max_results)?;
    let page = glue.registry.registries(&glue.scope(), page).await?;
    let registries = page.items.into_iter().map(|found| {
        let arn = glue.registry_arn(&found.name);
        Registry::new(found, arn)
    });
    Ok(Output { registries: registries.collect(), next_token: page.next_token })
}
