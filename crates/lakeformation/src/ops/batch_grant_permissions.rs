//! `BatchGrantPermissions`: gives permissions, each entry by itself.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_BatchGrantPermissions.html>

use crate::shapes::grant::{self, BatchFailure, BatchInput, BatchOutput};
use crate::{Error, LakeFormation};

pub(super) type Input = BatchInput;

pub(super) type Output = BatchOutput;

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    grant::check_batch(&input.entries)?;
    let mut failures = Vec::new();
    for entry in input.entries {
        let outcome = match entry.clone().into_change(service) {
            Ok(change) => service.permissions.grant(&service.scope(), change).await.map_err(Error::of_grant),
            Err(error) => Err(error),
        };
        if let Err(error) = outcome {
            failures.push(BatchFailure { request_entry: entry, error: error.into() });
        }
    }
    Ok(BatchOutput { failures })
}
