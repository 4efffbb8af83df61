//! `CreateClassifier`: makes a custom classifier.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CreateClassifier.html>

use serde::Serialize;

use crate::shapes::classifier::ClassifierInput;
use crate::{Error, Glue};

pub(super) type Input = ClassifierInput;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    glue.crawlers.create_classifier(input.one()?.made()?).await?;
    Ok(Output {})
}
