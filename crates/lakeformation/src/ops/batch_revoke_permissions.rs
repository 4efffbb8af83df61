//! `BatchRevokePermissions`: takes permissions, each entry by itself.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_BatchRevokePermissions.html>

use crate::shapes::grant::{self, BatchEntry, BatchFailure, BatchInput, BatchOutput};
use crate::{Error, LakeFormation};

pub(super) type Input = BatchInput;

pub(super) type Output = BatchOutput;

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    grant::check_batch(&input.entries)?;
    let mut failures = Vec::new();
    for entry in input.entries {
        if let Err(error) = revoke(service, entry.clone()).await {
            failures.push(BatchFailure { request_entry: entry, error: error.into() });
        }
    }
    Ok(BatchOutput { failures })
}

async fn revoke(service: &LakeFormation, entry: BatchEntry) -> Result<(), Error> {
    let change = entry.into_change(service)?;
    service.may_pass_on(&change).await?;
    service.permissions.revoke(&service.scope(), change).await.map_err(Error::of_grant)
}
