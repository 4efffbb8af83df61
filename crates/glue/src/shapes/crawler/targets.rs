//! `CrawlerTargets`.

mod catalog;
mod delta;
mod jdbc;
mod roots;
mod s3;

use boathouse_crawler as crawler;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use self::catalog::CatalogTarget;
use self::delta::DeltaTarget;
use self::jdbc::JdbcTarget;
use self::roots::RootsTarget;
use self::s3::S3Target;
use crate::{Error, checks};

/// `CrawlerTargets` as they are sent.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CrawlerTargetsInput {
    s3_targets: Option<Vec<S3Target>>,
    jdbc_targets: Option<Vec<JdbcTarget>>,
    #[serde(rename = "MongoDBTargets")]
    mongo_db_targets: Option<Vec<IgnoredAny>>,
    #[serde(rename = "DynamoDBTargets")]
    dynamo_db_targets: Option<Vec<IgnoredAny>>,
    catalog_targets: Option<Vec<CatalogTarget>>,
    delta_targets: Option<Vec<DeltaTarget>>,
    iceberg_targets: Option<Vec<RootsTarget>>,
    hudi_targets: Option<Vec<RootsTarget>>,
}

impl CrawlerTargetsInput {
    /// The targets; kinds that nothing here can crawl are refused by name.
    pub fn into_definition(self) -> Result<crawler::TargetsDefinition, Error> {
        for (name, targets) in [("MongoDBTargets", self.mongo_db_targets), ("DynamoDBTargets", self.dynamo_db_targets)]
        {
            checks::refuse(name, targets.is_some_and(|targets| !targets.is_empty()))?;
        }
        Ok(crawler::TargetsDefinition {
            s3_targets: all(self.s3_targets),
            jdbc_targets: all(self.jdbc_targets),
            catalog_targets: all(self.catalog_targets),
            delta_targets: all(self.delta_targets),
            iceberg_targets: all(self.iceberg_targets),
            hudi_targets: all(self.hudi_targets),
        })
    }
}

fn all<T, U: From<T>>(targets: Option<Vec<T>>) -> Vec<U> {
    targets.unwrap_or_default().into_iter().map(U::from).collect()
}

/// `CrawlerTargets` as they are shown: every kind, empty or not.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CrawlerTargets {
    s3_targets: Vec<S3Target>,
    jdbc_targets: Vec<JdbcTarget>,
    #[serde(rename = "MongoDBTargets")]
    mongo_db_targets: [(); 0],
    #[serde(rename = "DynamoDBTargets")]
    dynamo_db_targets: [(); 0],
    catalog_targets: Vec<CatalogTarget>,
    delta_targets: Vec<DeltaTarget>,
    iceberg_targets: Vec<RootsTarget>,
    hudi_targets: Vec<RootsTarget>,
}

impl From<crawler::TargetsDefinition> for CrawlerTargets {
    fn from(from: crawler::TargetsDefinition) -> Self {
        Self {
            s3_targets: all(Some(from.s3_targets)),
            jdbc_targets: all(Some(from.jdbc_targets)),
            mongo_db_targets: [],
            dynamo_db_targets: [],
            catalog_targets: all(Some(from.catalog_targets)),
            delta_targets: all(Some(from.delta_targets)),
            iceberg_targets: all(Some(from.iceberg_targets)),
            hudi_targets: all(Some(from.hudi_targets)),
        }
    }
}
