//! `GetClassifiers`: the classifiers by name.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetClassifiers.html>

use serde::{Deserialize, Serialize};

use crate::shapes::classifier::Classifier;
use crate::{Error, Glue, checks, listing};

const PAGE_ITEMS_MAX: usize = 1000;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    max_results: Option<i32>,
    next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    classifiers: Vec<Classifier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let page = checks::page(input.next_token, input.max_results, PAGE_ITEMS_MAX)?;
    let (found, next_token) = listing::cut(glue.crawlers.classifiers().await?, page, |c| c.definition.name())?;
    Ok(Output { classifiers: found.into_iter().map(Into::into).collect(), next_token })
}
