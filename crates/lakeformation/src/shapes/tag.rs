//! Tags and expressions of them.

use boathouse_permissions::{Expression, PageRequest, Tag, TagFailure, TagMap, Taggable};
use serde::{Deserialize, Serialize};

use super::resource::Resource;
use crate::error::ErrorDetail;
use crate::{Error, LakeFormation, checks};

/// `LFTagPair`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LfTagPair {
    pub catalog_id: Option<String>,
    pub tag_key: String,
    pub tag_values: Vec<String>,
}

impl LfTagPair {
    pub fn new(account: &str, tag: Tag) -> Self {
        Self { catalog_id: Some(account.to_owned()), tag_key: tag.key, tag_values: tag.values }
    }

    pub fn into_tag(self, service: &LakeFormation, at: &str) -> Result<Tag, Error> {
        service.check_catalog(self.catalog_id.as_deref())?;
        checks::tag(at, &self.tag_key, &self.tag_values)?;
        Ok(Tag::new(self.tag_key, self.tag_values))
    }
}

/// `LFTag`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LfTag {
    pub tag_key: String,
    pub tag_values: Vec<String>,
}

/// `ColumnLFTag`.
#[derive(Debug, Serialize)]
pub(crate) struct ColumnLfTag {
    #[serde(rename = "Name")]
    pub name: String,
    #[serde(rename = "LFTags")]
    pub tags: Vec<LfTagPair>,
}

/// Tags of a thing.
pub(crate) fn pairs(account: &str, tags: TagMap) -> Vec<LfTagPair> {
    tags.into_iter().map(|(key, value)| LfTagPair::new(account, Tag::new(key, [value]))).collect()
}

/// Tags of columns.
pub(crate) fn of_columns(account: &str, columns: Vec<(String, TagMap)>) -> Vec<ColumnLfTag> {
    columns.into_iter().map(|(name, tags)| ColumnLfTag { name, tags: pairs(account, tags) }).collect()
}

/// The tags of a list of pairs, of which there are 1 to 50.
fn tags(service: &LakeFormation, list: Vec<LfTagPair>) -> Result<Vec<Tag>, Error> {
    boathouse_wire::Constraints::naming_values().count("lFTags", list.len(), 1, 50).finish()?;
    let tag = |(index, pair): (usize, LfTagPair)| pair.into_tag(service, &format!("lFTags.{}.member.", index + 1));
    list.into_iter().enumerate().map(tag).collect()
}

/// `Expression`: a key may be there once.
pub(crate) fn expression(list: Vec<LfTag>) -> Result<Vec<Tag>, Error> {
    if list.is_empty() {
        return Err(Error::InvalidInput("Expression must name at least one LF-tag.".to_owned()));
    }
    let mut tags = Vec::new();
    for (index, tag) in list.into_iter().enumerate() {
        checks::tag(&format!("expression.{}.member.", index + 1), &tag.tag_key, &tag.tag_values)?;
        tags.push(Tag::new(tag.tag_key, tag.tag_values));
    }
    tags.sort();
    if tags.windows(2).any(|pair| pair[0].key == pair[1].key) {
        return Err(Error::InvalidInput("An LF-tag can be in an expression only once.".to_owned()));
    }
    Ok(tags)
}

/// An expression as it is shown.
pub(crate) fn shown(tags: Vec<Tag>) -> Vec<LfTag> {
    tags.into_iter().map(|tag| LfTag { tag_key: tag.key, tag_values: tag.values }).collect()
}

/// What `CreateLFTagExpression` and `UpdateLFTagExpression` are asked with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct NamedExpressionInput {
    name: String,
    description: Option<String>,
    catalog_id: Option<String>,
    expression: Vec<LfTag>,
}

impl NamedExpressionInput {
    /// The expression, checked.
    pub fn read(self, service: &LakeFormation) -> Result<Expression, Error> {
        service.check_catalog(self.catalog_id.as_deref())?;
        checks::name("name", &self.name)?;
        checks::description(self.description.as_deref())?;
        Ok(Expression { name: self.name, description: self.description, tags: expression(self.expression)? })
    }
}

/// What `SearchDatabasesByLFTags` and `SearchTablesByLFTags` are asked with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SearchInput {
    next_token: Option<String>,
    max_results: Option<i32>,
    catalog_id: Option<String>,
    expression: Vec<LfTag>,
}

impl SearchInput {
    /// The tags that are asked for and the page that is wanted, checked.
    pub fn read(self, service: &LakeFormation) -> Result<(Vec<Tag>, PageRequest), Error> {
        service.check_catalog(self.catalog_id.as_deref())?;
        let page = checks::search_page(self.next_token, self.max_results)?;
        Ok((expression(self.expression)?, page))
    }
}

/// `LFTagExpression`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LfTagExpression {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    catalog_id: String,
    expression: Vec<LfTag>,
}

impl LfTagExpression {
    pub fn new(account: &str, from: Expression) -> Self {
        let catalog_id = account.to_owned();
        Self { name: from.name, description: from.description, catalog_id, expression: shown(from.tags) }
    }
}

/// `LFTagError`.
#[derive(Debug, Serialize)]
pub(crate) struct LfTagError {
    #[serde(rename = "LFTag")]
    tag: LfTagPair,
    #[serde(rename = "Error")]
    error: ErrorDetail,
}

impl LfTagError {
    pub fn new(account: &str, from: TagFailure) -> Self {
        Self { tag: LfTagPair::new(account, from.tag), error: Error::from(from.error).into() }
    }
}

/// What operations that change the tags of a resource take.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ResourceTagsInput {
    catalog_id: Option<String>,
    resource: Resource,
    #[serde(rename = "LFTags")]
    tags: Vec<LfTagPair>,
}

impl ResourceTagsInput {
    pub fn read(self, service: &LakeFormation) -> Result<(Taggable, Vec<Tag>), Error> {
        service.check_catalog(self.catalog_id.as_deref())?;
        let tags = tags(service, self.tags)?;
        Ok((self.resource.taggable(service)?, tags))
    }
}

/// What they answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ResourceTagsOutput {
    failures: Vec<LfTagError>,
}

impl ResourceTagsOutput {
    pub fn new(service: &LakeFormation, failed: Vec<TagFailure>) -> Self {
        let failures = failed.into_iter().map(|failure| LfTagError::new(service.account(), failure));
        Self { failures: failures.collect() }
    }
}
