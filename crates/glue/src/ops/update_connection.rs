//! `UpdateConnection`: replaces everything of a connection.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateConnection.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::connection::ConnectionInput;
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    name: String,
    connection_input: ConnectionInput,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("name", &input.name)])?;
    let mut all = Constraints::naming_values();
    input.connection_input.check(&mut all);
    all.finish()?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let is_tested = input.connection_input.validate_credentials == Some(true);
    let definition = input.connection_input.domain()?;
    if is_tested {
        boathouse_jdbc::probe(&definition).await?;
    }
    glue.connections.update(&glue.scope(), &input.name, definition, &glue.caller.arn()).await?;
    Ok(Output {})
}
