//! `DeleteResourcePolicy`: forgets a policy.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteResourcePolicy.html>

use boathouse_catalog::PolicyCondition;
use serde::{Deserialize, Serialize};

use crate::shapes::policy;
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    policy_hash_condition: Option<String>,
    resource_arn: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    policy::check_hash(input.policy_hash_condition.as_deref())?;
    let resource = policy::resource(glue, input.resource_arn.as_deref()).await?;
    let condition = PolicyCondition { exists: None, hash: input.policy_hash_condition };
    glue.settings.delete_policy(&glue.scope(), &resource, condition).await?;
    Ok(Output {})
}
