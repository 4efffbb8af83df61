//! `SearchTablesByLFTags`: the tables whose tags, or whose columns' tags, satisfy an expression.
//! <https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_SearchTablesByLFTags.html>

use serde::Serialize;

use crate::shapes::resource::TableResource;
use crate::shapes::tag::{self, ColumnLfTag, LfTagPair, SearchInput};
use crate::{Error, LakeFormation};

/// `TaggedTable`.
#[derive(Debug, Serialize)]
struct TaggedTable {
    #[serde(rename = "Table")]
    table: TableResource,
    #[serde(rename = "LFTagOnDatabase")]
    on_database: Vec<LfTagPair>,
    #[serde(rename = "LFTagsOnTable")]
    on_table: Vec<LfTagPair>,
    #[serde(rename = "LFTagsOnColumns")]
    on_columns: Vec<ColumnLfTag>,
}

pub(super) type Input = SearchInput;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {
    table_list: Vec<TaggedTable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) async fn call(service: &LakeFormation, input: Input) -> Result<Output, Error> {
    let (expression, page) = input.read(service)?;
    let found = service.permissions.tables_by_tags(&service.scope(), &expression, page).await?;
    let account = service.account();
    let shown = |found: boathouse_permissions::TaggedTable| TaggedTable {
        table: TableResource {
            catalog_id: Some(account.to_owned()),
            database_name: found.database,
            name: Some(found.table),
            table_wildcard: None,
        },
        on_database: tag::pairs(account, found.tags.database.unwrap_or_default()),
        on_table: tag::pairs(account, found.tags.table.unwrap_or_default()),
        on_columns: tag::of_columns(account, found.tags.columns),
    };
    Ok(Output { table_list: found.items.into_iter().map(shown).collect(), next_token: found.next_token })
}
