//! What targets of each kind must say.

use crate::crawlers::CrawlerDefinition;
use crate::glob::Glob;
use crate::options::DeleteBehavior;
use crate::targets::CatalogTargetDefinition;
use crate::{Error, Result};

const SAMPLE_SIZE_MAX: u32 = 249;
/// What crawlers of catalog tables are configured with when nothing else is said.
const CATALOG_CONFIGURATION: &str = r#"{"Version":1.0,"Grouping":{"TableGroupingPolicy":"CombineCompatibleSchemas"}}"#;

pub(super) fn check(definition: &CrawlerDefinition) -> Result<()> {
    let targets = &definition.targets;
    targets.resolved()?;
    for target in &targets.s3_targets {
        if target.sample_size.is_some_and(|size| !(1..=SAMPLE_SIZE_MAX).contains(&size)) {
            return Err(Error::invalid("SampleSize must be between 1 and 249."));
        }
        patterns(target.exclusions.as_deref())?;
    }
    catalog(definition)?;
    for target in &targets.delta_targets {
        some("DeltaTarget", "DeltaTables", &target.delta_tables)?;
    }
    for target in &targets.iceberg_targets {
        some("IcebergTarget", "Paths", &target.paths)?;
        patterns(target.exclusions.as_deref())?;
        depth(target.maximum_traversal_depth)?;
    }
    for target in &targets.hudi_targets {
        some("HudiTarget", "Paths", &target.paths)?;
        patterns(target.exclusions.as_deref())?;
        depth(target.maximum_traversal_depth)?;
    }
    Ok(())
}

/// Fills in what is the same for all crawlers of catalog tables.
pub(in crate::crawlers) fn complete(definition: &mut CrawlerDefinition) {
    if is_catalog(definition) && definition.configuration.as_deref().is_none_or(str::is_empty) {
        definition.configuration = Some(CATALOG_CONFIGURATION.to_owned());
    }
}

/// Whether tables of the catalog are all that is crawled: such a crawler needs no database of its own.
pub(super) fn is_catalog(definition: &CrawlerDefinition) -> bool {
    !definition.targets.catalog_targets.is_empty()
}

fn catalog(definition: &CrawlerDefinition) -> Result<()> {
    let targets = &definition.targets;
    if !is_catalog(definition) {
        return Ok(());
    }
    let has_others = !targets.s3_targets.is_empty()
        || !targets.jdbc_targets.is_empty()
        || !targets.delta_targets.is_empty()
        || !targets.iceberg_targets.is_empty()
        || !targets.hudi_targets.is_empty();
    if has_others {
        return Err(Error::invalid("CatalogTargets cannot be combined with targets of other types."));
    }
    for target in &targets.catalog_targets {
        let CatalogTargetDefinition { database_name, tables, .. } = target;
        if database_name.is_empty() {
            return Err(Error::invalid("DatabaseName must be given for CatalogTarget."));
        }
        some("CatalogTarget", "Tables", tables)?;
    }
    if definition.schema_change_policy.delete != DeleteBehavior::Log {
        return Err(Error::invalid(
            "The SchemaChangePolicy for Catalog target can have only LOG DeleteBehavior value.",
        ));
    }
    Ok(())
}

fn some(target: &str, member: &str, texts: &[String]) -> Result<()> {
    if texts.is_empty() || texts.iter().any(String::is_empty) {
        return Err(Error::invalid(format!("{member} of a {target} must have at least one, and none that is empty.")));
    }
    Ok(())
}

fn patterns(exclusions: Option<&[String]>) -> Result<()> {
    exclusions.unwrap_or_default().iter().try_for_each(|pattern| Glob::new(pattern).map(drop))
}

fn depth(levels: Option<i32>) -> Result<()> {
    if levels.is_some_and(|levels| levels < 1) {
        return Err(Error::invalid("MaximumTraversalDepth must be at least 1."));
    }
    Ok(())
}
