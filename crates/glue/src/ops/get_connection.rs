//! `GetConnection`: one connection.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetConnection.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::connection::{Connection, ENVIRONMENTS};
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    name: String,
    hide_password: Option<bool>,
    apply_override_for_compute_environment: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    connection: Connection,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::naming_values();
    let environment = input.apply_override_for_compute_environment.as_deref();
    checks::choice(&mut all, "applyOverrideForComputeEnvironment", environment, ENVIRONMENTS);
    all.finish()?;
    checks::names(&[("name", &input.name)])?;
    checks::refuse("ApplyOverrideForComputeEnvironment", environment.is_some())?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let passwords = glue.passwords(input.hide_password).await?;
    Ok(Output { connection: glue.connections.connection(&glue.scope(), &input.name, passwords).await?.into() })
}
