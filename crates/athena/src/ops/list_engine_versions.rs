//! `ListEngineVersions`: the one engine there is, chosen by itself or by name.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_ListEngineVersions.html>

use boathouse_query::{ENGINE_AUTO, ENGINE_VERSION};
use serde::{Deserialize, Serialize};

use crate::shapes::EngineVersion;
use crate::{Athena, Error};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    next_token: Option<String>,
    max_results: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    engine_versions: Vec<EngineVersion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

const CHOICES: [&str; 2] = [ENGINE_AUTO, ENGINE_VERSION];

pub(super) async fn call(_athena: &Athena, input: Input) -> Result<Output, Error> {
    // The token is the choice that comes next.
    let first = match &input.next_token {
        Some(token) => CHOICES.iter().position(|choice| choice == token).filter(|at| *at > 0),
        None => Some(0),
    };
    let Some(first) = first else {
        let token = input.next_token.unwrap_or_default();
        return Err(Error::input(format!("The nextPageToken is malformed: {token}")));
    };
    let count = input.max_results.and_then(|max| usize::try_from(max).ok()).unwrap_or(CHOICES.len());
    let page = CHOICES.iter().skip(first).take(count);
    let next_token = CHOICES.get(first.saturating_add(count)).map(|choice| (*choice).to_owned());
    Ok(Output { engine_versions: page.map(|choice| EngineVersion::chosen(choice)).collect(), next_token })
}
