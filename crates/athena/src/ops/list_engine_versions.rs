//! `ListEngineVersions`: the one engine there is.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListEngineVersions.html>

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
    engine_versions: Vec<EngineVersion>,
}

pub(super) async fn call(_athena: &Athena, input: Input) -> Result<Output, Error> {
    let mut checks = Constraints::new();
    metadata::paging(&mut checks, input.next_token.as_ref(), input.max_results, (1, 10));
    checks.finish()?;
    if let Some(token) = input.next_token {
        return Err(Error::input(format!("The nextPageToken is malformed: {token}")));
    }
    Ok(Output { engine_versions: vec![ENGINE_VERSION] })
}
