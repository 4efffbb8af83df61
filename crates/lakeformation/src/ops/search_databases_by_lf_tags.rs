//! `SearchDatabasesByLFTags`: the databases whose tags satisfy an expression.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_SearchDatabasesByLFTags.html>

use serde::{Deserialize, Serialize};

use crate::shapes::resource::DatabaseResource;
use crate::shapes::tag::{self, LfTag, LfTagPair};
use crate::{Error, LakeFormation, checks};

/// `TaggedDatabase`.
#[derive(Debug, Serialize)]
struct TaggedDatabase {
    #[serde(rename = "Database")]
    database: DatabaseResource,
    #[serde(rename = "LFTags")]
    tags: Vec<LfTagPair>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    next_token: Option<String>,
    max_results: Option<i32>,
    catalog_id: Option<String>,
    expression: Vec<LfTag>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    database_list: Vec<TaggedDatabase>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    service.check_catalog(input.catalog_id.as_deref())?;
    let page = checks::search_page(input.next_token, input.max_results)?;
    let expression = tag::expression(input.expression)?;
    let found = service.permissions.databases_by_tags(&service.scope(), &expression, page).await?;
    let account = service.account();
    let shown = |(name, tags)| TaggedDatabase {
        database: DatabaseResource { catalog_id: Some(account.to_owned()), name },
        tags: tag::pairs(account, tags),
    };
    Ok(Output { database_list: found.items.into_iter().map(shown).collect(), next_token: found.next_token })
}
