//! `ListWorkGroups`: all workgroups, by name.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListWorkGroups.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::{ENGINE_VERSION, EngineVersion};
use crate::{Athena, Error, metadata};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    next_token: Option<String>,
    max_results: Option<i64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    work_groups: Vec<Summary>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    name: String,
    state: &'static str,
    description: &'static str,
    engine_version: EngineVersion,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut checks = Constraints::new();
    metadata::paging(&mut checks, input.next_token.as_ref(), input.max_results, (1, 50));
    checks.finish()?;
    // There is one page, so no token can be of this listing.
    if let Some(token) = input.next_token {
        return Err(Error::input(format!("The nextPageToken is malformed: {token}")));
    }
    let summary = |workgroup: boathouse_query::Workgroup| Summary {
        name: workgroup.name,
        state: "ENABLED",
        description: "",
        engine_version: ENGINE_VERSION,
    };
    Ok(Output { work_groups: athena.queries.workgroups().into_iter().map(summary).collect() })
}
