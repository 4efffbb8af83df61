//! `GetLFTag`: a tag with the values it can have.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetLFTag.html>

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
pub(super) struct Output {
    catalog_id: String,
    tag_key: String,
    tag_values: Vec<String>,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    let tag = service.permissions.tag(&service.scope(), &input.tag_key).await?;
    Ok(Output { catalog_id: service.account().to_owned(), tag_key: tag.key, tag_values: tag.values })
}
