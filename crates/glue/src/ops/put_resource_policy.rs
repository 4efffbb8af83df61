//! `PutResourcePolicy`: keeps a policy of the catalog or of something in it; nothing here decides by it.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_PutResourcePolicy.html>

use boathouse_catalog::{PolicyCondition, ResourcePolicy};
use serde::{Deserialize, Serialize};

use crate::shapes::policy;
use crate::{Error, Glue};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    policy_in_json: String,
    resource_arn: Option<String>,
    policy_hash_condition: Option<String>,
    policy_exists_condition: Option<ExistsCondition>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    policy_hash: String,
}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    policy::check(&input.policy_in_json, input.policy_hash_condition.as_deref())?;
    let resource = policy::resource(glue, input.resource_arn.as_deref()).await?;
    let exists = match input.policy_exists_condition {
        Some(ExistsCondition::MustExist) => Some(true),
        Some(ExistsCondition::NotExist) => Some(false),
        Some(ExistsCondition::None) | None => None,
    };
    let condition = PolicyCondition { exists, hash: input.policy_hash_condition };
    let kept = ResourcePolicy { text: input.policy_in_json };
    Ok(Output { policy_hash: glue.settings.put_policy(&glue.scope(), &resource, kept, condition).await? })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum ExistsCondition {
    MustExist,
    NotExist,
    None,
}
