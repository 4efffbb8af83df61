//! `UpdateClassifier`: changes the members of a classifier that are sent.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateClassifier.html>

use serde::Serialize;

use crate::shapes::classifier::ClassifierInput;
use crate::{Error, Glue};

pub(super) type Input = ClassifierInput;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let change = input.one()?;
    let name = change.name().to_owned();
    glue.crawlers.update_classifier(&name, |stored| change.over(stored)).await?;
    Ok(Output {})
}
