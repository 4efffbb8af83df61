//! `BatchRevokePermissions`: takes permissions, each entry by itself.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_BatchRevokePermissions.html>

use serde::{Deserialize, Serialize};

use crate::shapes::grant::{self, BatchEntry, BatchFailure};
use crate::{Error, LakeFormation};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    entries: Vec<BatchEntry>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    failures: Vec<BatchFailure>,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    grant::check_batch(&input.entries)?;
    let mut failures = Vec::new();
    for entry in input.entries {
        let outcome = match entry.clone().into_change(service) {
            Ok(change) => service.permissions.revoke(&service.scope(), change).await.map_err(Error::of_grant),
            Err(error) => Err(error),
        };
        if let Err(error) = outcome {
            failures.push(BatchFailure { request_entry: entry, error: error.into() });
        }
    }
    Ok(Output { failures })
}
