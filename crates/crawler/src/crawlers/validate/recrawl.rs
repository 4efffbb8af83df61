//! What the recrawl behaviours ask of a crawler.

use crate::crawlers::{CrawlerDefinition, RecrawlBehavior};
use crate::options::{DeleteBehavior, UpdateBehavior};
use crate::targets::{CatalogTargetDefinition, S3TargetDefinition};
use crate::{Error, Result};

pub(super) fn check(definition: &CrawlerDefinition) -> Result<()> {
    let targets = &definition.targets;
    let of_s3 = targets.s3_targets.iter().flat_map(|target| [&target.event_queue_arn, &target.dlq_event_queue_arn]);
    let of_catalog =
        targets.catalog_targets.iter().flat_map(|target| [&target.event_queue_arn, &target.dlq_event_queue_arn]);
    of_s3.chain(of_catalog).flatten().try_for_each(|queue| check_queue(queue))?;
    match definition.recrawl_behavior {
        RecrawlBehavior::CrawlEverything => Ok(()),
        RecrawlBehavior::CrawlNewFoldersOnly => new_folders(definition),
        RecrawlBehavior::CrawlEventMode => events(definition),
    }
}

fn new_folders(definition: &CrawlerDefinition) -> Result<()> {
    if !is_s3_only(definition) {
        return Err(Error::invalid("RecrawlBehavior \"Crawl new folders only\" can only apply to Amazon S3 target."));
    }
    let policy = definition.schema_change_policy;
    if policy.update == UpdateBehavior::Log && policy.delete == DeleteBehavior::Log {
        return Ok(());
    }
    Err(Error::invalid(
        "The SchemaChangePolicy for \"Crawl new folders only\" Amazon S3 target can have only LOG DeleteBehavior value and LOG UpdateBehavior value.",
    ))
}

fn events(definition: &CrawlerDefinition) -> Result<()> {
    let refuse = |text: &str| Err(Error::invalid(format!("RecrawlBehavior CRAWL_EVENT_MODE {text}")));
    let targets = &definition.targets;
    if let [CatalogTargetDefinition { event_queue_arn, .. }] = targets.catalog_targets.as_slice() {
        return if event_queue_arn.is_some() { Ok(()) } else { refuse("needs the EventQueueArn of its target.") };
    }
    if targets.catalog_targets.is_empty() && !is_s3_only(definition) {
        return refuse("is not supported for targets other than S3Targets and CatalogTargets.");
    }
    let [target] = targets.s3_targets.as_slice() else { return refuse("needs exactly one target.") };
    let S3TargetDefinition { path, sample_size, event_queue_arn, .. } = target;
    if event_queue_arn.is_none() {
        return refuse("needs the EventQueueArn of its target.");
    }
    if sample_size.is_some() {
        return refuse("does not go with a SampleSize.");
    }
    if path.contains('%') {
        return refuse("does not go with a path that contains %.");
    }
    Ok(())
}

fn is_s3_only(definition: &CrawlerDefinition) -> bool {
    let targets = &definition.targets;
    targets.jdbc_targets.is_empty()
        && targets.catalog_targets.is_empty()
        && targets.delta_targets.is_empty()
        && targets.iceberg_targets.is_empty()
        && targets.hudi_targets.is_empty()
}

/// `arn:aws:sqs:<region>:<account>:<name>`.
fn check_queue(arn: &str) -> Result<()> {
    let parts: Vec<&str> = arn.split(':').collect();
    match parts[..] {
        ["arn", partition, "sqs", region, account, name]
            if partition.starts_with("aws") && ![region, account, name].contains(&"") =>
        {
            Ok(())
        }
        _ => Err(Error::invalid(format!("The queue '{arn}' must be the ARN of an SQS queue."))),
    }
}

/// Refuses an update that takes another place to a crawler of new folders only.
pub(in crate::crawlers) fn check_update(before: &CrawlerDefinition, after: &CrawlerDefinition) -> Result<()> {
    let stays = [before, after].iter().all(|one| one.recrawl_behavior == RecrawlBehavior::CrawlNewFoldersOnly);
    if stays && before.targets != after.targets {
        return Err(Error::invalid(
            "The Amazon S3 targets of a crawler whose RecrawlBehavior is \"Crawl new folders only\" cannot be changed.",
        ));
    }
    Ok(())
}
