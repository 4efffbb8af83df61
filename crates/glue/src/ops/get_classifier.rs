//! `GetClassifier`: one classifier.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetClassifier.html>

use serde::{Deserialize, Serialize};

use crate::shapes::classifier::Classifier;
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    classifier: Classifier,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("name", &input.name)])?;
    Ok(Output { classifier: glue.crawlers.classifier(&input.name).await?.into() })
}
