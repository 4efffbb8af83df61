//! `RemoveLFTagsFromResource`: takes tags from a database, a table or columns.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_RemoveLFTagsFromResource.html>

use serde::{Deserialize, Serialize};

use crate::shapes::resource::Resource;
use crate::shapes::tag::{self, LfTagError, LfTagPair};
use crate::{Error, LakeFormation};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    resource: Resource,
    #[serde(rename = "LFTags")]
    tags: Vec<LfTagPair>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    failures: Vec<LfTagError>,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    let tags = tag::tags(service, input.tags)?;
    let resource = input.resource.taggable(service)?;
    let failed = service.permissions.remove_tags(&service.scope(), &resource, tags).await?;
    Ok(Output { failures: failed.into_iter().map(|failure| LfTagError::new(service.account(), failure)).collect() })
}
