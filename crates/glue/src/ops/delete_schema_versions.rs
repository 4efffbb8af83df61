//! `DeleteSchemaVersions`: deletes versions of a schema by numbers and ranges.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteSchemaVersions.html>

use serde::{Deserialize, Serialize};

use crate::error::ErrorDetail;
use crate::registry::Unnamed;
use crate::shapes::SchemaId;
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    schema_id: SchemaId,
    versions: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    schema_version_errors: Vec<Failure>,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let key = glue.schema_key(Some(&input.schema_id), Unnamed::Default)?;
    let failures = glue.registry.delete_versions(&glue.scope(), &key, &input.versions).await?;
    let schema_version_errors = failures
        .into_iter()
        .map(|failure| Failure { version_number: failure.number, error_details: Error::from(failure.error).into() });
    Ok(Output { schema_version_errors: schema_version_errors.collect() })
}

/// `SchemaVersionErrorItem`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Failure {
    version_number: u64,
    error_details: ErrorDetail,
}
