//! `AddLFTagsToResource`: gives tags to a database, a table or columns.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_AddLFTagsToResource.html>

use crate::shapes::tag::{ResourceTagsInput, ResourceTagsOutput};
use crate::{Error, LakeFormation};

pub(super) type Input = ResourceTagsInput;

pub(super) type Output = ResourceTagsOutput;

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    let (resource, tags) = input.read(service)?;
    let failed = service.permissions.add_tags(&service.scope(), &resource, tags).await?;
    Ok(ResourceTagsOutput::new(service, failed))
}
