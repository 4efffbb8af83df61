//! `CreateConnection`: keeps a connection.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CreateConnection.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::shapes::connection::{ConnectionInput, READY};
use crate::{Error, Glue, tags};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    connection_input: ConnectionInput,
    tags: Option<tags::TagMap>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    create_connection_status: &'static str,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let mut all = Constraints::naming_values();
    input.connection_input.check(&mut all);
    all.finish()?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let tags = input.tags.unwrap_or_default();
    tags::check(&tags)?;
    let is_tested = input.connection_input.validate_credentials == Some(true);
    let definition = input.connection_input.domain()?;
    if is_tested {
        boathouse_jdbc::probe(&definition).await?;
    }
    let resource = format!("connection/{}", definition.name);
    glue.connections.create(&glue.scope(), definition, &glue.caller.arn()).await?;
    if !tags.is_empty() {
        glue.tags.add(&resource, tags).await?;
    }
    Ok(Output { create_connection_status: READY })
}
