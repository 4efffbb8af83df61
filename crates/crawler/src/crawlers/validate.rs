//! What is checked before a crawler is stored.

use super::{CrawlerDefinition, Crawlers, RecrawlBehavior, schedule};
use crate::classifier::Prepared;
use crate::configuration::Configuration;
use crate::glob::Glob;
use crate::options::{DeleteBehavior, UpdateBehavior};
use crate::targets::CrawlTarget;
use crate::{Error, Result};

const NAME_CHARS_MAX: usize = 255;
const DESCRIPTION_CHARS_MAX: usize = 2048;
const TABLE_PREFIX_CHARS_MAX: usize = 128;
const SAMPLE_SIZE_MAX: u32 = 249;

/// Checks everything that needs no look at the lake.
pub(super) fn check(definition: &CrawlerDefinition) -> Result<()> {
    let single_line = |text: &str| !text.chars().any(|c| matches!(c, '\r' | '\n'));
    let name = &definition.name;
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || !single_line(name) {
        return Err(Error::invalid("Name must be a single line of 1 to 255 characters."));
    }
    if definition.role.is_empty() {
        return Err(Error::invalid("Role must not be empty."));
    }
    if definition.description.as_deref().is_some_and(|text| text.chars().count() > DESCRIPTION_CHARS_MAX) {
        return Err(Error::invalid("Description must have at most 2048 characters."));
    }
    if definition.table_prefix.as_deref().is_some_and(|text| text.chars().count() > TABLE_PREFIX_CHARS_MAX) {
        return Err(Error::invalid("TablePrefix must have at most 128 characters."));
    }
    if definition.targets.is_empty() {
        return Err(Error::invalid("At least one target must be given."));
    }
    if definition.database_name.as_deref().is_none_or(str::is_empty) {
        return Err(Error::invalid("DatabaseName must be given for S3 targets."));
    }
    if let Some(text) = definition.configuration.as_deref().filter(|text| !text.is_empty()) {
        Configuration::parse(text)?;
    }
    schedule::parse(definition.schedule.as_deref())?;
    check_targets(definition)?;
    check_recrawl(definition)?;
    check_unsupported(definition)
}

fn check_targets(definition: &CrawlerDefinition) -> Result<()> {
    let targets = &definition.targets;
    targets.resolved()?;
    for target in &targets.s3_targets {
        if target.sample_size.is_some_and(|size| !(1..=SAMPLE_SIZE_MAX).contains(&size)) {
            return Err(Error::invalid("SampleSize must be between 1 and 249."));
        }
        for pattern in target.exclusions.iter().flatten() {
            Glob::new(pattern)?;
        }
        if target.event_queue_arn.is_some() || target.dlq_event_queue_arn.is_some() {
            return Err(Error::invalid("EventQueueArn is not supported: crawl without bucket notifications."));
        }
    }
    for (kind, given) in [
        ("JdbcTargets", !targets.jdbc_targets.is_empty()),
        ("CatalogTargets", !targets.catalog_targets.is_empty()),
        ("DeltaTargets", !targets.delta_targets.is_empty()),
        ("IcebergTargets", !targets.iceberg_targets.is_empty()),
        ("HudiTargets", !targets.hudi_targets.is_empty()),
    ] {
        if given {
            return Err(Error::invalid(format!("{kind} is not supported: leave it out.")));
        }
    }
    Ok(())
}

fn check_recrawl(definition: &CrawlerDefinition) -> Result<()> {
    let policy = definition.schema_change_policy;
    let logs_only = policy.update == UpdateBehavior::Log && policy.delete == DeleteBehavior::Log;
    match definition.recrawl_behavior {
        RecrawlBehavior::CrawlEverything => Ok(()),
        RecrawlBehavior::CrawlNewFoldersOnly if !logs_only => Err(Error::invalid(
            "The SchemaChangePolicy for \"Crawl new folders only\" Amazon S3 target can have only LOG DeleteBehavior value and LOG UpdateBehavior value.",
        )),
        RecrawlBehavior::CrawlNewFoldersOnly => {
            Err(Error::invalid("RecrawlBehavior CRAWL_NEW_FOLDERS_ONLY is not supported: use CRAWL_EVERYTHING."))
        }
        RecrawlBehavior::CrawlEventMode => {
            Err(Error::invalid("RecrawlBehavior CRAWL_EVENT_MODE is not supported: use CRAWL_EVERYTHING."))
        }
    }
}

fn check_unsupported(definition: &CrawlerDefinition) -> Result<()> {
    if let Some(name) = definition.security_configuration.as_deref().filter(|text| !text.is_empty()) {
        return Err(Error::invalid(format!("CrawlerSecurityConfiguration '{name}' is not supported: leave it out.")));
    }
    Ok(())
}

impl Crawlers {
    /// Checks everything: what the definition says and whether what it names is there.
    pub(super) async fn check(&self, definition: &CrawlerDefinition) -> Result<()> {
        check(definition)?;
        for target in definition.targets.resolved()? {
            if let CrawlTarget::S3(target) = target {
                self.lake.bucket(&target.path.bucket).await?;
            }
        }
        for name in &definition.classifiers {
            Prepared::new(&self.classifier(name).await?.definition)?;
        }
        Ok(())
    }
}
