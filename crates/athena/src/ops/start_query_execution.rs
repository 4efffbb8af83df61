//! `StartQueryExecution`: starts one statement.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html>

use std::collections::BTreeMap;

use boathouse_query::{Error as QueryError, PRIMARY_WORKGROUP, ResultReuse, STATEMENT_BYTES_MAX, StartRequest};
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, shapes};

/// The model counts a token's characters, the service its bytes.
const TOKEN_BYTES_MAX: usize = 128;
/// The classification of the settings that a query may have of its own.
const ENGINE_PROPERTIES: &str = "athena-query-engine-properties";
/// The fewest and the most units a query takes.
const DPUS: std::ops::RangeInclusive<u32> = 4..=124;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    query_string: String,
    client_request_token: Option<String>,
    query_execution_context: Option<Context>,
    result_configuration: Option<shapes::ResultConfiguration>,
    work_group: Option<String>,
    execution_parameters: Option<Vec<String>>,
    result_reuse_configuration: Option<ReuseConfiguration>,
    engine_configuration: Option<EngineConfiguration>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Context {
    database: Option<String>,
    catalog: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EngineConfiguration {
    classifications: Option<Vec<Classification>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Classification {
    name: Option<String>,
    properties: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReuseConfiguration {
    result_reuse_by_age_configuration: Option<ReuseByAge>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReuseByAge {
    enabled: bool,
    max_age_in_minutes: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    query_execution_id: String,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    let sql = input.query_string;
    if sql.len() > STATEMENT_BYTES_MAX {
        return Err(QueryError::TooLong(sql.len()).into());
    }
    let Some(token) = input.client_request_token else {
        return Err(Error::input("clientRequestToken is null or empty"));
    };
    if token.len() > TOKEN_BYTES_MAX {
        return Err(Error::input(format!("clientRequestToken exceeds maximum allowed length {TOKEN_BYTES_MAX}")));
    }
    let context = input.query_execution_context.unwrap_or_default();
    let dpus_min = dpus_min(input.engine_configuration)?;
    let reuse = input.result_reuse_configuration.and_then(|reuse| reuse.result_reuse_by_age_configuration);
    let request = StartRequest {
        sql,
        token: Some(token),
        database: context.database,
        catalog: context.catalog,
        results: input.result_configuration.unwrap_or_default().into(),
        workgroup: Some(input.work_group.unwrap_or_else(|| PRIMARY_WORKGROUP.to_owned())),
        parameters: input.execution_parameters.unwrap_or_default(),
        result_reuse: reuse.map(|r| ResultReuse { enabled: r.enabled, age_minutes_max: r.max_age_in_minutes }),
        dpus_min,
    };
    match athena.queries.start(request).await {
        Ok(query_execution_id) => Ok(Output { query_execution_id }),
        // Here it is a fault of the statement's.
        Err(QueryError::PreparedNotFound(name, workgroup)) => {
            Err(Error::input(format!("PreparedStatement {name} was not found in workGroup {workgroup}")))
        }
        Err(other) => Err(other.into()),
    }
}

/// Units of reserved capacity that the query takes at least, when the request says how many.
fn dpus_min(configuration: Option<EngineConfiguration>) -> Result<Option<u32>, Error> {
    let (mut dpus_min, mut dpus_max) = (None, None);
    for classification in configuration.and_then(|configuration| configuration.classifications).unwrap_or_default() {
        if classification.name.as_deref() != Some(ENGINE_PROPERTIES) {
            let name = classification.name.unwrap_or_default();
            return Err(Error::input(format!("The classification '{name}' is not one of a query's.")));
        }
        for (key, value) in classification.properties.unwrap_or_default() {
            let dpus: Option<u32> = value.parse().ok().filter(|dpus| DPUS.contains(dpus));
            match (key.as_str(), dpus) {
                ("min-dpu-count", Some(dpus)) => dpus_min = Some(dpus),
                // A query here takes no more than it asks for at least.
                ("max-dpu-count", Some(dpus)) => dpus_max = Some(dpus),
                _ => {
                    let text = format!("The property '{key}' of {ENGINE_PROPERTIES} cannot be '{value}'.");
                    return Err(Error::input(text));
                }
            }
        }
    }
    if let (Some(least), Some(most)) = (dpus_min, dpus_max)
        && least > most
    {
        let text = format!("min-dpu-count {least} is more than max-dpu-count {most}.");
        return Err(Error::input(text));
    }
    Ok(dpus_min)
}
