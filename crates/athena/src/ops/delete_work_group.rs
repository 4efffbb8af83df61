//! `DeleteWorkGroup`: deletes a workgroup, with what is in it when that is said.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_DeleteWorkGroup.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    work_group: String,
    recursive_delete_option: Option<bool>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let with_contents = input.recursive_delete_option.unwrap_or(false);
    athena.queries.delete_workgroup(&input.work_group, with_contents).await?;
    Ok(Output {})
}
