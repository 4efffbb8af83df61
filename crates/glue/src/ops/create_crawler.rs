//! `CreateCrawler`: makes a crawler.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_CreateCrawler.html>

use boathouse_crawler::CrawlerDefinition;
use serde::{Deserialize, Serialize};

use crate::shapes::crawler::{self, role_name};
use crate::tags::{self, TagMap};
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    name: String,
    role: String,
    database_name: Option<String>,
    description: Option<String>,
    targets: crawler::CrawlerTargetsInput,
    schedule: Option<String>,
    classifiers: Option<Vec<String>>,
    table_prefix: Option<String>,
    schema_change_policy: Option<crawler::SchemaChangePolicy>,
    recrawl_policy: Option<crawler::RecrawlPolicy>,
    lineage_configuration: Option<crawler::LineageConfiguration>,
    lake_formation_configuration: Option<crawler::LakeFormationConfiguration>,
    configuration: Option<String>,
    crawler_security_configuration: Option<String>,
    tags: Option<TagMap>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Output {}

pub(super) async fn call(glue: &Glue, input: Input) -> Result<Output, Error> {
    checks::names(&[("name", &input.name)])?;
    glue.check_catalog(input.catalog_id.as_deref())?;
    let settings = (input.crawler_security_configuration.as_deref(), input.lake_formation_configuration.as_ref());
    let (description, prefix) = (input.description.as_deref(), input.table_prefix.as_deref());
    crawler::check(description, prefix, input.classifiers.as_deref(), settings)?;
    let tags = input.tags.unwrap_or_default();
    tags::check(&tags)?;
    let role = role_name(&input.role);
    let session = format!("assumed-role/{}/AWS-Crawler", role.rsplit('/').next().unwrap_or(&role));
    let definition = CrawlerDefinition {
        name: input.name,
        role,
        database_name: input.database_name,
        description: input.description,
        targets: input.targets.into_definition()?,
        schedule: input.schedule,
        classifiers: input.classifiers.unwrap_or_default(),
        table_prefix: input.table_prefix,
        schema_change_policy: input.schema_change_policy.unwrap_or_default().into(),
        recrawl_behavior: input.recrawl_policy.unwrap_or_default().recrawl_behavior.unwrap_or_default(),
        lineage_enabled: input.lineage_configuration.unwrap_or_default().is_enabled(),
        lake_formation: input.lake_formation_configuration.map(Into::into),
        configuration: input.configuration,
        security_configuration: input.crawler_security_configuration,
        created_by: Some(format!("arn:aws:sts::{}:{session}", glue.account())),
    };
    let resource = format!("crawler/{}", definition.name);
    glue.crawlers.create(definition).await?;
    if !tags.is_empty() {
        glue.tags.add(&resource, tags).await?;
    }
    Ok(Output {})
}
