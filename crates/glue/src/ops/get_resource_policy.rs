//! `GetResourcePolicy`: the policy of the catalog or of something in it.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_GetResourcePolicy.html>

use boathouse_wire::EpochSeconds;
use serde::{Deserialize, Serialize};

use crate::shapes::policy;
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    resource_arn: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    policy_in_json: String,
    policy_hash: String,
    create_time: EpochSeconds,
    update_time: EpochSeconds,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    let resource = policy::resource(glue, input.resource_arn.as_deref()).await?;
    let policy::Policy { policy_in_json, policy_hash, create_time, update_time } =
        glue.settings.policy(&glue.scope(), &resource).await?.into();
    Ok(Output { policy_in_json, policy_hash, create_time, update_time })
}
