//! `DeleteWorkGroup`: deletes a workgroup, with what is in it when that is said.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_DeleteWorkGroup.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    work_group: Option<String>,
    recursive_delete_option: Option<bool>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required_workgroup(&mut all, "workGroup", input.work_group.as_ref());
    all.finish()?;
    let with_contents = input.recursive_delete_option.unwrap_or(false);
    athena.queries.delete_workgroup(&input.work_group.unwrap_or_default(), with_contents).await?;
    Ok(Output {})
}
