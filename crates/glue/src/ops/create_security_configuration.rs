//! `CreateSecurityConfiguration`: keeps a security configuration; nothing here encrypts.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CreateSecurityConfiguration.html>

use boathouse_wire::{Constraints, EpochSeconds};
use serde::{Deserialize, Serialize};

use crate::shapes::security::EncryptionConfiguration;
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: String,
    encryption_configuration: EncryptionConfiguration,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    name: String,
    created_timestamp: EpochSeconds,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("name", &input.name)])?;
    let mut all = Constraints::naming_values();
    input.encryption_configuration.check(&mut all);
    all.finish()?;
    let configuration = input.encryption_configuration.named(input.name.clone());
    let created_ms = glue.settings.create_security(&glue.scope(), configuration).await?;
    Ok(Output { name: input.name, created_timestamp: created_ms.into() })
}
