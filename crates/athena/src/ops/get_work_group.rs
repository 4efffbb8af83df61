//! `GetWorkGroup`: one workgroup.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetWorkGroup.html>

use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    work_group: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    work_group: shapes::WorkGroup,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let workgroup = athena.queries.workgroup(&input.work_group).await?;
    Ok(Output { work_group: workgroup.into() })
}
