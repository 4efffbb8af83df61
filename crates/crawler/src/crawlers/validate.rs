//! What is checked before a crawler is stored.

mod recrawl;
mod targets;

pub(super) use self::recrawl::check_update;
pub(super) use self::targets::complete;
use super::{CrawlerDefinition, Crawlers, RecrawlBehavior, schedule};
use crate::classifier::Prepared;
use crate::configuration::Configuration;
use crate::targets::CrawlTarget;
use crate::{Error, Result};

const NAME_CHARS_MAX: usize = 255;
const DESCRIPTION_CHARS_MAX: usize = 2048;
const TABLE_PREFIX_CHARS_MAX: usize = 128;

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
    if !targets::is_catalog(definition) && definition.database_name.as_deref().is_none_or(str::is_empty) {
        return Err(Error::invalid("DatabaseName must be given for S3 targets."));
    }
    if let Some(text) = definition.configuration.as_deref().filter(|text| !text.is_empty()) {
        Configuration::parse(text)?;
    }
    schedule::parse(definition.schedule.as_deref())?;
    targets::check(definition)?;
    recrawl::check(definition)?;
    check_unsupported(definition)
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
            for path in target.books() {
                self.lake.bucket(&path.bucket).await?;
            }
            if let CrawlTarget::Jdbc(target) = &target {
                target.check(&self.connections, &self.scope()).await?;
            }
            if let CrawlTarget::S3(target) = target {
                self.lake.bucket(&target.path.bucket).await?;
                let (bucket, key) = (&target.path.bucket, &target.path.key);
                let in_events = definition.recrawl_behavior == RecrawlBehavior::CrawlEventMode;
                if in_events && !key.is_empty() && !key.ends_with('/') && self.lake.head(bucket, key).await.is_ok() {
                    return Err(Error::invalid("RecrawlBehavior CRAWL_EVENT_MODE needs a folder as its target."));
                }
            }
        }
        for name in &definition.classifiers {
            Prepared::new(&self.classifier(name).await?.definition)?;
        }
        Ok(())
    }
}
