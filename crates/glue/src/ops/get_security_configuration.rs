//! `GetSecurityConfiguration`: one security configuration.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetSecurityConfiguration.html>

use serde::{Deserialize, Serialize};

use crate::shapes::security::SecurityConfiguration;
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    security_configuration: SecurityConfiguration,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("name", &input.name)])?;
    Ok(Output { security_configuration: glue.settings.security(&glue.scope(), &input.name).await?.into() })
}
