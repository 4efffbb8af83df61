//! `SearchDatabasesByLFTags`: the databases whose tags satisfy an expression.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_SearchDatabasesByLFTags.html>

use serde::Serialize;

use crate::shapes::resource::DatabaseResource;
use crate::shapes::tag::{self, LfTagPair, SearchInput};
use crate::{Error, LakeFormation};

/// `TaggedDatabase`.
#[derive(Debug, Serialize)]
struct TaggedDatabase {
    #[serde(rename = "Database")]
    database: DatabaseResource,
    #[serde(rename = "LFTags")]
    tags: Vec<LfTagPair>,
}

pub(super) type Input = SearchInput;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    database_list: Vec<TaggedDatabase>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    let (expression, page) = input.read(service)?;
    let found = service.permissions.databases_by_tags(&service.scope(), &expression, page).await?;
    let account = service.account();
    let shown = |(name, tags)| TaggedDatabase {
        database: DatabaseResource { catalog_id: Some(account.to_owned()), name },
        tags: tag::pairs(account, tags),
    };
    Ok(Output { database_list: found.items.into_iter().map(shown).collect(), next_token: found.next_token })
}
