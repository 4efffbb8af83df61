//! `GetResourceLFTags`: the tags of a database, a table or columns.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetResourceLFTags.html>

use serde::{Deserialize, Serialize};

use crate::shapes::resource::Resource;
use crate::shapes::tag::{self, ColumnLfTag, LfTagPair};
use crate::{Error, LakeFormation};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    resource: Resource,
    #[serde(rename = "ShowAssignedLFTags")]
    show_assigned: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    #[serde(rename = "LFTagOnDatabase", skip_serializing_if = "Option::is_none")]
    on_database: Option<Vec<LfTagPair>>,
    #[serde(rename = "LFTagsOnTable", skip_serializing_if = "Option::is_none")]
    on_table: Option<Vec<LfTagPair>>,
    #[serde(rename = "LFTagsOnColumns", skip_serializing_if = "Option::is_none")]
    on_columns: Option<Vec<ColumnLfTag>>,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    let resource = input.resource.taggable(service)?;
    let inherited = !input.show_assigned.unwrap_or_default();
    let found = service.permissions.tags_of(&service.scope(), &resource, inherited).await?;
    let account = service.account();
    Ok(Output {
        on_database: found.database.map(|tags| tag::pairs(account, tags)),
        on_columns: found.table.is_some().then(|| tag::of_columns(account, found.columns)),
        on_table: found.table.map(|tags| tag::pairs(account, tags)),
    })
}
