//! `CreateLFTag`: makes a tag with the values it can have.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_CreateLFTag.html>

use boathouse_permissions::Tag;
use serde::{Deserialize, Serialize};

use crate::{Error, LakeFormation, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    tag_key: String,
    tag_values: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    checks::tag("", &input.tag_key, &input.tag_values)?;
    service.permissions.create_tag(&service.scope(), Tag::new(input.tag_key, input.tag_values)).await?;
    Ok(Output {})
}
