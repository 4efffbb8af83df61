//! `UpdateLFTag`: adds values to a tag and takes others away.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_UpdateLFTag.html>

use boathouse_wire::Constraints;
use serde::{Deserialize, Serialize};

use crate::{Error, LakeFormation, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    tag_key: String,
    tag_values_to_delete: Option<Vec<String>>,
    tag_values_to_add: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    let (remove, add) = (input.tag_values_to_delete, input.tag_values_to_add);
    let mut all = Constraints::naming_values();
    for (at, values) in [("tagValuesToDelete", &remove), ("tagValuesToAdd", &add)] {
        if let Some(values) = values {
            checks::tag_values(&mut all, at, values, 1);
        }
    }
    all.finish()?;
    let (remove, add) = (remove.unwrap_or_default(), add.unwrap_or_default());
    service.permissions.update_tag(&service.scope(), &input.tag_key, remove, add).await?;
    Ok(Output {})
}
