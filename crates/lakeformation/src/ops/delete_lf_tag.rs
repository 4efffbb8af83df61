//! `DeleteLFTag`: deletes a tag and takes it from everything.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DeleteLFTag.html>

use serde::{Deserialize, Serialize};

use crate::{Error, LakeFormation};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    tag_key: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    service.permissions.delete_tag(&service.scope(), &input.tag_key).await?;
    Ok(Output {})
}
