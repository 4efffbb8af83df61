//! `StartQueryExecution`: starts one statement.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html>

use std::collections::BTreeMap;

use boathouse_query::{Error as QueryError, PRIMARY_WORKGROUP, ResultReuse, StartRequest};
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error, checks, shapes};

const TOKEN_LENGTH_MIN: usize = 32;
const TOKEN_LENGTH_MAX: usize = 128;
const PARAMETER_LENGTH_MAX: usize = 1024;
const REUSE_AGE_MINUTES_MAX: i64 = 10_080;
/// The classification of the settings that a query may have of its own.
const ENGINE_PROPERTIES: &str = "athena-query-engine-properties";
/// The fewest and the most units a query takes.
const DPUS: std::ops::RangeInclusive<u32> = 4..=124;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    query_string: Option<String>,
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
    enabled: Option<bool>,
    max_age_in_minutes: Option<i32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    query_execution_id: String,
}

pub(super) async fn call(athena: &Athena, input: Input) -> Result<Output, Error> {
    check(&input)?;
    let token = input.client_request_token.filter(|token| !token.is_empty());
    let Some(token) = token else { return Err(Error::input("clientRequestToken is null or empty")) };
    if token.len() > TOKEN_LENGTH_MAX {
        return Err(Error::input(format!("clientRequestToken exceeds maximum allowed length {TOKEN_LENGTH_MAX}")));
    }
    let context = input.query_execution_context.unwrap_or_default();
    let dpus_min = dpus_min(input.engine_configuration)?;
    let reuse = input.result_reuse_configuration.and_then(|reuse| reuse.result_reuse_by_age_configuration);
    let request = StartRequest {
        sql: input.query_string.unwrap_or_default(),
        token: Some(token),
        database: context.database,
        catalog: context.catalog,
        results: input.result_configuration.unwrap_or_default().into(),
        workgroup: Some(input.work_group.unwrap_or_else(|| PRIMARY_WORKGROUP.to_owned())),
        parameters: input.execution_parameters.unwrap_or_default(),
        result_reuse: reuse
            .map(|r| ResultReuse { enabled: r.enabled.unwrap_or(false), age_minutes_max: r.max_age_in_minutes }),
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

fn check(input: &Input) -> Result<(), Error> {
    let mut checks = Constraints::new();
    match &input.query_string {
        None => drop(checks.missing("queryString")),
        // The limit is one of bytes, although the text says length.
        Some(sql) if sql.len() > boathouse_query::STATEMENT_BYTES_MAX => {
            let rule =
                format!("Member must have length less than or equal to {}", boathouse_query::STATEMENT_BYTES_MAX);
            checks.fail("queryString", None, &rule);
        }
        Some(sql) if sql.is_empty() => {
            checks.fail("queryString", None, "Member must have length greater than or equal to 1");
        }
        Some(_) => {}
    }
    if let Some(token) = input.client_request_token.as_ref().filter(|token| !token.is_empty()) {
        checks.length("clientRequestToken", token, TOKEN_LENGTH_MIN, TOKEN_LENGTH_MAX);
    }
    if let Some(context) = &input.query_execution_context {
        if let Some(database) = &context.database {
            checks.length("queryExecutionContext.database", database, 1, 255);
        }
        if let Some(catalog) = &context.catalog {
            checks.length("queryExecutionContext.catalog", catalog, 1, 256);
        }
    }
    if let Some(results) = &input.result_configuration {
        results.check(&mut checks, "resultConfiguration");
    }
    checks::workgroup(&mut checks, "workGroup", input.work_group.as_ref());
    if let Some(parameters) = &input.execution_parameters {
        checks.count("executionParameters", parameters.len(), 1, usize::MAX);
        for (i, parameter) in parameters.iter().enumerate() {
            checks.length(&format!("executionParameters.{}.member", i + 1), parameter, 1, PARAMETER_LENGTH_MAX);
        }
    }
    let reuse = input.result_reuse_configuration.as_ref().and_then(|r| r.result_reuse_by_age_configuration.as_ref());
    if let Some(reuse) = reuse {
        let at = "resultReuseConfiguration.resultReuseByAgeConfiguration";
        if reuse.enabled.is_none() {
            checks.missing(&format!("{at}.enabled"));
        }
        if let Some(minutes) = reuse.max_age_in_minutes {
            checks.range(&format!("{at}.maxAgeInMinutes"), minutes.into(), 0, REUSE_AGE_MINUTES_MAX);
        }
    }
    Ok(checks.finish()?)
}
