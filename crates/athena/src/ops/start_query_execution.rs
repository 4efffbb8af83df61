//! `StartQueryExecution`: starts one statement.
//! <https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html>

use boathouse_query::{PRIMARY_WORKGROUP, ResultReuse, StartRequest};
use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Athena, Error};

const TOKEN_LENGTH_MIN: usize = 32;
const TOKEN_LENGTH_MAX: usize = 128;
const PARAMETER_LENGTH_MAX: usize = 1024;
const REUSE_AGE_MINUTES_MAX: i64 = 10_080;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    query_string: Option<String>,
    client_request_token: Option<String>,
    query_execution_context: Option<Context>,
    result_configuration: Option<ResultConfiguration>,
    work_group: Option<String>,
    execution_parameters: Option<Vec<String>>,
    result_reuse_configuration: Option<ReuseConfiguration>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Context {
    database: Option<String>,
    catalog: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ResultConfiguration {
    output_location: Option<String>,
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
    check(&input)?;
    let token = input.client_request_token.filter(|token| !token.is_empty());
    let Some(token) = token else { return Err(Error::input("clientRequestToken is null or empty")) };
    if token.len() > TOKEN_LENGTH_MAX {
        return Err(Error::input(format!("clientRequestToken exceeds maximum allowed length {TOKEN_LENGTH_MAX}")));
    }
    let context = input.query_execution_context.unwrap_or_default();
    let reuse = input.result_reuse_configuration.and_then(|reuse| reuse.result_reuse_by_age_configuration);
    let request = StartRequest {
        sql: input.query_string.unwrap_or_default(),
        token: Some(token),
        database: context.database,
        catalog: context.catalog,
        output_location: input.result_configuration.and_then(|results| results.output_location),
        workgroup: Some(input.work_group.unwrap_or_else(|| PRIMARY_WORKGROUP.to_owned())),
        parameters: input.execution_parameters.unwrap_or_default(),
        result_reuse: reuse.map(|r| ResultReuse { enabled: r.enabled, age_minutes_max: r.max_age_in_minutes }),
    };
    Ok(Output { query_execution_id: athena.queries.start(request).await? })
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
    if let Some(parameters) = &input.execution_parameters {
        checks.count("executionParameters", parameters.len(), 1, usize::MAX);
        for (i, parameter) in parameters.iter().enumerate() {
            checks.length(&format!("executionParameters.{}.member", i + 1), parameter, 1, PARAMETER_LENGTH_MAX);
        }
    }
    let reuse = input.result_reuse_configuration.as_ref().and_then(|r| r.result_reuse_by_age_configuration.as_ref());
    if let Some(minutes) = reuse.and_then(|reuse| reuse.max_age_in_minutes) {
        let at = "resultReuseConfiguration.resultReuseByAgeConfiguration.maxAgeInMinutes";
        checks.range(at, minutes.into(), 0, REUSE_AGE_MINUTES_MAX);
    }
    Ok(checks.finish()?)
}
