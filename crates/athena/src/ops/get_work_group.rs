//! `GetWorkGroup`: one workgroup.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_GetWorkGroup.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    work_group: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    work_group: shapes::WorkGroup,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::new();
    checks::required_workgroup(&mut all, "workGroup", input.work_group.as_ref());
    all.finish()?;
    let workgroup = athena.queries.workgroup(&input.work_group.unwrap_or_default()).await?;
    Ok(Output { work_group: workgroup.into() })
}
