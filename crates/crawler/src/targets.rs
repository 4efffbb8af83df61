//! Where crawlers look: what callers say, as it is kept, and what a crawl makes of it.

mod catalog;
pub(crate) mod delta;
mod finds;
mod folder;
mod hudi;
mod iceberg;
mod jdbc;
mod roots;
mod s3;
mod walk;

use boathouse_schema::S3Uri;
use serde::{Deserialize, Serialize};

pub use self::catalog::{CatalogTarget, CatalogTargetDefinition};
pub use self::delta::{DeltaTarget, DeltaTargetDefinition};
pub(crate) use self::finds::{Finds, Survey};
pub(crate) use self::hudi::CLASSIFICATION as HUDI;
pub(crate) use self::iceberg::remember_previous;
pub(crate) use self::jdbc::{CONNECTION_NAME, JdbcRoot};
pub use self::jdbc::{JdbcMetadata, JdbcTarget, JdbcTargetDefinition};
pub use self::roots::{RootsTarget, RootsTargetDefinition};
pub use self::s3::{S3Target, S3TargetDefinition};
use crate::{Error, Result};

/// One place to crawl.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CrawlTarget {
    /// Objects of a bucket.
    S3(S3Target),
    /// Tables of a database server.
    Jdbc(JdbcTarget),
    /// Tables that the catalog has.
    Catalog(CatalogTarget),
    /// Delta Lake tables.
    Delta(DeltaTarget),
    /// Iceberg tables.
    Iceberg(RootsTarget),
    /// Hudi tables.
    Hudi(RootsTarget),
}

impl CrawlTarget {
    /// Everything at and below `path`.
    pub fn s3(path: S3Uri) -> Self {
        Self::S3(S3Target::new(path))
    }

    /// The paths of targets whose tables are written down in buckets.
    pub(crate) fn books(&self) -> &[S3Uri] {
        match self {
            Self::Delta(target) => &target.tables,
            Self::Iceberg(target) => &target.paths,
            Self::Hudi(target) => &target.paths,
            Self::S3(_) | Self::Jdbc(_) | Self::Catalog(_) => &[],
        }
    }

    /// Finds the tables of targets where they are written down and need not be inferred.
    pub(crate) async fn survey(&self, survey: &Survey<'_>, finds: &mut Finds) -> Result<()> {
        match self {
            Self::Delta(target) => target.survey(survey, finds).await,
            Self::Iceberg(target) => iceberg::survey(target, survey, finds).await,
            Self::Hudi(target) => hudi::survey(target, survey, finds).await,
            Self::S3(_) | Self::Catalog(_) => Ok(()),
            Self::Jdbc(target) => target.survey(survey, finds).await,
        }
    }
}

/// The targets of a crawler, as they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TargetsDefinition {
    /// Objects of buckets.
    pub s3_targets: Vec<S3TargetDefinition>,
    /// Tables of database servers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub jdbc_targets: Vec<JdbcTargetDefinition>,
    /// Tables that the catalog has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub catalog_targets: Vec<CatalogTargetDefinition>,
    /// Delta Lake tables.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub delta_targets: Vec<DeltaTargetDefinition>,
    /// Iceberg tables.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub iceberg_targets: Vec<RootsTargetDefinition>,
    /// Hudi tables.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hudi_targets: Vec<RootsTargetDefinition>,
}

impl TargetsDefinition {
    /// True when there is none of any kind.
    pub fn is_empty(&self) -> bool {
        self.s3_targets.is_empty()
            && self.jdbc_targets.is_empty()
            && self.catalog_targets.is_empty()
            && self.delta_targets.is_empty()
            && self.iceberg_targets.is_empty()
            && self.hudi_targets.is_empty()
    }

    /// What a crawl looks at, in the order in which they are told.
    pub(crate) fn resolved(&self) -> Result<Vec<CrawlTarget>> {
        let mut targets = Vec::new();
        for target in &self.s3_targets {
            targets.push(CrawlTarget::S3(target.resolved()?));
        }
        targets.extend(self.jdbc_targets.iter().map(|target| CrawlTarget::Jdbc(target.resolved())));
        targets.extend(self.catalog_targets.iter().map(|target| CrawlTarget::Catalog(target.resolved())));
        for target in &self.delta_targets {
            targets.push(CrawlTarget::Delta(target.resolved()?));
        }
        for target in &self.iceberg_targets {
            targets.push(CrawlTarget::Iceberg(target.resolved(iceberg::KIND)?));
        }
        for target in &self.hudi_targets {
            targets.push(CrawlTarget::Hudi(target.resolved(hudi::KIND)?));
        }
        Ok(targets)
    }
}

/// A path as callers write it.
fn s3_path(kind: &str, text: &str) -> Result<S3Uri> {
    text.parse().map_err(|_| Error::invalid(format!("The {kind} target path '{text}' must be s3://bucket/prefix.")))
}

fn s3_paths(kind: &str, texts: &[String]) -> Result<Vec<S3Uri>> {
    texts.iter().map(|text| s3_path(kind, text)).collect()
}
