//! `UpdateCrawler`: changes the members of a crawler that are sent.
//! <https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateCrawler.html>

use boathouse_crawler::CrawlerUpdate;
use serde::{Deserialize, Serialize};

use crate::shapes::crawler::{self, role_name};
use crate::{Error, Glue, checks};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    catalog_id: Option<String>,
    name: String,
    role: Option<String>,
    database_name: Option<String>,
    description: Option<String>,
    targets: Option<crawler::CrawlerTargetsInput>,
    schedule: Option<String>,
    classifiers: Option<Vec<String>>,
    table_prefix: Option<String>,
    schema_change_policy: Option<crawler::SchemaChangePolicy>,
    recrawl_policy: Option<crawler::RecrawlPolicy>,
    lineage_configuration: Option<crawler::LineageConfiguration>,
    lake_formation_configuration: Option<crawler::LakeFormationConfiguration>,
    configuration: Option<String>,
    crawler_security_configuration: Option<String>,
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
    let update = CrawlerUpdate {
        role: input.role.as_deref().map(role_name),
        database_name: input.database_name,
        description: input.description,
        targets: input.targets.map(crawler::CrawlerTargetsInput::into_definition).transpose()?,
        schedule: input.schedule,
        classifiers: input.classifiers,
        table_prefix: input.table_prefix,
        schema_change_policy: input.schema_change_policy.map(Into::into),
        recrawl_behavior: input.recrawl_policy.and_then(|policy| policy.recrawl_behavior),
        lineage_enabled: input.lineage_configuration.map(crawler::LineageConfiguration::is_enabled),
        lake_formation: input.lake_formation_configuration.map(Into::into),
        configuration: input.configuration,
        security_configuration: input.crawler_security_configuration,
    };
    glue.crawlers.update(&input.name, update).await?;
    Ok(Output {})
}
