//! Resource policies.

use boathouse_catalog::{Kept, ResourcePolicy};
use boathouse_wire::{Constraints, EpochSeconds};
use serde::Serialize;
use serde_json::Value;

use crate::{Error, Glue};

const TEXT_CHARS_MIN: usize = 2;
const HASH_CHARS_MAX: usize = 255;

/// `GluePolicy`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Policy {
    pub policy_in_json: String,
    pub policy_hash: String,
    pub create_time: EpochSeconds,
    pub update_time: EpochSeconds,
}

impl From<Kept<ResourcePolicy>> for Policy {
    fn from(from: Kept<ResourcePolicy>) -> Self {
        Self {
            policy_hash: from.value.hash(),
            policy_in_json: from.value.text,
            create_time: from.created_ms.into(),
            update_time: from.updated_ms.into(),
        }
    }
}

/// A policy is a JSON object with statements. What they say is for whoever decides by it.
pub(crate) fn check(text: &str, hash: Option<&str>) -> Result<(), Error> {
    Constraints::naming_values().length("policyInJson", text, TEXT_CHARS_MIN, usize::MAX).finish()?;
    check_hash(hash)?;
    let policy: Value = serde_json::from_str(text)
        .map_err(|error| Error::InvalidInput(format!("The policy is not valid JSON: {error}")))?;
    match policy.get("Statement") {
        Some(Value::Array(_) | Value::Object(_)) => Ok(()),
        _ => Err(Error::InvalidInput("The policy has no Statement.".to_owned())),
    }
}

/// The length of a hash in a condition.
pub(crate) fn check_hash(hash: Option<&str>) -> Result<(), Error> {
    let mut all = Constraints::naming_values();
    if let Some(hash) = hash {
        all.length("policyHashCondition", hash, 1, HASH_CHARS_MAX);
    }
    Ok(all.finish()?)
}

/// What a policy is about: something that is there, or the catalog, whose name is empty.
pub(crate) async fn resource(glue: &Glue, arn: Option<&str>) -> Result<String, Error> {
    match arn {
        None => Ok(String::new()),
        Some(arn) if arn == glue.catalog_arn() => Ok(String::new()),
        Some(arn) => glue.existing_resource(arn).await,
    }
}
